"""Questions between organisations, their answers, and enrichment (domain-rules.md 2.3; `q`, `ans` and `enr` of 2.0)."""

from dataclasses import dataclass
from datetime import date, datetime

from gateway.domain.content.persons import Contact, Eenheid
from gateway.domain.moments import IncompleteDate


@dataclass(frozen=True, slots=True, kw_only=True)
class Verrijking:
    """One enrichment item: its source, why this receiver needs it (R047), and whether it is a fact, if anybody said."""

    tekst: str
    bron: str
    ontvangen_op: date
    noodzaak: str | None = None
    voorwaarden: tuple[str, ...] = ()
    bijzonder: tuple[str, ...] = ()
    feit: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vraag:
    """One coded question of an inquiry."""

    code: str
    tekst: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Uitvraag:
    """An inquiry: why, coded questions over a period, and when the answer is needed."""

    reden: str
    vragen: tuple[Vraag, ...] = ()
    antwoord_voor: date | None = None
    periode_vanaf: date | None = None
    eigen_melding: bool | None = None
    identificatie: str | None = None
    soort_verzoeker: str | None = None
    initiator: Eenheid | None = None
    toelichting: str | None = None
    wettelijke_grondslag: str | None = None
    ouders_weten: bool | None = None
    maatregel: str | None = None
    maatregel_sinds: IncompleteDate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Antwoorddeel:
    """The answer to one question, with its date and source, and the conditions that stick to it (R080).

    `kenmerk` is the person it is about, where that is not the first one of the answer.
    """

    code: str
    tekst: str
    kenmerk: str | None = None
    datum: date | None = None
    bron: str | None = None
    eigen_waarneming: bool | None = None
    voorwaarden: tuple[str, ...] = ()
    wpg_artikel: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bekendheid:
    """Whether one person of the inquiry is known.

    What the answer says itself is about the first person. Of every later one the two identifications and units are the
    same where nothing stands here (a unit without a name: nobody knows), and the explanation stands here.
    """

    kenmerk: str
    bekend: bool
    identificatie: str | None = None
    verzoek_identificatie: str | None = None
    initiator: Eenheid | None = None
    uitvoerende: Eenheid | None = None
    toelichting: str | None = None
    toelichting_link: str | None = None
    reden_geen_gegevens: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Antwoord:
    """The answer to an inquiry; `bekend` when at least one person is."""

    bekend: bool
    delen: tuple[Antwoorddeel, ...] = ()
    contact: Contact | None = None
    veiligheidsvoorwaarden: str | None = None
    reden_geen_gegevens: str | None = None
    identificatie: str | None = None
    verzoek_identificatie: str | None = None
    per_persoon: tuple[Bekendheid, ...] = ()
    initiator: Eenheid | None = None
    uitvoerende: Eenheid | None = None
    toelichting: str | None = None
    toelichting_link: str | None = None
    periode_vanaf: date | None = None
    open_sinds: IncompleteDate | None = None
    gesloten_op: date | None = None
    soort_hulp: str | None = None
    veiligheidsafspraken: str | None = None
    processtatus: str | None = None
    maatregel: str | None = None
    instelling: str | None = None
    veiligheid_medewerkers: str | None = None
    risicobeeld: str | None = None
    veiligheidsplan: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Treffer:
    """A match in the national register: which organisations, and since when (MSG-26); never why."""

    organisaties: tuple[str, ...]
    tijdstip: datetime
    eenheid: Contact | None = None
