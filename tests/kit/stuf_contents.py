"""Contents of every size that StUF-Jeugdzorg can carry, for hypothesis."""

from typing import Final

from hypothesis import strategies as st

from gateway.domain.content import (
    Adres,
    Betrokkene,
    BetrokkenOrganisatie,
    Bijlage,
    Contact,
    Content,
    Geinformeerde,
    Geslacht,
    Informering,
    Melding,
    OngeborenKind,
    Relatie,
    Terugkoppeling,
    VerzoekTotOnderzoek,
)
from gateway.domain.identifiers import Oin
from gateway.domain.moments import IncompleteDate
from gateway.formats.stuf_jz.roles import CHILD, CHILD_OF_CHILD, ROLES

_CHARACTERS: Final = st.characters(
    codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff", include_characters="\t\n\r"
)
_OTHERS: Final = tuple(CHILD_OF_CHILD if role == CHILD else role for role in ROLES)


def texts(longest: int = 300, *, shortest: int = 1) -> st.SearchStrategy[str]:
    """Return texts that a strict reader counts as no longer than this."""
    found = st.text(_CHARACTERS, min_size=shortest, max_size=min(longest, 60))
    return found.filter(lambda text: len(text.encode("utf-16-le")) <= 2 * longest)


def maybe(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[str | None]:
    """Return the same, or nothing."""
    return st.none() | strategy


DAYS: Final = st.dates()
DATES: Final = st.one_of(
    DAYS.map(lambda day: IncompleteDate(day.year, day.month, day.day)),
    DAYS.map(lambda day: IncompleteDate(day.year, day.month)),
    DAYS.map(lambda day: IncompleteDate(day.year)),
)
FLAGS: Final = st.none() | st.booleans()
_OINS: Final = st.sampled_from([Oin("00000099000000001000"), Oin("00000001123456789000")])

HOME: Final = st.builds(
    Adres,
    straatnaam=maybe(texts(80)),
    huisnummer=st.none() | st.integers(1, 99_999),
    huisletter=maybe(st.from_regex(r"\A[a-zA-Z]\Z")),
    huisnummertoevoeging=maybe(st.from_regex(r"\A[a-zA-Z0-9]{1,4}\Z")),
    postcode=maybe(st.from_regex(r"\A[1-9][0-9]{3}[A-Z]{0,2}\Z")),
    woonplaats=texts(80),
    geheim=st.booleans(),
    opvang=st.booleans(),
)
ABROAD: Final = st.builds(
    Adres,
    landcode=st.from_regex(r"\A[0-9]{4}\Z"),
    land=maybe(texts(40)),
    regels=st.lists(texts(35), max_size=3).map(tuple),
    geheim=st.booleans(),
    opvang=st.booleans(),
)
_CONTACTS: Final = st.builds(
    Contact,
    naam=texts(200),
    organisatie=texts(200),
    afdeling=maybe(texts()),
    functie=maybe(texts(50)),
    telefoonnummer=maybe(texts(20)),
    emailadres=maybe(texts(254)),
)
_INFORMED: Final = st.builds(
    Informering,
    geinformeerd=st.booleans(),
    datum=st.none() | DAYS,
    wijze=maybe(texts()),
    door=maybe(texts()),
    reden_niet=maybe(texts()),
    reactie=maybe(texts()),
)
_NAMES: Final[dict[str, st.SearchStrategy[str | None]]] = {
    "kenmerk": maybe(texts(40).filter(lambda text: not text.startswith("#"))),
    "bsn": maybe(st.just("999990020")),
    "geslachtsnaam": maybe(texts(200)),
    "voorvoegsel": maybe(texts(10)),
    "voornamen": maybe(texts(200)),
    "volledige_naam": maybe(texts(412)),
    "vreemdelingennummer": maybe(texts()),
    "rni": maybe(texts()),
}
_RELATIONS: Final = st.lists(st.builds(Relatie, omschrijving=texts(), **_NAMES), max_size=2).map(tuple)


def _persons(roles: tuple[str, ...], *, reported: bool) -> st.SearchStrategy[Betrokkene]:
    return st.builds(
        Betrokkene,
        kenmerk=texts(40).filter(lambda text: not text.startswith("#")),
        rol=st.sampled_from(roles),
        geslachtsnaam=texts(200),
        voorvoegsel=maybe(texts(10)),
        voornamen=maybe(texts(200)),
        voorletters=maybe(texts(20)),
        geslacht=st.none() | st.sampled_from(Geslacht),
        geboortedatum=st.none() | DATES,
        bsn=maybe(st.just("999990019")),
        vreemdelingennummer=maybe(texts()),
        rni=maybe(texts()) if reported else st.none(),
        nationaliteit=maybe(texts(42)) if reported else st.none(),
        nationaliteit_code=maybe(st.just("0001")) if reported else st.none(),
        adres=st.none() | HOME | (ABROAD if reported else st.none()),
        verblijfadres=(st.none() | HOME | ABROAD) if reported else st.none(),
        telefoonnummer=maybe(texts(20)),
        emailadres=maybe(texts(150)),
        gezag=FLAGS,
        status_in_zaak=maybe(texts()),
        informering=st.none() | _INFORMED,
        aanvullende_informatie=maybe(texts()),
        overige_zorg=maybe(texts()),
        taal=maybe(texts()),
        relaties=_RELATIONS if reported else st.just(()),
    )


def _distinct(persons: st.SearchStrategy[Betrokkene], most: int) -> st.SearchStrategy[tuple[Betrokkene, ...]]:
    return st.lists(persons, min_size=1, max_size=most, unique_by=lambda person: person.kenmerk).map(tuple)


def _unborn(persons: tuple[Betrokkene, ...]) -> st.SearchStrategy[tuple[OngeborenKind, ...]]:
    """Return unborn children of the last person: their order is that of their mothers."""
    mother = st.just(persons[-1].kenmerk)
    children = st.builds(OngeborenKind, kenmerk_moeder=mother, uitgerekende_datum=DATES)
    return st.lists(children, max_size=2).map(tuple)


_REPORTS: Final = st.builds(
    Melding,
    identificatie=texts(),
    datum_melding=DAYS,
    omschrijving=texts(),
    datum_incident=st.none() | DATES,
    locatie_incident=maybe(texts()),
    zorgelijke_situatie=maybe(texts()),
    afstemmingsoverleg_gewenst=FLAGS,
    contact_verdieping=st.none() | _CONTACTS,
    sash_ingevuld=st.booleans(),
    sash_niveau=maybe(st.sampled_from(["laag", "matig", "hoog"])),
    bestaande_hulpverlening=maybe(texts()),
    tijdelijk_huisverbod=maybe(texts()),
    aanhouding=maybe(texts()),
    aangifte=maybe(texts()),
    eergerelateerd_geweld=maybe(texts()),
    relevante_registraties=st.lists(texts(), max_size=3).map(tuple),
    aanvullende_informatie=maybe(texts()),
    ingediend_door=_CONTACTS,
    informering=maybe(texts()),
    geinformeerden=st.lists(
        st.builds(
            Geinformeerde,
            **_NAMES,
            wijze=maybe(st.sampled_from(["mondeling", "e-mail", "onbenoemd"])),
            datum=st.none() | DATES,
            gereageerd=st.booleans(),
            reactie=maybe(texts()),
        ),
        max_size=3,
    ).map(tuple),
)
REPORTS: Final = _distinct(_persons(ROLES, reported=True), 3).flatmap(
    lambda persons: st.builds(
        Content, zaak=maybe(texts()), betrokkenen=st.just(persons), ongeboren=_unborn(persons), melding=_REPORTS
    )
)
FEEDBACKS: Final = st.builds(
    Content,
    zaak=maybe(texts()),
    terugkoppeling=st.builds(
        Terugkoppeling,
        identificatie_melding=texts(),
        status=st.sampled_from(["Melding onjuist geadresseerd", "overdracht"]),
        uitgevoerd_door_naam=texts(200),
        uitgevoerd_door_oin=_OINS,
        identificatie=maybe(texts(40, shortest=5)),
        uitkomst=maybe(st.sampled_from(["overdracht", "vervolgstappen belegd bij VT"])),
        toelichting=maybe(texts(1000)),
        zicht_op_veiligheid_bij=maybe(texts(200)),
        contact=st.none() | _CONTACTS,
    ),
)
_CASES: Final = st.tuples(
    st.lists(_persons((CHILD,), reported=False), min_size=1, max_size=2),
    st.lists(_persons(_OTHERS, reported=False), max_size=2),
).map(lambda pair: (*pair[0], *pair[1])).filter(
    lambda persons: len({person.kenmerk for person in persons}) == len(persons)
)  # fmt: skip
REQUESTS: Final = _CASES.flatmap(
    lambda persons: st.builds(
        Content,
        zaak=maybe(texts()),
        betrokkenen=st.just(persons),
        ongeboren=_unborn(persons),
        organisaties=st.lists(
            st.builds(
                BetrokkenOrganisatie,
                naam=texts(45),
                rol=st.sampled_from(["voogd", "hulpverlener"]),
                telefoonnummer=texts(20),
                emailadres=maybe(texts(150)),
            ),
            max_size=1,
        ).map(tuple),
        verzoek=st.builds(
            VerzoekTotOnderzoek,
            zaak=texts(40, shortest=5),
            omschrijving=texts(80),
            startdatum=DAYS,
            registratiedatum=DAYS,
            aanvrager=_CONTACTS,
            spoed=st.booleans(),
        ),
        bijlagen=st.lists(
            st.builds(
                Bijlage,
                naam=texts(255),
                soort=st.sampled_from(["Verzoek tot onderzoek RvdK", "Gezinsgeschiedenis"]),
                mime=texts(100, shortest=3),
                inhoud=st.binary(max_size=50),
                identificatie=texts(40),
                datum=DAYS,
                titel=maybe(texts(200)),
                taal=maybe(texts(20)),
                vertrouwelijkheid=maybe(st.sampled_from(["INTERN", "ZEER GEHEIM"])),
                auteur=maybe(texts(200)),
            ),
            min_size=1,
            max_size=3,
        ).map(tuple),
    )
)
