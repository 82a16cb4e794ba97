"""Handover, acceptance, first contact, monitoring and closing (domain-rules.md 2.4; `srv` of 2.0)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from gateway.domain.content.persons import Contact
from gateway.domain.moments import IncompleteDate


class Dienst(StrEnum):
    """VT service (CL04), as far as a handover can follow it."""

    VOORWAARDEN_EN_VERVOLG = "voorwaarden en vervolg"
    ONDERZOEK = "onderzoek"


class Besluit(StrEnum):
    """Decision on an offered handover (MSG-33)."""

    AANVAARD = "aanvaard"
    AANVAARD_MET_OPMERKING = "aanvaard met opmerking"
    GEWEIGERD = "geweigerd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dienstresultaat:
    """What a finished service leads to (`srv`); `bevinding` only after Onderzoek."""

    dienst: Dienst
    veiligheidsvoorwaarden: str
    gevolgen: str
    afspraken: str
    monitorafspraken: str | None = None
    bevinding: str | None = None
    veiligheidsplan: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdracht:
    """How the family learns of the handover (MSG-34)."""

    informeert_gezin: str
    informeert_gezin_op: date | None = None
    advies: str | None = None
    verwijsindex: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Afschrift:
    """What a municipality hears when a certified institution gets the handover (MSG-36c)."""

    instelling: str
    contact: Contact
    datum: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Opschaling:
    """Why a case goes to a Zorg- en Veiligheidshuis or MDA++ team (MSG-38)."""

    doel: str
    regulier_uitgeput: str
    gevraagde_rol: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Termijn:
    """A running term: its number (D002 ...) and the day it began; it keeps that day when a case moves (R065a)."""

    nummer: str
    begonnen_op: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Regiooverdracht:
    """Where the work stands when another region takes over (MSG-39)."""

    stand: str
    termijnen: tuple[Termijn, ...]
    veiligheidsbeeld: str
    gezin_weet: str
    plan: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptatie:
    """Acceptance or refusal of a handover (MSG-33); reasons of CL20."""

    besluit: Besluit
    team: str | None = None
    contact: Contact | None = None
    eerste_contact_gepland: date | None = None
    reden: str | None = None
    toelichting: str | None = None
    voorstel: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ontvangst:
    """Receipt of a handover by an organisation (MSG-40)."""

    ontvangen_op: datetime
    eenheid: str
    opgepakt_door: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """First contact with the family (MSG-41), or that it was not achieved."""

    casushouder: str
    eerste_contact: date | None = None
    pogingen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signaal:
    """Safety conditions that are not met, since when, and what is asked (MSG-43)."""

    voorwaarden: str
    sinds: date
    geprobeerd: str
    gevraagd: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Voorwaarde:
    """One safety condition, met or not, and since when."""

    tekst: str
    vervuld: bool
    sinds: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitoring:
    """The monitoring question for a month (MSG-44) and its answer (MSG-45)."""

    maand: int | None = None
    voorwaarden: tuple[Voorwaarde, ...] = ()
    incidenten: tuple[IncompleteDate, ...] = ()
    score: str | None = None
    herstel: str | None = None
    casushouder_ongewijzigd: bool | None = None
    hulp_gewijzigd: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Afsluiting:
    """Evidence of stable safety (MSG-46), or that a case was closed and why (MSG-48)."""

    datum: date | None = None
    reden: str | None = None
    veilig_sinds: date | None = None
    risicofactoren: str | None = None
    herstel: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tafelregel:
    """One case of the triagetafel: one line why, the decision, and who informs whom and when (MSG-49)."""

    zaak: str
    aanleiding: str
    besluit: str
    datum: date
    informeert: str
    informeert_op: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Reactie:
    """A decision or plan in reply (MSG-47, MSG-61)."""

    besluit: str
    datum: date
    reden: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalatie:
    """An agreement that was not kept: cases by reference only (MSG-60)."""

    afspraak: str
    zaken: tuple[str, ...]
    geprobeerd: str
