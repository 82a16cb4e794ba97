"""Documents for every named check: one that fails it alone, and beside it one that passes and differs in one thing."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from gateway.domain.catalogue import CATALOGUE
from gateway.domain.content import Antwoord, Antwoorddeel, Contact, Content
from gateway.domain.kinds import MessageType
from gateway.domain.message import Message, Urgency
from gateway.domain.party import PartyKind
from gateway.domain.references import NO_REFERENCES, ReferenceLists, Role
from gateway.formats import interpreter
from gateway.formats.samples import sample_message
from tests.kit.stuf_messages import AT, EARLIER, POLICE, REFERENCE, VT, document

Change = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What is so when a document arrives: kinds of both parties, an earlier message to its sender, lists in use."""

    sender: PartyKind
    receiver: PartyKind = PartyKind.VT
    earlier: MessageType | None = None
    references: ReferenceLists = NO_REFERENCES
    used_before: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedCheck:
    """A rule, its fault, a document that passes, and what makes it fail: another text in it, or another setting.

    `besides` are rules that say the same in other words and so speak with it.
    """

    rule: str
    fault: str
    action: str
    good: bytes
    setting: Setting
    change: Change | None = None
    otherwise: Setting | None = None
    about: str = ""
    besides: tuple[str, ...] = ()

    @property
    def bad(self) -> bytes:
        """The document that fails the rule, and no other."""
        if self.change is None:
            return self.good
        before, after = (text.encode() for text in self.change)
        assert self.good.count(before) > 0, self.change
        return self.good.replace(before, after, 1)

    @property
    def name(self) -> str:
        """What a test is called by."""
        return f"{self.rule}-{self.about or self.action}"


def _extra(name: str, value: str) -> str:
    extra = f'<StUF:extraElement naam="{name}">{value}</StUF:extraElement>'
    return f"<StUF:extraElementen>{extra}</StUF:extraElementen>"


_TOLD_OF_IT: Final = _extra("indicatieGeinformeerd", "true")
_NOT_TOLD: Final = (_TOLD_OF_IT, _extra("indicatieGeinformeerd", "false"))
# What the small documents lack to be sound; each stays as small as that lets it.
_SOUND: Final[dict[str, tuple[Change, ...]]] = {
    "vtMeldingDi01": (
        (
            "<JZ:contactgegevensVerdiepingOpInfo/>",
            (
                "<JZ:contactgegevensVerdiepingOpInfo><JZ:naamContactpersoon>B. Voorbeeld</JZ:naamContactpersoon>"
                "</JZ:contactgegevensVerdiepingOpInfo>"
            ),
        ),
    ),
    "vtTerugkoppelingDi01": ((">overdracht<", ">uitkomst veiligheidsbeoordeling<"),),
    "vtoDi01": (
        ("startdatum>20260310", "startdatum>20260302"),
        ("registratiedatum>20260310", "registratiedatum>20260302"),
        ("creatiedatum>20260309", "creatiedatum>20260301"),
        ("ouder met gezag</ZKN:omschrijving>", f"ouder met gezag</ZKN:omschrijving>{_TOLD_OF_IT}"),
    ),
}
REPORT: Final = Setting(sender=PartyKind.POLITIE)
FEEDBACK: Final = Setting(sender=PartyKind.VT, receiver=PartyKind.POLITIE)
REQUEST: Final = Setting(sender=PartyKind.VT, receiver=PartyKind.RAAD)
NOTICE: Final = Setting(sender=PartyKind.RAAD)
INQUIRY: Final = Setting(sender=PartyKind.VT, receiver=PartyKind.LOKAAL_VELD)
KNOWN: Final = Setting(sender=PartyKind.LOKAAL_VELD, earlier=MessageType.MSG_13)
CASE: Final = Setting(sender=PartyKind.LOKAAL_VELD, earlier=MessageType.MSG_15)
POLICE_ANSWER: Final = Setting(sender=PartyKind.POLITIE, earlier=MessageType.MSG_23)
_ENDED: Final = ReferenceLists(
    version="1.0.87", roles=(Role(code="112", text="ouder met gezag", valid_until=date(2026, 3, 1)),)
)
# Neither of the two organisations that a document names.
STRANGER: Final = "00000099000000009000"
NEIGHBOUR: Final = "00000099000000006000"


def sound(action: str, *changes: Change) -> bytes:
    """Return the small document of that root as it passes every check, with the first of each text replaced."""
    return document(action, *_SOUND.get(action, ()), *changes)


def _of(
    rule: str, action: str, setting: Setting, change: Change, *prepared: Change, fault: str = "StUF055", about: str = ""
) -> NamedCheck:
    good = sound(action, *prepared)
    return NamedCheck(rule=rule, fault=fault, action=action, good=good, setting=setting, change=change, about=about)


def _in_circumstances(
    rule: str, action: str, setting: Setting, otherwise: Setting, fault: str, *besides: str
) -> NamedCheck:
    return NamedCheck(
        rule=rule,
        fault=fault,
        action=action,
        good=sound(action),
        setting=setting,
        otherwise=otherwise,
        besides=besides,
    )


def _own(kind: MessageType, content: Content) -> bytes:
    """Return a message of ours, between the parties of the small documents."""
    sample = sample_message(kind, AT)
    header = replace(sample.header, reference=REFERENCE, sender=POLICE, receiver=VT, cross_reference=EARLIER)
    header = replace(header, urgency=Urgency.SPOED)
    return interpreter.render(Message(header=header, content=content)).octets


def _answer_of_police(rule: str, change: Change, article: str) -> NamedCheck:
    content = sample_message(MessageType.MSG_24, AT).content
    person = replace(sample_message(MessageType.MSG_23, AT).content.betrokkenen[0], status_in_zaak="verdachte")
    answer = replace(
        content.antwoord or Antwoord(bekend=True),
        delen=(Antwoorddeel(code="1", tekst="Fictief.", bron="beslissing OvJ 2026-12", wpg_artikel=article),),
    )
    return NamedCheck(
        rule=rule,
        fault="StUF055",
        action=CATALOGUE[MessageType.MSG_24].root or "",
        good=_own(MessageType.MSG_24, replace(content, betrokkenen=(person,), antwoord=answer)),
        setting=POLICE_ANSWER,
        change=change,
    )


def _handover(rule: str, change: Change) -> NamedCheck:
    """Return a check of the handover of a report by the police, of which a rule removed something."""
    content = sample_message(MessageType.MSG_34, AT).content
    report = None if content.melding is None else replace(content.melding, ingediend_door=Contact(naam="B. Voorbeeld"))
    return NamedCheck(
        rule=rule,
        fault="StUF055",
        action=CATALOGUE[MessageType.MSG_34].root or "",
        good=_own(MessageType.MSG_34, replace(content, melding=report, verwijderd=("R027",))),
        setting=Setting(sender=PartyKind.VT, receiver=PartyKind.LOKAAL_VELD, earlier=MessageType.MSG_01),
        change=change,
    )


_DOCUMENT: Final = (
    '<ZKN:heeftRelevant StUF:entiteittype="ZAKEDC"><ZKN:gerelateerde StUF:entiteittype="EDC">'
    "<ZKN:identificatie>D-2</ZKN:identificatie><ZKN:dct.omschrijving>Gezinsgeschiedenis</ZKN:dct.omschrijving>"
    "<ZKN:creatiedatum>20260301</ZKN:creatiedatum>"
    '<ZKN:inhoud StUF:bestandsnaam="b.pdf" xmime:contentType="application/pdf">JVBERi0xLjQK</ZKN:inhoud>'
    "</ZKN:gerelateerde></ZKN:heeftRelevant>"
)
_LAST: Final = "</JZ:object>"
_WOMAN: Final = "<BG:geslachtsaanduiding>V</BG:geslachtsaanduiding>"
_CAPACITY: Final = (_WOMAN, _WOMAN + _extra("statusInZaak", "getuige"))
_BROTHER: Final = (
    "</JZ:heeftBetrokken>",
    (
        '</JZ:heeftBetrokken><JZ:heeftBetrokken StUF:entiteittype="ZOSNPS"><JZ:gerelateerde StUF:entiteittype="NPS">'
        "<BG:inp.bsn>999990020</BG:inp.bsn><BG:geslachtsnaam>Testpersoon</BG:geslachtsnaam>"
        "<BG:geslachtsaanduiding>M</BG:geslachtsaanduiding><BG:geboortedatum>20100401</BG:geboortedatum>"
        "</JZ:gerelateerde><JZ:jeugzorgrol>broer of zus</JZ:jeugzorgrol></JZ:heeftBetrokken>"
    ),
)
_BORN: Final = (_WOMAN, f"{_WOMAN}<BG:geboortedatum>19850501</BG:geboortedatum>")
_TOLD: Final = (
    '<JZ:isIngediendDoor StUF:entiteittype="VTMBTR">',
    (
        '<JZ:isGeinformeerdAan StUF:entiteittype="VTMNPS"><JZ:gerelateerde StUF:entiteittype="NPS">'
        "<BG:inp.bsn>999990020</BG:inp.bsn></JZ:gerelateerde><JZ:indicatieGereageerd>Nee</JZ:indicatieGereageerd>"
        '</JZ:isGeinformeerdAan><JZ:isIngediendDoor StUF:entiteittype="VTMBTR">'
    ),
)
_UNBORN: Final = (
    (
        "Client (kind)</ZKN:omschrijving></ZKN:heeftBetrekkingOp>",
        (
            "Client (kind)</ZKN:omschrijving></ZKN:heeftBetrekkingOp>"
            '<ZKN:heeftBetrekkingOp StUF:entiteittype="ZAKOBJ"><ZKN:gerelateerde StUF:entiteittype="OBJ">'
            '<ZKN:natuurlijkPersoon StUF:entiteittype="NPS"><BG:geboortedatum>20260701</BG:geboortedatum>'
            "</ZKN:natuurlijkPersoon></ZKN:gerelateerde><ZKN:omschrijving>Client (ongeboren kind)</ZKN:omschrijving>"
            f"{_extra('kenmerkMoeder', 'moeder-1')}</ZKN:heeftBetrekkingOp>"
        ),
    ),
    (
        'StUF:entiteittype="NPS">\n        <BG:geslachtsnaam>Testouder</BG:geslachtsnaam>',
        (
            'StUF:entiteittype="NPS" StUF:sleutelVerzendend="moeder-1"><BG:geslachtsnaam>Testouder</BG:geslachtsnaam>'
            "<BG:sub.telefoonnummer>0900-0000</BG:sub.telefoonnummer>"
        ),
    ),
)
_NO_NAME: Final = '<BG:geslachtsnaam xsi:nil="true" StUF:noValue="waardeOnbekend"/>'

CHECKS: Final = (
    # The head of a message.
    _of("H1O", "vtMeldingDi01", REPORT, (str(VT), STRANGER), fault="StUF010"),
    _of("H1A", "vtMeldingDi01", REPORT, (str(POLICE), STRANGER), fault="StUF013"),
    _in_circumstances("R141", "vtMeldingDi01", REPORT, replace(REPORT, used_before=True), "StUF016"),
    _of("R152", "vtMeldingDi01", REPORT, (">20260302101500<", ">20190302101500<"), fault="StUF019"),
    _of(
        "R152",
        "vtMeldingDi01",
        REPORT,
        (">20260302101500<", ">20260304101500<"),
        fault="StUF019",
        about="tomorrow",
    ),
    _of("R142", "ucobDi01", KNOWN, (str(EARLIER), "VTV-niet-van-ons"), fault="StUF043"),
    _in_circumstances("R142", "uciDi01", CASE, replace(CASE, earlier=MessageType.MSG_13), "StUF043"),
    _of("R134", "vtMeldingDi01", REPORT, (str(POLICE), NEIGHBOUR), fault="StUF052"),
    _in_circumstances("R002", "vtMeldingDi01", REPORT, replace(REPORT, sender=PartyKind.SCHOOL), "StUF052", "R148"),
    _in_circumstances("R102", "vtoDi01", REQUEST, replace(REQUEST, sender=PartyKind.ZORG), "StUF052", "R148"),
    # What every message says.
    _of("H2M", "vtMeldingDi01", REPORT, ("<JZ:naamContactpersoon>B. Voorbeeld</JZ:naamContactpersoon>", "")),
    _of(
        "H2M",
        "vcobDi01",
        INQUIRY,
        ("<BG:geboortedatum>20150401</BG:geboortedatum>", ""),
        ("<BG:inp.bsn>999990019</BG:inp.bsn>", ""),
    ),
    _of("R016", "vtMeldingDi01", REPORT, ("999990019", "123456789")),
    _of("R016", "vcobDi01", INQUIRY, ("999990019", "000000000")),
    _of("R016", "vtMeldingDi01", REPORT, ("999990020", "999999999"), _TOLD, about="who-was-told"),
    _of("H2D", "vtMeldingDi01", REPORT, ("999990020", "999990019"), _BORN, _BROTHER, fault="StUF067"),
    _of("R020", "vtoDi01", REQUEST, ("verzoek.pdf", "VTO_999990019.pdf")),
    _of("R022", "vtoDi01", REQUEST, ("<BG:sub.telefoonnummer>0900-0000</BG:sub.telefoonnummer>", ""), *_UNBORN),
    _of("R023", "vcobDi01", INQUIRY, ("20150401", "20270401")),
    _of("R023", "vtMeldingDi01", REPORT, ("datumIncident>20260301", "datumIncident>20270301")),
    _in_circumstances("R026", "vtMeldingDi01", REPORT, replace(REPORT, references=_ENDED), "StUF055"),
    _of("R026a", "vtoDi01", REQUEST, ("ouder met gezag", "ouder, gezag niet benoemd")),
    _of("R132", "vtMeldingDi01", REPORT, (">getuige<", ">001<"), _CAPACITY),
    _handover("R001", (">WMO_411_2_D<", ">toestemming telefonisch<")),
    _handover("R146", (">R027<", ">de naam van de buurvrouw<")),
    _of("R145", "vtoDi01", REQUEST, (">JVBERi0xLjQK<", ">JVBERi0xLjQKL0phdmFTY3JpcHQK<"), fault="StUF058"),
    _of("R144", "vtoDi01", REQUEST, ("verzoek.pdf", "verzoek 3.pdf")),
    # What one message says.
    _of("H2P", "vcobDi01", INQUIRY, ("<BG:geslachtsnaam>Testpersoon</BG:geslachtsnaam>", _NO_NAME)),
    _of("H2M", "vciDi01", INQUIRY, ("<JZ:code>V001</JZ:code>", "<JZ:code></JZ:code>")),
    _of("R040a", "vtTerugkoppelingDi01", FEEDBACK, (">uitkomst veiligheidsbeoordeling<", ">overdracht<")),
    _of("CL07", "uitkomstMeldingGeneriekDi01", FEEDBACK, ("Code>VT<", "Code>ZVH<")),
    _of("CL16", "notificatieDi01", NOTICE, ("Zaak afgerond", "Intake afgerond")),
    _answer_of_police("R090", ("artikel 8 Wpg", "artikel 12 Wpg"), "artikel 8 Wpg"),
    _answer_of_police("R091", (">spoed<", ">normaal<"), "artikel 9 Wpg"),
    _handover("R092", ("<zorgelijkeSituatie>Voorbeeld</zorgelijkeSituatie>", "")),
    _answer_of_police("R093", (">verdachte<", ">betrokkene<"), "artikel 8 Wpg"),
    _of("R097", "vcobDi01", INQUIRY, ("<JZ:code>01</JZ:code>", "<JZ:code>06</JZ:code>")),
    _of(
        "R099",
        "vtMeldingDi01",
        REPORT,
        (">Ja</JZ:indicatieSASHIngevuld>", ">Nee</JZ:indicatieSASHIngevuld>"),
        (">Nee</JZ:indicatieSASHIngevuld>", ">Ja</JZ:indicatieSASHIngevuld><JZ:SASHniveau>hoog</JZ:SASHniveau>"),
    ),
    _of("R105", "vtoDi01", REQUEST, _NOT_TOLD),
    _of("R107", "vtoDi01", REQUEST, (">Verzoek tot onderzoek RvdK<", ">Gezinsgeschiedenis<")),
    _of("R107", "vtoDi01", REQUEST, (_LAST, _DOCUMENT + _LAST), (_LAST, _DOCUMENT * 2 + _LAST), about="four-documents"),
)
