"""Reports, what was decided about them, and what the reporter hears back (domain-rules.md 2.1 and 2.2)."""

from dataclasses import dataclass
from datetime import date, datetime

from gateway.domain.content.persons import (
    Adres,
    Bereikbaarheid,
    BetrokkenEenheid,
    Contact,
    Eenheid,
    Geinformeerde,
    Informering,
)
from gateway.domain.identifiers import Oin
from gateway.domain.moments import IncompleteDate


@dataclass(frozen=True, slots=True, kw_only=True)
class Melding:
    """The report itself (MSG-01 and everything that passes it on)."""

    identificatie: str
    datum_melding: date
    omschrijving: str
    datum_incident: IncompleteDate | None = None
    locatie_incident: str | None = None
    zorgelijke_situatie: str | None = None
    afstemmingsoverleg_gewenst: bool | None = None
    contact_verdieping: Contact | None = None
    sash_ingevuld: bool | None = None
    sash_niveau: str | None = None
    bestaande_hulpverlening: str | None = None
    tijdelijk_huisverbod: str | None = None
    aanhouding: str | None = None
    aangifte: str | None = None
    eergerelateerd_geweld: str | None = None
    relevante_registraties: tuple[str, ...] = ()
    aanvullende_informatie: str | None = None
    ingediend_door: Contact | None = None
    informering: str | None = None
    geinformeerden: tuple[Geinformeerde, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Meldcode:
    """What a professional adds to a report: steps done, own weighing and opinion apart from the facts (MSG-02)."""

    stappen: tuple[str, ...]
    afweging: str
    gezin: Informering
    blijft_betrokken: bool
    mening: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VraagAntwoord:
    """A coded question with its answer, or a life area with what is known of it (CL14)."""

    code: str
    antwoord: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeldingGeneriek:
    """What the generic report format adds to a report (MSG-03).

    `soort` is NAZ, VT or ZVH. An incident has a moment or a period; where only its day is known, the report says that.
    """

    soort: str | None = None
    tijdstip: datetime | None = None
    reden: str | None = None
    reden_code: str | None = None
    initiator: Eenheid | None = None
    uitvoerende: Eenheid | None = None
    verzoek: str | None = None
    terugkoppeling_gewenst: bool | None = None
    incident_vanaf: datetime | None = None
    incident_tot: datetime | None = None
    antwoorden: tuple[VraagAntwoord, ...] = ()
    leefgebieden: tuple[VraagAntwoord, ...] = ()
    instanties_betrokken: bool | None = None
    eenheden: tuple[BetrokkenEenheid, ...] = ()
    overige_informatie: str | None = None
    verwijzingen: tuple[str, ...] = ()
    ontvanger: Bereikbaarheid | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Adviesvraag:
    """A question for advice, or the advice given: never a person concerned (MSG-05, R003)."""

    vraag: str | None = None
    situatie: str | None = None
    vrager: Contact | None = None
    advies: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Huisverbod:
    """A restraining order: considered, asked about, imposed or ruled upon (MSG-06, MSG-06b, MSG-07)."""

    uithuisgeplaatste: str | None = None
    adres: Adres | None = None
    beslismoment: datetime | None = None
    risicotaxatie: str | None = None
    veiligheidsbeeld: str | None = None
    advies: str | None = None
    verblijf_kinderen: str | None = None
    nummer: str | None = None
    vanaf: datetime | None = None
    tot: datetime | None = None
    contactbepalingen: str | None = None
    opvangafspraak: str | None = None
    uitspraak: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Triage:
    """The safety assessment and its decision (CL05)."""

    besluit: str
    veiligheid: str
    datum: date
    motivering: str
    besloten_door: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terugkoppeling:
    """Feedback to the one who reported (MSG-08 to MSG-12); a status of CL06, and in the generic format of CL07.

    `zaaknummer` is the case as the sender of the feedback knows it, and `contact` who can be asked about it.
    """

    identificatie_melding: str
    status: str
    uitgevoerd_door_naam: str | None = None
    uitgevoerd_door_oin: Oin | None = None
    identificatie: str | None = None
    soort: str | None = None
    uitkomst: str | None = None
    toelichting: str | None = None
    zicht_op_veiligheid_bij: str | None = None
    contact: Contact | None = None
    vervolg: bool | None = None
    overgedragen_aan: tuple[str, ...] = ()
    veiligheidsvoorwaarden: str | None = None
    monitorafspraken: str | None = None
    juiste_organisatie: str | None = None
    juiste_oin: Oin | None = None
    initiator: Eenheid | None = None
    uitvoerende: Eenheid | None = None
    eenheden: tuple[BetrokkenEenheid, ...] = ()
    zaaknummer: str | None = None
    verwijzing: str | None = None
    ontvanger: Bereikbaarheid | None = None
