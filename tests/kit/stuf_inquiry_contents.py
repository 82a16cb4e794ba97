"""Checks on known, questions about a case and their answers, of every size that StUF-Jeugdzorg can carry."""

from typing import Any, Final

from hypothesis import strategies as st

from gateway.domain.content import (
    Antwoord,
    Antwoorddeel,
    Bekendheid,
    Betrokkene,
    Bijlage,
    Contact,
    Content,
    Eenheid,
    Geslacht,
    Uitvraag,
    Vraag,
)
from gateway.formats.stuf_jz.vv_answers import prepare_information, prepare_outcome
from tests.kit.stuf_contents import ABROAD, DATES, DAYS, FLAGS, HOME, maybe, texts

_CASES: Final = texts(40, shortest=5)
_UNITS: Final = st.builds(
    Eenheid,
    naam=texts(50),
    identificatie=maybe(texts(24)),
    contact=st.none()
    | st.builds(
        Contact,
        naam=texts(80),
        organisatie=maybe(texts()),
        afdeling=maybe(texts()),
        functie=maybe(texts()),
        telefoonnummer=maybe(texts(20)),
        emailadres=maybe(texts(254)),
    ),
)
_PERSONS: Final = st.builds(
    Betrokkene,
    kenmerk=texts(40).filter(lambda text: not text.startswith("#")),
    rol=texts(),
    geslachtsnaam=texts(200),
    voorvoegsel=maybe(texts(10)),
    voorletters=maybe(texts(20)),
    voornamen=maybe(texts(200)),
    geslacht=st.none() | st.sampled_from(Geslacht),
    geboortedatum=st.none() | DATES,
    bsn=maybe(st.just("999990019")),
    vreemdelingennummer=maybe(texts()),
    adres=st.none() | HOME | ABROAD,
)
_ASKED: Final[dict[str, st.SearchStrategy[Any]]] = {
    "identificatie": _CASES,
    "soort_verzoeker": st.sampled_from(["01", "02", "03", "04", "05"]),
    "reden": st.sampled_from(["01", "02", "03", "04", "05", "06"]),
    "initiator": _UNITS,
    "antwoord_voor": st.none() | DAYS,
}
_QUESTIONS: Final = st.lists(st.builds(Vraag, code=texts(), tekst=texts()), min_size=1, max_size=3).map(tuple)
CHECKS: Final = st.builds(
    Content, zaak=maybe(texts()), betrokkenen=st.tuples(_PERSONS), uitvraag=st.builds(Uitvraag, **_ASKED)
)
QUESTIONS: Final = st.builds(
    Content,
    zaak=maybe(texts()),
    betrokkenen=st.tuples(_PERSONS),
    uitvraag=st.builds(Uitvraag, **_ASKED, toelichting=maybe(texts()), vragen=_QUESTIONS),
)
_OF_PERSON: Final[dict[str, st.SearchStrategy[Any]]] = {
    "identificatie": maybe(_CASES),
    "verzoek_identificatie": maybe(_CASES),
    "initiator": st.none() | _UNITS,
    "uitvoerende": st.none() | _UNITS,
}
_EXPLAINED: Final[dict[str, st.SearchStrategy[Any]]] = {
    "toelichting": maybe(texts(80)),
    "toelichting_link": maybe(texts(200)),
    "reden_geen_gegevens": maybe(texts()),
}
_ANSWERED: Final[dict[str, st.SearchStrategy[Any]]] = {
    "identificatie": _CASES,
    "verzoek_identificatie": _CASES,
    "initiator": _UNITS,
    "uitvoerende": _UNITS,
}


def _answers(names: tuple[str, ...], **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Antwoord]:
    own = {name: strategy for name, strategy in _EXPLAINED.items() if more}
    known = st.tuples(
        *(st.builds(Bekendheid, kenmerk=st.just(name), bekend=st.booleans(), **_OF_PERSON, **own) for name in names)
    )
    return known.flatmap(
        lambda said: st.builds(
            Antwoord,
            bekend=st.just(any(each.bekend for each in said)),
            per_persoon=st.just(said),
            **_ANSWERED,
            **more,
        )
    )


def _parts(names: tuple[str, ...]) -> st.SearchStrategy[tuple[Antwoorddeel, ...]]:
    """Return answers to questions, in the order of the persons they are about."""
    part = st.builds(
        Antwoorddeel,
        code=texts(),
        tekst=texts(),
        kenmerk=st.sampled_from(names),
        datum=st.none() | DAYS,
        bron=maybe(texts()),
        eigen_waarneming=FLAGS,
        voorwaarden=st.lists(texts(), max_size=2).map(tuple),
        wpg_artikel=maybe(texts()),
    )
    return st.lists(part, max_size=3).map(
        lambda parts: tuple(sorted(parts, key=lambda p: names.index(p.kenmerk or "")))
    )


def _documents(names: tuple[str, ...]) -> st.SearchStrategy[tuple[Bijlage, ...]]:
    """Return documents, in the order of the persons they are about."""
    item = st.builds(
        Bijlage,
        naam=texts(255),
        soort=texts(),
        mime=texts(100, shortest=3),
        inhoud=st.binary(max_size=50),
        identificatie=maybe(texts()),
        datum=st.none() | DAYS,
        titel=texts(80),
        taal=maybe(texts()),
        status=maybe(texts()),
        vertrouwelijkheid=maybe(texts()),
        auteur=maybe(texts()),
        toelichting=maybe(texts(80)),
        link=maybe(texts(200)),
        betreft=st.sampled_from(names),
    )
    return st.lists(item, max_size=2).map(
        lambda items: tuple(sorted(items, key=lambda i: names.index(i.betreft or "")))
    )


def _outcome(persons: tuple[Betrokkene, ...]) -> st.SearchStrategy[Content]:
    names = tuple(person.kenmerk for person in persons)
    return st.builds(Content, zaak=maybe(texts()), betrokkenen=st.just(persons), antwoord=_answers(names))


def _information(persons: tuple[Betrokkene, ...]) -> st.SearchStrategy[Content]:
    names = tuple(person.kenmerk for person in persons)
    return st.builds(
        Content,
        zaak=maybe(texts()),
        betrokkenen=st.just(persons),
        antwoord=_answers(names, delen=_parts(names), **_EXPLAINED),
        bijlagen=_documents(names),
    )


_FAMILIES: Final = st.lists(_PERSONS, min_size=1, max_size=3, unique_by=lambda person: person.kenmerk).map(tuple)
# An answer comes back with what its persons share said once.
CHECK_OUTCOMES: Final = _FAMILIES.flatmap(_outcome).map(prepare_outcome)
INFORMATION: Final = _FAMILIES.flatmap(_information).map(prepare_information)
