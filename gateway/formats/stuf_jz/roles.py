"""The roles of CL17, as the chain writes them and StUF-Jeugdzorg enumerates them."""

from typing import Final

from gateway.domain.references import CURRENT_ROLES

ROLES: Final = CURRENT_ROLES
# In a vto the child concerned is the client; a `kind` beside it is a child of the young person (CL17, 115).
CHILD: Final = "kind"
CHILD_OF_CHILD: Final = "kind van de jeugdige"
CLIENT: Final = "Client (kind)"
UNBORN_CLIENT: Final = "Client (ongeboren kind)"
# In a report of concern and a notice of probation everybody it is about is one.
YOUNG_PERSON: Final = "jeugdige"
