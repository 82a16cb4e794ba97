"""What tells who somebody is: the marks of whatever stands in a message at the paths that must stay hidden."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from gateway.domain.content import Adres, Betrokkene, Contact, Content
from gateway.policy.elements import walk
from gateway.policy.scan.mark import Kind, Mark
from gateway.policy.scan.names import name_marks, name_of, read_name
from gateway.policy.scan.numbers import birth_marks, bsn_marks, mail_marks, phone_marks, phrase_mark
from gateway.policy.scan.places import address_marks, organisation_marks


def marks_at(content: Content, paths: Iterable[str], common: AbstractSet[str] = frozenset()) -> frozenset[Mark]:
    """Return the marks of the elements at these paths."""
    hidden = frozenset(paths)
    return frozenset(mark for path, value in walk(content) if path in hidden for mark in _marks_of(path, value, common))


def marks_of_person(person: Betrokkene, common: AbstractSet[str] = frozenset()) -> Iterator[Mark]:
    """Yield the marks of a person: names, numbers, date of birth and addresses."""
    name = name_of(person.geslachtsnaam, person.voorvoegsel or "", person.voornamen or "", person.voorletters or "")
    yield from name_marks(name, common)
    yield from bsn_marks(person.bsn or "")
    if person.geboortedatum is not None:
        yield from birth_marks(person.geboortedatum)
    yield from phone_marks(person.telefoonnummer or "")
    yield from mail_marks(person.emailadres or "")
    for address in (person.adres, person.verblijfadres, *person.overige_adressen):
        if address is not None:
            yield from address_marks(address)


def _marks_of(path: str, value: object, common: AbstractSet[str]) -> Iterator[Mark]:
    if isinstance(value, Betrokkene):
        yield from marks_of_person(value, common)
    elif isinstance(value, Contact):
        yield from _marks_of_contact(value, common)
    elif isinstance(value, Adres):
        yield from address_marks(value, with_place=value.opvang)
    elif isinstance(value, str):
        yield from _marks_of_text(path.rpartition(".")[2], value, common)


def _marks_of_contact(contact: Contact, common: AbstractSet[str]) -> Iterator[Mark]:
    yield from _marks_of_text("naam", contact.naam, common)
    for field in ("organisatie", "afdeling", "functie", "telefoonnummer", "emailadres"):
        yield from _marks_of_text(field, getattr(contact, field) or "", common)


def _marks_of_text(field: str, value: str, common: AbstractSet[str]) -> Iterator[Mark]:
    match field:
        case "naam":
            name = read_name(value)
            yield from organisation_marks(value) if name is None else name_marks(name, common)
        case "organisatie" | "afdeling":
            yield from organisation_marks(value)
        case "functie":
            yield from phrase_mark(Kind.FUNCTIE, value)
        case "telefoonnummer":
            yield from phone_marks(value)
        case "emailadres":
            yield from mail_marks(value)
