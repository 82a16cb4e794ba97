"""The name in a client certificate that TLS has proven."""

import re
from typing import Any, Final

from adapters.http.tls import Channel
from gateway.errors import NotAuthorisedError

# The name stands in the audit trail, so it is a plain one.
_NAME: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ._-]{0,62}[A-Za-z0-9])?", re.ASCII)


def common_name(channel: Channel) -> str:
    """Return the one common name of the other side, or raise NotAuthorisedError."""
    subject: Any = (channel.getpeercert() or {}).get("subject", ())  # Any: the library's types cannot tell its shape
    names = [str(value) for relative_name in subject for kind, value in relative_name if kind == "commonName"]
    if len(names) != 1 or not _NAME.fullmatch(names[0]):
        raise NotAuthorisedError
    return names[0]
