"""Contents of every size that notifications and reports of concern can carry, for hypothesis."""

from datetime import UTC, datetime, timedelta
from typing import Final

from hypothesis import strategies as st

from gateway.domain.content import (
    Adres,
    Beslissing,
    Betrokkene,
    BetrokkenOrganisatie,
    Bijlage,
    Contact,
    Content,
    Geslacht,
    Informering,
    Initiator,
    Jeugdreclassering,
    Notificatie,
    OngeborenKind,
    Zorgmelding,
    Zorgterugkoppeling,
)
from gateway.domain.moments import IncompleteDate
from tests.kit.stuf_contents import maybe, texts

_DAYS: Final = st.dates()
_DATES: Final = st.one_of(
    _DAYS.map(lambda day: IncompleteDate(day.year, day.month, day.day)),
    _DAYS.map(lambda day: IncompleteDate(day.year)),
)
_FLAGS: Final = st.none() | st.booleans()
_BESIDE: Final = {
    "vreemdelingennummer": maybe(texts()),
    "rni": maybe(texts()),
    "aanvullende_informatie": maybe(texts()),
    "overige_zorg": maybe(texts()),
    "taal": maybe(texts()),
}
_NAMED: Final = {
    "kenmerk": texts(40).filter(lambda text: not text.startswith("#")),
    "geslachtsnaam": texts(200),
    "voorvoegsel": maybe(texts(10)),
    "voorletters": maybe(texts(20)),
    "voornamen": maybe(texts(200)),
    "geslacht": st.none() | st.sampled_from(Geslacht),
    "geboortedatum": st.none() | _DATES,
    "bsn": maybe(st.just("999990019")),
    "gezag": _FLAGS,
    "status_in_zaak": maybe(texts()),
    "informering": st.none()
    | st.builds(Informering, geinformeerd=st.booleans(), datum=st.none() | _DAYS, reden_niet=maybe(texts())),
    **_BESIDE,
}
_REACHED: Final = {"telefoonnummer": maybe(texts(20)), "emailadres": maybe(texts(150))}
_HOME: Final = st.builds(Adres, huisnummer=st.none() | st.integers(1, 99_999), woonplaats=texts(80))
_ABROAD: Final = st.builds(
    Adres,
    landcode=maybe(st.from_regex(r"\A[0-9]{1,4}\Z")),
    land=texts(40),
    regels=st.lists(texts(35), max_size=3).map(tuple),
    geheim=st.booleans(),
)


def _with(persons: st.SearchStrategy[Betrokkene], most: int) -> st.SearchStrategy[tuple[Betrokkene, ...]]:
    return st.lists(persons, max_size=most).map(tuple)


def _distinct(
    first: st.SearchStrategy[tuple[Betrokkene, ...]], then: st.SearchStrategy[tuple[Betrokkene, ...]]
) -> st.SearchStrategy[tuple[Betrokkene, ...]]:
    both = st.tuples(first, then).map(lambda pair: (*pair[0], *pair[1]))
    return both.filter(lambda persons: len({person.kenmerk for person in persons}) == len(persons))


def _contacts(**ways: st.SearchStrategy[str | None]) -> st.SearchStrategy[Contact | None]:
    return st.none() | st.builds(Contact, naam=texts(40), afdeling=maybe(texts()), functie=maybe(texts(50)), **ways)


_WAYS: Final = {"telefoonnummer": maybe(texts(20)), "emailadres": maybe(texts(254))}
_INITIATORS: Final = st.builds(
    Initiator,
    organisatie=texts(500),
    rsin=maybe(st.just("123456782")),
    code=maybe(texts(10)),
    hoedanigheid=maybe(texts(80)),
    toelichting=maybe(texts(1000)),
    contact=_contacts(**_WAYS),
)
_YOUNG: Final = st.builds(Betrokkene, rol=st.just("jeugdige"), **_NAMED)


def _notice(moment: datetime | None, notice: Notificatie) -> Notificatie:
    """Return the notice on the day of that moment: a second is all that the standard knows."""
    if moment is None:
        return notice
    at = moment.replace(microsecond=0)
    # Winter time, so that the legal day is one hour ahead.
    return Notificatie(
        status=notice.status, datum=(at + timedelta(hours=1)).date(), tijdstip=at, beslissingen=notice.beslissingen
    )


_WINTER: Final = st.datetimes(datetime(2026, 1, 1), datetime(2026, 2, 28), timezones=st.just(UTC))  # noqa: DTZ001 - given UTC
_NOTICES: Final = st.builds(
    _notice,
    st.none() | _WINTER,
    st.builds(
        Notificatie,
        status=st.sampled_from(["Intake afgerond", "Onderzoek afgerond", "Zaak afgerond"]),
        datum=_DAYS,
        verzoek=maybe(texts(40, shortest=5)),
        identificatie=maybe(texts(40, shortest=5)),
        resultaat=maybe(st.sampled_from(["Maatregel opgelegd", "Verzoek tot onderzoek afgewezen"])),
        beslissingen=st.lists(
            st.builds(Beslissing, datum=_DAYS, maatregel=texts(1000), vanaf=st.none() | _DAYS, tot=st.none() | _DAYS),
            max_size=3,
        ).map(tuple),
        uitvoerende=maybe(texts()),
    ),
)
_PARENTS: Final = st.builds(
    Betrokkene,
    rol=st.just("ouder, gezag niet benoemd"),
    **_NAMED,
    **_REACHED,
    adres=st.none() | _HOME | _ABROAD,
)
_CHILDREN: Final = st.builds(Betrokkene, rol=st.just("kind"), **_NAMED, adres=st.none() | _HOME)
_BORN: Final = st.builds(
    Content,
    zaak=maybe(texts()),
    betrokkenen=_distinct(_with(_CHILDREN, 1), _with(_PARENTS, 1)),
    notificatie=_NOTICES,
)
_UNBORN: Final = _PARENTS.flatmap(
    lambda mother: st.builds(
        Content,
        betrokkenen=st.just((mother,)),
        ongeboren=st.builds(
            OngeborenKind, kenmerk_moeder=st.sampled_from([mother.kenmerk, ""]), uitgerekende_datum=_DATES
        ).map(lambda child: (child,)),
        notificatie=_NOTICES,
    )
)
NOTICES: Final = _BORN | _UNBORN
PROBATIONS: Final = st.builds(
    Content,
    zaak=maybe(texts()),
    betrokkenen=_with(_YOUNG, 3).filter(
        lambda persons: len(persons) > 0 and len({person.kenmerk for person in persons}) == len(persons)
    ),
    jeugdreclassering=st.builds(
        Jeugdreclassering,
        signaal=texts(),
        omschrijving=maybe(texts(80)),
        toezicht_soort=maybe(texts()),
        toezicht_vanaf=st.none() | _DAYS,
        toezicht_tot=st.none() | _DAYS,
        initiator=st.none() | _INITIATORS,
    ),
)
_ROLES: Final = texts(80).filter(lambda role: role != "jeugdige")
CONCERNS: Final = st.builds(
    Content,
    zaak=maybe(texts()),
    betrokkenen=_distinct(
        _with(st.builds(Betrokkene, rol=st.just("jeugdige"), **_NAMED, **_REACHED, adres=st.none() | _HOME), 2),
        _with(st.builds(Betrokkene, rol=_ROLES, **_NAMED, **_REACHED, adres=st.none() | _HOME | _ABROAD), 2),
    ),
    organisaties=st.lists(
        st.builds(
            BetrokkenOrganisatie,
            naam=texts(45),
            rol=texts(80),
            vestigingsnummer=maybe(st.just("000000000001")),
            telefoonnummer=texts(20),
            emailadres=maybe(texts(150)),
        ),
        max_size=2,
    ).map(tuple),
    zorgmelding=st.builds(Zorgmelding, kenmerk=texts(40), signaal=texts(), initiator=st.none() | _INITIATORS),
    bijlagen=st.builds(
        Bijlage,
        naam=texts(255),
        soort=st.just("Zorgmelding"),
        mime=texts(100, shortest=3),
        inhoud=st.binary(max_size=50),
        identificatie=maybe(texts(40)),
        datum=_DAYS,
        titel=maybe(texts(200)),
        auteur=maybe(texts(200)),
    ).map(lambda document: (document,)),
)
_KNOWN: Final = {
    "kenmerk": _NAMED["kenmerk"],
    "geslachtsnaam": texts(200),
    "bsn": maybe(st.just("999990019")),
    **_BESIDE,
}
OUTCOMES: Final = st.builds(
    Content,
    zaak=maybe(texts()),
    betrokkenen=_distinct(
        _with(st.builds(Betrokkene, rol=st.just("jeugdige"), **_KNOWN, geboortedatum=st.none() | _DATES), 1),
        _with(st.builds(Betrokkene, rol=_ROLES, **_KNOWN, geboortedatum=_DATES), 1),
    ),
    organisaties=st.lists(
        st.builds(BetrokkenOrganisatie, naam=texts(45), rol=texts(80), contact=_contacts(**_WAYS)), max_size=1
    ).map(tuple),
    zorgterugkoppeling=st.builds(
        Zorgterugkoppeling,
        identificatie=texts(40, shortest=5),
        kenmerk=texts(40),
        resultaat=st.sampled_from(["Geen actie nodig", "Vervolgactie nodig"]),
        initiator=st.none() | st.builds(Initiator, contact=_contacts().filter(lambda contact: contact is not None)),
    ),
)
