"""Who a message is about and who reported: persons, addresses, professionals (domain-rules.md 2.0, `p` and `rep`)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gateway.domain.moments import IncompleteDate


class Geslacht(StrEnum):
    """Gender as the chain writes it (StUF-BG geslachtsaanduiding)."""

    MAN = "M"
    VROUW = "V"
    ONBEKEND = "O"


class Onthulling(StrEnum):
    """Disclosure choice of the reporter (CL09)."""

    OPEN = "open"
    NIET_AAN_GEZIN = "niet aan gezin"
    ANONIEM = "anoniem"
    ONBEKEND = "onbekend"


@dataclass(frozen=True, slots=True, kw_only=True)
class Adres:
    """An address here, or abroad: country and up to three lines as they are written there.

    `geheim` marks a secret address (R024), `opvang` that of a shelter (R025). `soort` says what it serves for, where
    its place in the message does not.
    """

    soort: str | None = None
    straatnaam: str | None = None
    huisnummer: int | None = None
    huisletter: str | None = None
    huisnummertoevoeging: str | None = None
    postcode: str | None = None
    woonplaats: str | None = None
    landcode: str | None = None
    land: str | None = None
    regels: tuple[str, ...] = ()
    geheim: bool = False
    opvang: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A professional who can be reached; never a person concerned."""

    naam: str
    organisatie: str | None = None
    afdeling: str | None = None
    functie: str | None = None
    telefoonnummer: str | None = None
    emailadres: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Eenheid:
    """An organisational unit that asks or answers, with its own identification."""

    naam: str
    identificatie: str | None = None
    contact: Contact | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bereikbaarheid:
    """By what a receiver is told apart beside its number: telephone numbers or addresses of mail."""

    telefoonnummers: tuple[str, ...] = ()
    emailadressen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Informering:
    """Whether a person was told, by whom, when and how (CL18), and what they said; a reason when not."""

    geinformeerd: bool
    datum: date | None = None
    wijze: str | None = None
    door: str | None = None
    reden_niet: str | None = None
    reactie: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Toestemming:
    """What somebody consented to (R067): `door` is the `kenmerk` of the person who said so, perhaps for another."""

    gegeven: bool
    waarvoor: str | None = None
    door: str | None = None
    datum: date | None = None
    ingetrokken_op: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BetrokkenEenheid:
    """A unit of an organisation in a generic report (its part by CL13) or in the outcome of one (by CL12)."""

    betrokkenheid: str
    naam: str | None = None
    identificatie: str | None = None
    contacten: tuple[Contact, ...] = ()
    informering: Informering | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relatie:
    """What a person is to another, who may stand elsewhere in the message (`kenmerk`) or nowhere in it."""

    omschrijving: str | None = None
    kenmerk: str | None = None
    bsn: str | None = None
    geslachtsnaam: str | None = None
    voorvoegsel: str | None = None
    voornamen: str | None = None
    volledige_naam: str | None = None
    vreemdelingennummer: str | None = None
    rni: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Betrokkene:
    """A person concerned, with the role in the case (CL17) and, where it matters, the capacity in it (CL12).

    `adres` is the registered one and `verblijfadres` where the person really stays; any other says what it serves for.
    `betrokkenheid`: what they are to the person a generic report is about (CL13), who has none. `rni`: number in the
    register of non-residents. `overige_zorg`: other concerns about a minor, such as a suspect under twelve.
    `bsn_bron`: where the BSN comes from and how it was checked (R017).
    A rol or geslachtsnaam that a partner does not know is empty.
    """

    kenmerk: str
    rol: str
    geslachtsnaam: str
    voorvoegsel: str | None = None
    voornamen: str | None = None
    voorletters: str | None = None
    geslacht: Geslacht | None = None
    geboortedatum: IncompleteDate | None = None
    bsn: str | None = None
    bsn_bron: str | None = None
    vreemdelingennummer: str | None = None
    rni: str | None = None
    nationaliteit: str | None = None
    nationaliteit_code: str | None = None
    adres: Adres | None = None
    verblijfadres: Adres | None = None
    overige_adressen: tuple[Adres, ...] = ()
    telefoonnummer: str | None = None
    emailadres: str | None = None
    gezag: bool | None = None
    status_in_zaak: str | None = None
    betrokkenheid: str | None = None
    informering: Informering | None = None
    toestemming: tuple[Toestemming, ...] = ()
    aanvullende_informatie: str | None = None
    overige_zorg: str | None = None
    taal: str | None = None
    relaties: tuple[Relatie, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Geinformeerde:
    """Somebody whom the sender of a report told of it: how (CL18), when, and what they said.

    `kenmerk` is their name where they stand among the persons too.
    """

    kenmerk: str | None = None
    bsn: str | None = None
    geslachtsnaam: str | None = None
    voorvoegsel: str | None = None
    voornamen: str | None = None
    volledige_naam: str | None = None
    vreemdelingennummer: str | None = None
    rni: str | None = None
    wijze: str | None = None
    datum: IncompleteDate | None = None
    gereageerd: bool | None = None
    reactie: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OngeborenKind:
    """An unborn child: its mother among the persons, and the due date."""

    kenmerk_moeder: str
    uitgerekende_datum: IncompleteDate


@dataclass(frozen=True, slots=True, kw_only=True)
class Melder:
    """The reporter, and what may be disclosed about them; reasons for hiding (CL09) and for needing the contact."""

    onthulling: Onthulling
    professional: bool
    naam: str | None = None
    organisatie: str | None = None
    contact: Contact | None = None
    wil_terugkoppeling: bool = True
    reden_onthulling: str | None = None
    contact_nodig: str | None = None
