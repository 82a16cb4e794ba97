"""Where revocation lists are fetched, in words and in JSON."""

from collections.abc import Mapping, Sequence
from typing import Final

from adapters.keys.distribution import AddressFault, CrlSources

_FAULTS: Final = {
    AddressFault.SCHEME: "neither http nor https",
    AddressFault.FORM: "not a plain address with a host name",
    AddressFault.PORT: "not the usual port",
}


def source_document(minutes: int, sources: CrlSources) -> Mapping[str, object]:
    """Return how often is fetched (0: never by itself), from where, and which addresses are not opened."""
    return {
        "everyMinutes": minutes,
        "addresses": [each.address for each in sources.fetched],
        "refused": [{"address": each.address, "reason": each.fault} for each in sources.refused],
    }


def source_lines(minutes: int, sources: CrlSources) -> Sequence[str]:
    """Say the same for a reader, one address a line."""
    when = f"fetched every {minutes} minutes" if minutes else "fetched by `schakel trust fetch` only"
    return [
        *(f"revocation list, {when}: {each.address}" for each in sources.fetched),
        *(f"revocation list, not fetched, {_FAULTS[each.fault]}: {each.address}" for each in sources.refused),
    ]
