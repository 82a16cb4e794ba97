"""The roles of CL17, as the chain writes them and StUF-Jeugdzorg enumerates them."""

from typing import Final

ROLES: Final = (
    "broer of zus",
    "contactpersoon",
    "grootouder",
    "halfbroer of -zus",
    "hulpverlener",
    "informant",
    "jeugdige",
    "kind",
    "melder",
    "onderwijsgevende",
    "opvoeder/verzorger",
    "ouder met gezag",
    "ouder zonder gezag",
    "ouder, gezag niet benoemd",
    "ouder, niet juridisch",
    "overige professional",
    "overige verwant",
    "pleegbroer of -zus",
    "pleegouder",
    "stiefbroer of -zus",
    "stiefouder",
    "verpleegkundige, arts of medisch specialist",
    "voogd",
)
# In a vto the child concerned is the client; a `kind` beside it is a child of the young person (CL17, 115).
CHILD: Final = "kind"
CHILD_OF_CHILD: Final = "kind van de jeugdige"
CLIENT: Final = "Client (kind)"
UNBORN_CLIENT: Final = "Client (ongeboren kind)"
# In a report of concern and a notice of probation everybody it is about is one.
YOUNG_PERSON: Final = "jeugdige"
