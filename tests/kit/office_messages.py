"""Messages that say everything their row of the catalogue lets them say, for hypothesis.

What a row calls mandatory is there, what it calls optional may be; each field holds what the office JSON allows, and
less only where tests/kit/office_limits.py names a limit of the standard.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC
from functools import cache
from typing import Any, Final

from hypothesis import strategies as st

from gateway.domain.catalogue import CATALOGUE, CatalogueEntry
from gateway.domain.content import Content
from gateway.domain.identifiers import ConversationId, Oin, ReferenceNumber
from gateway.domain.message import Header, Message
from gateway.domain.moments import IncompleteDate
from gateway.formats.shape import Field, Leaf, codes_of, fields_of
from gateway.formats.stuf_jz.families import FAMILIES
from gateway.formats.stuf_jz.rows import says_nothing
from tests.kit.office_agreements import agreed
from tests.kit.office_limit import LONGEST, NEVER, OFFICE_CHARACTERS, Limit, Values
from tests.kit.office_limits import LIMITS
from tests.kit.stuf_messages import AT, EARLIER, POLICE, REFERENCE, VT

_MOST_ITEMS: Final = 2

_DAYS: Final = st.dates()
_DATES: Final = st.one_of(
    _DAYS.map(lambda day: IncompleteDate(day.year, day.month, day.day)),
    _DAYS.map(lambda day: IncompleteDate(day.year, day.month)),
    _DAYS.map(lambda day: IncompleteDate(day.year)),
)
_LEAVES: Final[Mapping[Leaf, Callable[[Field], Values]]] = {
    Leaf.TEXT: lambda field: st.text(OFFICE_CHARACTERS, min_size=0 if field.may_be_empty else 1, max_size=LONGEST),
    Leaf.BOOLEAN: lambda _: st.booleans(),
    Leaf.INTEGER: lambda _: st.integers(-999_999_999, 999_999_999),
    Leaf.DATE: lambda _: _DAYS,
    Leaf.MOMENT: lambda _: st.datetimes(timezones=st.just(UTC)),
    Leaf.INCOMPLETE_DATE: lambda _: _DATES,
    Leaf.CODE: lambda field: st.sampled_from(codes_of(field)).map(field.kind),
    Leaf.IDENTIFIER: lambda field: _IDENTIFIERS[field.kind],
    Leaf.OCTETS: lambda _: st.binary(max_size=100),
}
_IDENTIFIERS: Final[Mapping[type, Values]] = {
    Oin: st.sampled_from([POLICE, VT, Oin("00000001123456789000")]),
    ReferenceNumber: st.from_regex(r"\A[A-Za-z0-9._:/@+=,;()~-]{1,40}\Z").map(ReferenceNumber),
}


@cache
def messages(root: str, *, spared: Limit | None = None, says_everything: bool = False) -> st.SearchStrategy[Message]:
    """Return messages of the type that has this root element, with what a `spared` limit forbids in every one."""
    entry = CATALOGUE[FAMILIES[root].type]
    office = _Office(root=root, entry=entry, spared=spared, says_everything=says_everything)
    contents = agreed(office.records(Content, ""), root)
    return st.builds(Message, header=office.headers(), content=contents)


def places(root: str) -> set[str]:
    """Return every place that the catalogue lists and no limit forbids, in messages of this type."""
    office = _Office(root=root, entry=CATALOGUE[FAMILIES[root].type])
    return set(office.places(Content, ""))


def said(record: object, path: str = "") -> Iterator[str]:
    """Yield every place where a record says something."""
    for field in fields_of(type(record)):
        place = _place(path, field)
        value = getattr(record, field.name)
        if not says_nothing(record, field.name):
            yield place
            for item in value if field.many else (value,):
                yield from () if field.leaf else said(item, place)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Office:
    """A back office that says all it may say in one type of message."""

    root: str
    entry: CatalogueEntry
    spared: Limit | None = None
    says_everything: bool = False

    def headers(self) -> st.SearchStrategy[Header]:
        """Return headers; StUF has no conversation, so it is the message it is about, or else the message itself."""
        names = ("urgency", "purpose", "basis", "sender_unit", "receiver_unit")
        fields = {field.name: field for field in fields_of(Header) if field.name in names}
        values = {name: self._values(field, f"header.{name}") for name, field in fields.items()}
        beside = st.fixed_dictionaries(
            {}, optional={name: found for name, found in values.items() if found is not NEVER}
        )
        refers = self.entry.refers or FAMILIES[self.root].answers
        crosses = st.just(EARLIER) if refers else st.none() | st.just(EARLIER)
        return st.builds(_header, st.just(self.entry), crosses, beside)

    def records(self, record: type, path: str) -> Values:
        """Return records in which every listed place may say something, and every mandatory one does."""
        required: dict[str, Values] = {}
        optional: dict[str, Values] = {}
        for field in fields_of(record):
            place = _place(path, field)
            if self._stands(field, place):
                (required if self._must_stand(field, place) else optional)[field.name] = self._values(field, place)
        return st.fixed_dictionaries(required, optional=optional).map(lambda values: record(**values))

    def places(self, record: type, path: str) -> Iterator[str]:
        """Yield the places that may say something."""
        for field in fields_of(record):
            place = _place(path, field)
            if self._stands(field, place):
                yield place
                if field.leaf is None and self._limit(place) is None:
                    yield from self.places(field.kind, place)

    def _values(self, field: Field, place: str) -> Values:
        limit = self._limit(place)
        if limit is not None:
            values = limit.values
        elif field.leaf is None:
            values = self.records(field.kind, place).filter(_says_something)
        else:
            may_be_empty = field.may_be_empty and not _is_mandatory(self.entry, place)
            values = _LEAVES[field.leaf](replace(field, may_be_empty=may_be_empty))
        if not field.many:
            return values
        most = 1 if place.removesuffix("[]") in self.entry.single else _MOST_ITEMS
        least = most if self.says_everything else int(self._must_stand(field, place))
        return st.lists(values, min_size=least, max_size=most).map(tuple)

    def _stands(self, field: Field, place: str) -> bool:
        limit = self._limit(place)
        is_demanded = limit is not None and limit.demanded
        is_listed = field.required or is_demanded or _may_stand(self.entry, place)
        return is_listed and not (limit is not None and limit.values is NEVER)

    def _must_stand(self, field: Field, place: str) -> bool:
        limit = self._limit(place)
        is_spared = self.spared is not None and self.spared.bites(self.root, place)
        is_demanded = is_spared or (limit is not None and limit.demanded)
        return field.required or _is_mandatory(self.entry, place) or is_demanded or self.says_everything

    def _limit(self, place: str) -> Limit | None:
        return next((limit for limit in LIMITS if limit is not self.spared and limit.bites(self.root, place)), None)


def _header(entry: CatalogueEntry, cross: ReferenceNumber | None, beside: dict[str, Any]) -> Header:
    return Header(
        type=entry.type,
        sender=POLICE,
        receiver=VT,
        reference=REFERENCE,
        cross_reference=cross,
        conversation=ConversationId(str(cross or REFERENCE)),
        created_at=AT,
        **beside,
    )


def _place(path: str, field: Field) -> str:
    return f"{path}.{field.name}".removeprefix(".") + ("[]" if field.many else "")


def _says_something(record: object) -> bool:
    """A group in which nothing is said is no element, in any format."""
    return not all(says_nothing(record, field.name) for field in fields_of(type(record)))


def _may_stand(entry: CatalogueEntry, place: str) -> bool:
    """Tell whether the row lists a place, a group that it is in, or something in it."""
    steps = place.split(".")
    groups = {".".join(steps[:count]).removesuffix("[]") for count in range(1, len(steps) + 1)}
    listed = [element for element in entry.elements if not element.endswith("[]")]
    if place.removesuffix("[]") in entry.strippable:
        return False
    return any(element in groups or _is_in(element, place) for element in (*listed, *entry.mandatory))


def _is_mandatory(entry: CatalogueEntry, place: str) -> bool:
    bare = place.removesuffix("[]")
    return any(element in {bare, f"{bare}[]"} or _is_in(element, place) for element in entry.mandatory)


def _is_in(element: str, place: str) -> bool:
    bare = place.removesuffix("[]")
    return element.startswith((f"{bare}.", f"{bare}[]."))
