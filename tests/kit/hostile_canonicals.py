"""Envelopes within every limit of the pre-filter that cost canonicalisation as much as those allow (G8)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from gateway.wire.ebms2.xml import LIMITS

# What an envelope has of its own stays free: elements, depth, names in scope, and octets.
_DEPTH: Final = LIMITS.depth - 6
_ELEMENTS: Final = LIMITS.elements - 200
_OCTETS: Final = LIMITS.octets - 60_000
# Behind this an envelope may have elements of any namespace but ours (E-27).
_PLACE: Final = "<eb:DuplicateElimination/>"
_HERE: Final = LIMITS.declarations - 1
_THERE: Final = LIMITS.declarations_in_scope - LIMITS.declarations - 6
_ESCAPED: Final = "&#13;&#9;&#10;&amp;&lt;&quot;"


def _declared(prefix: str, count: int) -> str:
    return " ".join(f'xmlns:{prefix}{number}="urn:{prefix}:{number}"' for number in range(count))


def _many(piece: str, elements: int = 1) -> str:
    """Return a piece as often as octets and elements allow."""
    return piece * min(_OCTETS // len(piece.encode()), _ELEMENTS // elements)


def _plain(inside: str) -> str:
    return f'<x xmlns="urn:x">{inside}</x>'


def _scoped(inside: str) -> str:
    """Return elements around others, with as many namespaces in scope as there may be."""
    return f'<x xmlns="urn:x" {_declared("a", _HERE)}><x {_declared("b", _THERE)}>{inside}</x></x>'


def _nested(depth: int) -> str:
    return "<y>" * depth + "</y>" * depth


def _turns() -> str:
    """Return elements that each use another namespace: exclusive canonicalisation declares it anew each time."""
    return "".join(f"<a{number}:y><b{number % _THERE}:z/></a{number}:y>" for number in range(_HERE))


def _unsorted() -> str:
    """Return an element with attributes of every namespace, in an order that canonicalisation must undo."""
    places = [(number * 7) % _HERE for number in range(_HERE)]
    names = " ".join(f'a{place}:z{place}="" a{place}:y{place}=""' for place in reversed(places))
    return f"<y {names}/>"


def _blocks() -> dict[str, str]:
    attributes = " ".join(f'a{number}=""' for number in range(LIMITS.attributes))
    aliases = " ".join(f'xmlns:d{number}="urn:d"' for number in range(LIMITS.declarations))
    long = {letter: letter * 250 for letter in "npu"}
    return {
        "deep": _plain(_many(_nested(_DEPTH), _DEPTH)),
        "elements": _plain(_many("<y/>")),
        "namespaces-over-elements": _scoped(_many("<y/>")),
        "namespaces-over-deep-elements": _scoped(_many(_nested(_DEPTH - 2), _DEPTH - 2)),
        "namespaces-by-turns": _scoped(_many(_turns(), 2 * _HERE)),
        "namespaces-everywhere": _plain(_many(f"<y {_declared('c', LIMITS.declarations)}/>")),
        "namespaces-done-and-undone": _plain(_many('<y xmlns=""><z xmlns="urn:x"/></y>', 2)),
        "one-namespace-by-many-names": _plain(_many(f"<y {aliases}/>")),
        "attributes": _plain(_many(f"<y {attributes}/>")),
        "attributes-in-disorder": _scoped(_many(_unsorted())),
        "values-to-escape": _plain(_many(f'<y a="{_ESCAPED * 40}"/>')),
        "text-to-escape": _plain(_many(f"<y>{_ESCAPED * 4_000}</y>")),
        "text-between-elements": _plain(_many("\u00e9<y/>")),
        "long-names": _plain(_many(f'<{long["n"]} xmlns:{long["p"]}="urn:{long["u"]}"/>')),
    }


# Each what stands behind DuplicateElimination in a message that is right in everything else.
BLOCKS: Final[Mapping[str, str]] = MappingProxyType(_blocks())


def with_block(text: str, name: str) -> str:
    """Return the text of an envelope with one of the blocks in it."""
    assert _PLACE in text
    return text.replace(_PLACE, _PLACE + BLOCKS[name], 1)
