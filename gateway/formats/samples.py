"""A valid, fictional message of every type that travels, made from the catalogue and the shape of the content."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Final, TypeVar

from gateway.domain.catalogue import CATALOGUE, CatalogueEntry
from gateway.domain.content import Adres, Betrokkene, Content, Informering
from gateway.domain.identifiers import ConversationId, Oin, ReferenceNumber
from gateway.domain.kinds import MessageType
from gateway.domain.message import Header, Message
from gateway.domain.moments import IncompleteDate
from gateway.domain.purposes import implied
from gateway.errors import NotAMessageError
from gateway.formats.shape import Field, Leaf, codes_of, fields_of

_Record = TypeVar("_Record")
SENDER: Final = Oin("00000099000000001000")
RECEIVER: Final = Oin("00000099000000002000")
_REFERENCE: Final = ReferenceNumber("3f0f6a34-8f5b-4a5e-9d1c-6a1f0c2b7d01")
_REFERS_TO: Final = ReferenceNumber("9b2f1c55-2d7c-4f0e-8a77-1d0f5b9e4c02")
_CONVERSATION: Final = ConversationId("5c7e1b9a-6d0c-4b5e-9a3f-2e8d7c6b5a03")
# Where any text will not do; everything fictional, the BSN a public test number.
_TEXTS: Final[Mapping[str, str]] = {
    "bsn": "999990019",
    "bsn_bron": "SBV 2026-03-02",
    "rol": "kind",
    "kenmerk": "kind-1",
    "kenmerk_moeder": "kind-1",
    "voorvoegsel": "van",
    "postcode": "1234AB",
    "huisletter": "A",
    "huisnummertoevoeging": "bis",
    "telefoonnummer": "0900-0000",
    "emailadres": "team@voorbeeld.example",
    "sash_niveau": "laag",
    "status": "uitkomst veiligheidsbeoordeling",
    "uitkomst": "overdracht",
    "soort": "Verzoek tot onderzoek RvdK",
    "naam": "Voorbeeld",
    "Bijlage.naam": "verzoek.pdf",
    "Fout.code": "StUF055",
    "Fout.omschrijving": "Het bericht voldoet niet aan zijn schema.",
    "Uitvraag.reden": "01",
    "Betrokkene.status_in_zaak": "slachtoffer",
    "MeldingGeneriek.soort": "VT",
    "Terugkoppeling.soort": "VT",
    "soort_verzoeker": "05",
    "zaak": "ZAAK-2026-0001",
    "wettelijke_grondslag": "artikel 5.2.6 Wmo 2015",
    "mime": "application/pdf",
    "wijze": "telefonisch",
    "besluit": "lokaal veld",
    "besloten_door": "Veilig Thuis",
    "veiligheid": "geen acute of structurele onveiligheid",
    "belang": "ernst van de situatie: herhaald en ernstig geweld",
}
# Where the standard or a rule has words of its own for one type.
_WORDS: Final[Mapping[MessageType, Mapping[str, str]]] = {
    MessageType.MSG_11: {"status": "VT-01-01"},
    MessageType.MSG_24: {"wpg_artikel": "artikel 8 Wpg"},
    MessageType.MSG_53: {"status": "Intake afgerond"},
    MessageType.JZ_01: {"Bijlage.soort": "Zorgmelding"},
    MessageType.JZ_02: {"resultaat": "Geen actie nodig"},
    MessageType.JZ_03: {"rol": "jeugdige"},
}
# R026a: somebody has authority over the child.
_WITH_A_PARENT: Final = frozenset({MessageType.MSG_51})
_PARENT: Final = Betrokkene(
    kenmerk="ouder-1",
    rol="ouder met gezag",
    geslachtsnaam="Voorbeeld",
    voornamen="Robin",
    geboortedatum=IncompleteDate(1988, 2, 11),
    adres=Adres(postcode="1234AB", huisnummer=1),
    gezag=True,
    informering=Informering(geinformeerd=True),
)
# R018: what makes known who a person is where no number does; only where the message may hold it.
_IDENTITY: Final = (
    "betrokkenen[].voornamen",
    "betrokkenen[].geboortedatum",
    "betrokkenen[].adres.postcode",
    "betrokkenen[].adres.huisnummer",
)
_BSN: Final = "betrokkenen[].bsn"
_BSN_SOURCE: Final = "betrokkenen[].bsn_bron"
# What a rule asks besides the mandatory elements before such a message may leave.
_ASKED_BY_RULES: Final[Mapping[MessageType, tuple[str, ...]]] = {
    MessageType.MSG_01: ("melding.sash_niveau",),  # R099
    # H2M: an address that says something.
    MessageType.MSG_06: ("huisverbod.adres.postcode", "huisverbod.adres.huisnummer"),
    MessageType.MSG_07: ("huisverbod.adres.postcode", "huisverbod.adres.huisnummer"),
    MessageType.MSG_57: ("crisis.adres.postcode", "crisis.adres.huisnummer"),
    MessageType.MSG_08: ("terugkoppeling.uitkomst",),  # R040a
    MessageType.MSG_29: ("uitvraag.initiator",),  # R078
    MessageType.MSG_18: ("betrokkenen[].bsn",),  # R021
    MessageType.MSG_20: ("betrokkenen[].bsn", "antwoord.open_sinds"),  # R114
    MessageType.MSG_22: ("betrokkenen[].bsn",),
    MessageType.MSG_24: ("betrokkenen[].bsn", "betrokkenen[].status_in_zaak"),  # R093
    MessageType.MSG_28: ("betrokkenen[].bsn",),
    MessageType.MSG_33: (  # R062
        "acceptatie.team",
        "acceptatie.contact.naam",
        "acceptatie.contact.telefoonnummer",
        "acceptatie.eerste_contact_gepland",
    ),
    MessageType.MSG_34: (  # R030, R043, R092
        *("melder.contact.telefoonnummer", "betrokkenen[].informering.geinformeerd", "melding.zorgelijke_situatie"),
    ),
    MessageType.MSG_35: ("melding.zorgelijke_situatie",),  # R092
    MessageType.MSG_56: ("betrokkenen[].status_in_zaak",),  # R096a
    MessageType.MSG_51: ("bijlagen[].identificatie",),  # where nobody names it, the converter does
    MessageType.JZ_03: ("betrokkenen[].bsn",),  # R018: the standard has no address here
}
# R013: fewer could be somebody.
_COUNT: Final = "aantal"
_ENOUGH: Final = 12
_LEAVES: Final[Mapping[Leaf, object]] = {
    Leaf.TEXT: "Voorbeeld",
    Leaf.BOOLEAN: True,
    Leaf.INTEGER: 1,
    Leaf.DATE: date(2026, 3, 2),
    Leaf.MOMENT: datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
    Leaf.INCOMPLETE_DATE: IncompleteDate(2015, 4, 1),
    Leaf.IDENTIFIER: SENDER,
    Leaf.OCTETS: b"%PDF-1.4\n% fictief\n",
}


def sample_message(kind: MessageType, at: datetime) -> Message:
    """Return a message with what its row and the rules demand; raise NotAMessageError if no document says it."""
    entry = CATALOGUE[kind]
    if not (entry.stuf or entry.root):
        raise NotAMessageError((f"{kind}: does not travel between organisations",))
    purpose, basis = implied(kind)
    header = Header(
        reference=_REFERENCE,
        type=kind,
        sender=SENDER,
        receiver=RECEIVER,
        conversation=_CONVERSATION,
        created_at=at,
        cross_reference=_REFERS_TO if entry.refers else None,
        purpose=purpose,
        basis=basis,
    )
    return Message(header=header, content=sample_content(entry))


def whole_message(kind: MessageType, at: datetime) -> Message:
    """Return a message with everything that its row lets it hold, and what a rule of its own removes; not to be sent.

    Raises NotAMessageError if no document says it.
    """
    entry, message = CATALOGUE[kind], sample_message(kind, at)
    maker = _Maker({**_TEXTS, **_WORDS.get(kind, {})})
    return replace(message, content=maker.record(Content, list(_all_within(Content, entry))))


def _all_within(record: type, entry: CatalogueEntry, *above: str) -> Iterator[list[str]]:
    """Yield the way to every leaf that is listed, or part of a group that is."""
    listed = [path.replace("[]", "") for path in (*entry.elements, *entry.strippable)]
    for field in fields_of(record):
        way = [*above, field.name]
        if field.leaf is None:
            yield from _all_within(field.kind, entry, *way)
        elif any(f"{'.'.join(way)}.".startswith(f"{path}.") for path in listed):
            yield way


def sample_content(entry: CatalogueEntry) -> Content:
    """Return the mandatory elements, of each choice the first, and what the rules ask besides."""
    paths = [*entry.mandatory, *(choice[0] for choice in entry.one_of), *_ASKED_BY_RULES.get(entry.type, ())]
    if _BSN in paths:
        paths += [_BSN_SOURCE] if _BSN_SOURCE in entry.elements else []  # R017
    elif any(path.startswith("betrokkenen") for path in paths):
        paths += _IDENTITY
    maker = _Maker({**_TEXTS, **_WORDS.get(entry.type, {})})
    content = maker.record(Content, [path.replace("[]", "").split(".") for path in paths])
    return replace(content, betrokkenen=(*content.betrokkenen, _PARENT)) if entry.type in _WITH_A_PARENT else content


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes records with these texts by the name of their field, or of their record and field."""

    texts: Mapping[str, str]

    def record(self, record: type[_Record], paths: list[list[str]]) -> _Record:
        """Return a record with its required fields and those that a path names."""
        wanted = {path[0] for path in paths if path}
        values = {
            field.name: self._value(record, field, [path[1:] for path in paths if path and path[0] == field.name])
            for field in fields_of(record)
            if field.required or field.name in wanted
        }
        return record(**values)

    def _value(self, record: type, field: Field, paths: list[list[str]]) -> object:
        one = self.record(field.kind, paths) if field.leaf is None else self._leaf(record, field)
        return (one,) if field.many else one

    def _leaf(self, record: type, field: Field) -> object:
        if field.leaf is Leaf.CODE:
            return field.kind(codes_of(field)[0])
        if field.kind is ReferenceNumber:
            return _REFERS_TO
        if field.leaf is Leaf.TEXT:
            named = self.texts.get(field.name, _LEAVES[Leaf.TEXT])
            return self.texts.get(f"{record.__name__}.{field.name}", named)
        if field.name == _COUNT:
            return _ENOUGH
        return _LEAVES[field.leaf] if field.leaf is not None else None
