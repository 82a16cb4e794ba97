"""Care reports of the police and notices of juvenile probation, and who is concerned in them besides persons."""

from dataclasses import dataclass
from datetime import date

from gateway.domain.content.persons import Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class BetrokkenOrganisatie:
    """An organisation that is concerned in a case: a guardian, a school, who takes it up."""

    naam: str
    rol: str
    vestigingsnummer: str | None = None
    telefoonnummer: str | None = None
    emailadres: str | None = None
    contact: Contact | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Initiator:
    """Who started it: the organisation, its number (RSIN), in what capacity, why, and whom to speak to."""

    organisatie: str | None = None
    rsin: str | None = None
    code: str | None = None
    hoedanigheid: str | None = None
    toelichting: str | None = None
    contact: Contact | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Zorgmelding:
    """A report of concern by the police to the municipality (JZ-01); its text is the attachment."""

    kenmerk: str
    signaal: str
    initiator: Initiator | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Zorgterugkoppeling:
    """What became of a report of concern (JZ-02): the case of who took it up, and whether more must be done."""

    identificatie: str
    kenmerk: str
    resultaat: str
    initiator: Initiator | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Jeugdreclassering:
    """That a young person gets probation, of their own will or imposed (JZ-03): which supervision, since when."""

    signaal: str
    omschrijving: str | None = None
    toezicht_soort: str | None = None
    toezicht_vanaf: date | None = None
    toezicht_tot: date | None = None
    initiator: Initiator | None = None
