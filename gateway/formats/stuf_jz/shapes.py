"""What may stand where in a document: order, number, texts and fixed values, as the trees of the standard show them.

A name carries its number as the standard's own trees do: `?` at most once, `*` and `+` many, `N` nillable. How many
there may be is left to the schema; what must be there is filled in or asked for.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from gateway.formats.limits import PAYLOAD_LIMITS
from gateway.formats.stuf_jz.names import clark

_DEMANDED: Final[Mapping[str, bool]] = MappingProxyType({"": True, "?": False, "*": False, "+": True})
# XML 1.0, 2.2: what no document can carry.
_UNPRINTABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What a text may be."""

    longest: int = PAYLOAD_LIMITS.text
    shortest: int = 0
    pattern: str = ""
    values: frozenset[str] = frozenset()
    form: re.Pattern[str] | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "form", re.compile(self.pattern, re.ASCII) if self.pattern else None)

    def fault(self, text: str) -> str | None:
        """Return what is wrong with a text, without the text; None when it may stand."""
        # Most texts are printable, which is known at a glance; line ends are not, and may stand.
        if not text.isprintable() and _UNPRINTABLE.search(text):
            return "holds characters that XML cannot carry"
        if 2 * len(text) > self.longest and _is_longer(text, self.longest):
            return f"longer than {self.longest}"
        if len(text) < self.shortest:
            return f"shorter than {self.shortest}"
        if self.values and text not in self.values:
            return "not one of the standard's own values"
        if self.form is not None and self.form.fullmatch(text) is None:
            return "not of the standard's form"
        return None


def _is_longer(text: str, longest: int) -> bool:
    """Count UTF-16 units, as a validator in Java does: an emoji counts double there, and the strict count decides."""
    return len(text) > longest or len(text.encode("utf-16-le")) // 2 > longest


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shape:
    """One element: whether it must be there, and a text or parts in their order; one rank stands in any order.

    `attributes` are written with it; `entity` is compared as well, because libxml2 does not hold a message to it.
    `constant` is the only text we write. `filled`: where the domain says nothing it stands there with its constants.
    `needed`: where this element of the domain says nothing, no message is made. `hollow`: it may have no parts at all.
    `opaque`: its parts are carried whole. `packed`: base64. `no_value` is the attribute that says why it is nil.
    `pair`: of its parts there are none or two, and where the second is missing this element of the domain says nothing.
    """

    name: str
    demanded: bool
    nillable: bool
    text: Text | None = None
    ranks: tuple[tuple["Shape", ...], ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    entity: str = ""
    constant: str | None = None
    needed: str = ""
    no_value: str = ""
    filled: bool = False
    hollow: bool = False
    opaque: bool = False
    packed: bool = False
    pair: str = ""
    # What follows from the above, worked out once: names as lxml spells them, parts with their rank.
    tag: str = field(init=False, repr=False)
    fixed: dict[str, str] = field(init=False, repr=False)
    parts: Mapping[str, tuple[int, "Shape"]] = field(init=False, repr=False)
    parts_by_tag: Mapping[object, tuple[int, "Shape"]] = field(init=False, repr=False)
    demanded_parts: tuple[tuple[int, "Shape"], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        parts = [(rank, part) for rank, group in enumerate(self.ranks) for part in group]
        derived = {
            "tag": clark(self.name),
            "fixed": {clark(name): value for name, value in self.attributes},
            "parts": MappingProxyType({part.name: (rank, part) for rank, part in parts}),
            "parts_by_tag": MappingProxyType({part.tag: (rank, part) for rank, part in parts}),
            "demanded_parts": tuple((rank, part) for rank, part in parts if part.demanded),
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)


# What a branch is made of: a part, or several that stand in any order.
Part = Shape | tuple[Shape, ...]

TEXT: Final = Text()
DATE: Final = Text(pattern=r"\d{8}")
YES_NO: Final = Text(values=frozenset({"Ja", "Nee"}))


def text(longest: int, *, shortest: int = 0) -> Text:
    """Return a text of so many characters."""
    return Text(longest=longest, shortest=shortest)


def form(pattern: str) -> Text:
    """Return a text of this form."""
    return Text(pattern=pattern)


def one_of(*values: str) -> Text:
    """Return a text that is one of these."""
    return Text(values=frozenset(values))


def leaf(
    marked: str,
    kind: Text = TEXT,
    *,
    constant: str | None = None,
    needed: str = "",
    no_value: str = "StUF:noValue",
) -> Shape:
    """Return an element that holds a text."""
    name, demanded, nillable = _read_marks(marked)
    return Shape(
        name=name,
        demanded=demanded,
        nillable=nillable,
        text=kind,
        constant=constant,
        needed=needed,
        no_value=no_value,
    )


def yes_no(marked: str, *, needed: str = "") -> Shape:
    """Return a Ja or Nee of the vt messages, whose noValue stands in no namespace."""
    return leaf(marked, YES_NO, needed=needed, no_value="noValue")


def branch(
    marked: str,
    *parts: Part,
    entity: str = "",
    attributes: tuple[tuple[str, str], ...] = (),
    needed: str = "",
    no_value: str = "",
    filled: bool = False,
) -> Shape:
    """Return an element that holds other elements."""
    name, demanded, nillable = _read_marks(marked)
    return Shape(
        name=name,
        demanded=demanded,
        nillable=nillable,
        ranks=tuple(part if isinstance(part, tuple) else (part,) for part in parts),
        attributes=(("StUF:entiteittype", entity), *attributes) if entity else attributes,
        entity=entity,
        needed=needed,
        no_value=no_value,
        filled=filled,
    )


def hollow(shape: Shape) -> Shape:
    """Return the same element when it may have no parts at all."""
    return replace(shape, hollow=True)


def opaque(marked: str, *, entity: str = "") -> Shape:
    """Return an element of which the domain models nothing."""
    name, demanded, nillable = _read_marks(marked)
    return Shape(name=name, demanded=demanded, nillable=nillable, entity=entity, opaque=True)


def extras(marked: str = "StUF:extraElementen?") -> Shape:
    """Return the standard's own room for values that it has no element for."""
    return branch(marked, leaf("StUF:extraElement+N"))


def _read_marks(marked: str) -> tuple[str, bool, bool]:
    numbered = marked.removesuffix("N")
    number = numbered[-1] if numbered[-1] in _DEMANDED else ""
    return numbered.removesuffix(number), _DEMANDED[number], numbered != marked
