"""The content of a message as a whole: every group it can have, attachments, faults, and what we do not model."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gateway.domain.content.handover import (
    Acceptatie,
    Afschrift,
    Afsluiting,
    Dienstresultaat,
    Escalatie,
    Monitoring,
    Ontvangst,
    Opschaling,
    Overdracht,
    Reactie,
    Regiooverdracht,
    Signaal,
    Start,
    Tafelregel,
)
from gateway.domain.content.inquiry import Antwoord, Treffer, Uitvraag, Verrijking
from gateway.domain.content.justice import (
    Correctie,
    Crisis,
    Incident,
    Kennisgeving,
    Notificatie,
    Rechtenverzoek,
    Statistiek,
    Verwijsindexsignaal,
    VerzoekTotOnderzoek,
)
from gateway.domain.content.persons import Betrokkene, Melder, OngeborenKind
from gateway.domain.content.reporting import (
    Adviesvraag,
    Huisverbod,
    Meldcode,
    Melding,
    MeldingGeneriek,
    Terugkoppeling,
    Triage,
)
from gateway.domain.content.youth import BetrokkenOrganisatie, Jeugdreclassering, Zorgmelding, Zorgterugkoppeling


class Foutplek(StrEnum):
    """At whose end a fault lies (StUF plek): who sent the message, or who received it."""

    CLIENT = "client"
    SERVER = "server"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fout:
    """A fault on an earlier message (TEC-03, TEC-04): code and places, never content.

    `synchroon`: it is the answer in the same exchange, and names nobody.
    """

    code: str
    omschrijving: str
    plaatsen: tuple[str, ...] = ()
    plek: Foutplek = Foutplek.CLIENT
    synchroon: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bevestiging:
    """That a message arrived at the next system (TEC-01), and whether that looked at its head."""

    kop_gecontroleerd: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bijlage:
    """An attachment; `inhoud` are its octets, `naam` its file name, the rest is said of the document itself.

    `betreft` is the person it is about, where that is not the first one or everybody; `link` where it can be read.
    """

    naam: str
    soort: str
    mime: str
    inhoud: bytes
    identificatie: str | None = None
    datum: date | None = None
    titel: str | None = None
    taal: str | None = None
    status: str | None = None
    vertrouwelijkheid: str | None = None
    auteur: str | None = None
    toelichting: str | None = None
    link: str | None = None
    betreft: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """What a partner's format carries and the domain does not model: kept, passed on, reported, never dropped."""

    plaats: str
    inhoud: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """All groups a message can have; the catalogue says which a message type must, may or must not have.

    `verwijderd` are the numbers of the rules that removed something before it left (R146); every message may have it.
    """

    zaak: str | None = None
    betrokkenen: tuple[Betrokkene, ...] = ()
    ongeboren: tuple[OngeborenKind, ...] = ()
    organisaties: tuple[BetrokkenOrganisatie, ...] = ()
    melder: Melder | None = None
    melding: Melding | None = None
    meldcode: Meldcode | None = None
    generiek: MeldingGeneriek | None = None
    advies: Adviesvraag | None = None
    huisverbod: Huisverbod | None = None
    triage: Triage | None = None
    verrijking: tuple[Verrijking, ...] = ()
    dienst: Dienstresultaat | None = None
    overdracht: Overdracht | None = None
    afschrift: Afschrift | None = None
    opschaling: Opschaling | None = None
    regio: Regiooverdracht | None = None
    uitvraag: Uitvraag | None = None
    antwoord: Antwoord | None = None
    treffer: Treffer | None = None
    acceptatie: Acceptatie | None = None
    ontvangst: Ontvangst | None = None
    start: Start | None = None
    signaal: Signaal | None = None
    monitoring: Monitoring | None = None
    afsluiting: Afsluiting | None = None
    tafel: tuple[Tafelregel, ...] = ()
    reactie: Reactie | None = None
    escalatie: Escalatie | None = None
    terugkoppeling: Terugkoppeling | None = None
    verzoek: VerzoekTotOnderzoek | None = None
    notificatie: Notificatie | None = None
    zorgmelding: Zorgmelding | None = None
    zorgterugkoppeling: Zorgterugkoppeling | None = None
    jeugdreclassering: Jeugdreclassering | None = None
    kennisgeving: Kennisgeving | None = None
    crisis: Crisis | None = None
    correctie: Correctie | None = None
    rechtenverzoek: Rechtenverzoek | None = None
    incident: Incident | None = None
    verwijsindex: Verwijsindexsignaal | None = None
    statistiek: Statistiek | None = None
    fout: Fout | None = None
    bevestiging: Bevestiging | None = None
    bijlagen: tuple[Bijlage, ...] = ()
    rest: tuple[Rest, ...] = ()
    verwijderd: tuple[str, ...] = ()
