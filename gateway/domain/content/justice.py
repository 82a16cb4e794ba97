"""Protection board, police and justice, crisis, rights and figures (domain-rules.md 2.5 and 2.6)."""

from dataclasses import dataclass
from datetime import date, datetime

from gateway.domain.content.persons import Adres, Contact
from gateway.domain.identifiers import ReferenceNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class VerzoekTotOnderzoek:
    """A request for investigation to the Raad (MSG-51)."""

    zaak: str
    omschrijving: str
    startdatum: date
    registratiedatum: date
    aanvrager: Contact | None = None
    spoed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Beslissing:
    """A decision that an investigation led to: the measure, since when and until when (MSG-53)."""

    datum: date
    maatregel: str
    vanaf: date | None = None
    tot: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notificatie:
    """Where an investigation by the Raad stands (MSG-53, CL16).

    `verzoek` is the case of the one who requested it: there is none when the Raad began of its own accord.
    `identificatie` is the case of the Raad itself, `tijdstip` the same day as `datum` with the time.
    """

    status: str
    datum: date
    verzoek: str | None = None
    identificatie: str | None = None
    tijdstip: datetime | None = None
    resultaat: str | None = None
    beslissingen: tuple[Beslissing, ...] = ()
    uitvoerende: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kennisgeving:
    """One organisation tells another something once: college, police, OM, municipality, inspectorate."""

    omschrijving: str
    datum: date | None = None
    moment: datetime | None = None
    belang: str | None = None
    gevraagd: str | None = None
    afspraken: str | None = None
    veiligheid_medewerkers: str | None = None
    contact: Contact | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Crisis:
    """Where to go at once, and how safely (MSG-57)."""

    adres: Adres
    gevaar: str
    veiligheid_medewerkers: str
    terugbelnummer: str
    medisch: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correctie:
    """Correction, addition or withdrawal of an earlier message (MSG-63)."""

    betreft: ReferenceNumber
    wijziging: str
    reden: str
    vervanging: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rechtenverzoek:
    """A request of a person concerned that belongs to another organisation (MSG-64)."""

    soort: str
    ontvangen_op: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """A security incident (MSG-65)."""

    aard: str
    tijdstip: datetime
    omvang: str
    maatregelen: str
    systemen: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verwijsindexsignaal:
    """A signal to the referral index: who may be called about whom, never why (MSG-66)."""

    bsn: str
    contact: Contact
    tijdstip: datetime
    verwijderen_op: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Cijfer:
    """One number of a table."""

    naam: str
    aantal: int
    gemeente: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistiek:
    """Numbers over a period, without persons (MSG-68, MSG-69)."""

    periode: str
    cijfers: tuple[Cijfer, ...]
