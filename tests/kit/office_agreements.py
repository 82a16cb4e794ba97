"""What places of one message must say together in StUF-Jeugdzorg: one table, each row with its reason."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from hypothesis import strategies as st

from gateway.domain.content import Adres, Antwoord, Bekendheid, Bereikbaarheid, Betrokkene, Content
from gateway.domain.moments import IncompleteDate
from gateway.formats.stuf_jz import gm_codes
from gateway.formats.stuf_jz.roles import CHILD, YOUNG_PERSON

Pick = st.DrawFn
_LONG_AGO: Final = IncompleteDate(1980)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What the documents with these roots demand of a content as a whole, and why; `make` lets a content agree."""

    roots: frozenset[str]
    make: Callable[[Pick, Content], Content]
    reason: str


@st.composite
def agreed(draw: Pick, contents: st.SearchStrategy[Content], root: str) -> Content:
    """Return contents whose parts agree with each other."""
    content = draw(contents)
    for agreement in AGREEMENTS:
        if root in agreement.roots:
            content = agreement.make(draw, content)
    return content


def _named(_: Pick, content: Content) -> Content:
    persons = enumerate(content.betrokkenen)
    return replace(
        content,
        betrokkenen=tuple(replace(person, kenmerk=f"{person.kenmerk[:15]} {number}") for number, person in persons),
    )


def _children_first(_: Pick, content: Content) -> Content:
    persons = list(content.betrokkenen)
    if persons:
        persons[0] = replace(persons[0], rol=CHILD)
    return replace(content, betrokkenen=tuple(sorted(persons, key=lambda person: person.rol != CHILD)))


def _grown_up(_: Pick, content: Content) -> Content:
    persons = (
        person if person.rol in {CHILD, YOUNG_PERSON} else replace(person, geslachtsnaam=person.geslachtsnaam or "naam")
        for person in content.betrokkenen
    )
    return replace(content, betrokkenen=tuple(persons))


def _of_an_age(_: Pick, content: Content) -> Content:
    persons = (
        person if person.rol == YOUNG_PERSON else replace(person, geboortedatum=person.geboortedatum or _LONG_AGO)
        for person in content.betrokkenen
    )
    return replace(content, betrokkenen=tuple(persons))


def _born_here(_: Pick, content: Content) -> Content:
    persons = (
        replace(person, adres=person.adres and _at_home(person.adres))
        if person.rol in {CHILD, YOUNG_PERSON}
        else person
        for person in content.betrokkenen
    )
    return replace(content, betrokkenen=tuple(persons))


def _at_home(address: Adres) -> Adres | None:
    at_home = replace(address, landcode=None, regels=())
    return None if at_home == Adres() else at_home


def _called_by_nobody(_: Pick, content: Content) -> Content:
    persons = (
        replace(person, telefoonnummer=None, emailadres=None) if person.rol == CHILD else person
        for person in content.betrokkenen
    )
    return replace(content, betrokkenen=tuple(persons))


def _young_first(_: Pick, content: Content) -> Content:
    return replace(
        content, betrokkenen=tuple(sorted(content.betrokkenen, key=lambda person: person.rol != YOUNG_PERSON))
    )


def _born_of_somebody(draw: Pick, content: Content) -> Content:
    persons = content.betrokkenen
    places = sorted(draw(st.integers(0, len(persons) - 1)) for _ in content.ongeboren) if persons else []
    unborn = (
        replace(child, kenmerk_moeder=persons[place].kenmerk)
        for child, place in zip(content.ongeboren, places, strict=False)
    )
    return replace(content, ongeboren=tuple(unborn))


def _answered(draw: Pick, content: Content) -> Content:
    answer, persons = content.antwoord, content.betrokkenen
    if answer is None:
        return content
    given = (_unlike(each, answer) for each in answer.per_persoon[1:])
    known = [Bekendheid(kenmerk=persons[0].kenmerk, bekend=draw(st.booleans()))]
    known += [
        replace(next(given, known[0]), kenmerk=person.kenmerk, bekend=draw(st.booleans())) for person in persons[1:]
    ]
    places = sorted(draw(st.integers(0, len(persons) - 1)) for _ in answer.delen)
    parts = zip(answer.delen, places, strict=True)
    other = persons[-1].kenmerk if len(persons) > 1 else None
    documents = sorted(
        (replace(item, betreft=item.betreft and other) for item in content.bijlagen),
        key=lambda item: item.betreft or "",
    )
    return replace(
        content,
        bijlagen=tuple(documents),
        antwoord=replace(
            answer,
            bekend=any(each.bekend for each in known),
            per_persoon=tuple(known),
            delen=tuple(replace(part, kenmerk=persons[place].kenmerk if place else None) for part, place in parts),
        ),
    )


def _unlike(known: Bekendheid, answer: Antwoord) -> Bekendheid:
    """Say of a later person only what is not said of the first."""
    names = ("identificatie", "verzoek_identificatie", "initiator", "uitvoerende")
    said = {name: None for name in names if getattr(known, name) == getattr(answer, name)}
    return replace(known, **said)  # type: ignore[arg-type]  # every one of them may be absent


def _dated(_: Pick, content: Content) -> Content:
    notice = content.notificatie
    if notice is None or notice.tijdstip is None:
        return content
    return replace(content, notificatie=replace(notice, datum=notice.tijdstip.date()))


def _reported(_: Pick, content: Content) -> Content:
    report, generic = content.melding, content.generiek
    if report is None or generic is None or generic.tijdstip is None:
        return content
    since = generic.incident_vanaf or generic.incident_tot
    reason = generic.reden if generic.reden or generic.reden_code else "reden"
    return replace(
        content,
        melding=replace(report, datum_melding=generic.tijdstip.date()),
        generiek=replace(
            generic,
            incident_vanaf=since,
            reden=reason,
            eenheden=tuple(
                replace(unit, naam=unit.naam or "naam", contacten=unit.contacten[:1]) for unit in generic.eenheden
            ),
        ),
    )


def _concerned(draw: Pick, content: Content) -> Content:
    words = st.sampled_from(tuple(gm_codes.RELATIONS.values()))
    capacities = st.sampled_from(tuple(gm_codes.CAPACITIES.values()))
    first, *others = content.betrokkenen
    persons = (
        replace(first, betrokkenheid=None, status_in_zaak=draw(capacities)),
        *(replace(person, betrokkenheid=draw(words)) for person in others),
    )
    return replace(content, betrokkenen=tuple(_living_somewhere(draw, person) for person in persons))


def _living_somewhere(draw: Pick, person: Betrokkene) -> Betrokkene:
    return replace(
        person,
        adres=person.adres and _in_one_land(draw, person.adres),
        verblijfadres=person.verblijfadres and _in_one_land(draw, person.verblijfadres),
        overige_adressen=tuple(_in_one_land(draw, address) for address in person.overige_adressen),
    )


def _in_one_land(draw: Pick, address: Adres) -> Adres:
    at_home = replace(address, landcode=None, land=None, regels=())
    abroad = replace(
        address,
        straatnaam=None,
        huisnummer=None,
        huisletter=None,
        huisnummertoevoeging=None,
        postcode=None,
        woonplaats=None,
    )
    return address if address in {at_home, abroad} else draw(st.sampled_from((at_home, abroad)))


def _reached_one_way(draw: Pick, content: Content) -> Content:
    generic, feedback = content.generiek, content.terugkoppeling
    if generic is not None:
        generic = replace(generic, ontvanger=generic.ontvanger and _in_one_way(draw, generic.ontvanger))
    if feedback is not None:
        feedback = replace(feedback, ontvanger=feedback.ontvanger and _in_one_way(draw, feedback.ontvanger))
    return replace(content, generiek=generic, terugkoppeling=feedback)


def _in_one_way(draw: Pick, receiver: Bereikbaarheid) -> Bereikbaarheid:
    if not receiver.telefoonnummers or not receiver.emailadressen:
        return receiver
    return draw(st.sampled_from((replace(receiver, telefoonnummers=()), replace(receiver, emailadressen=()))))


_ANSWERED: Final = frozenset({"ucobDi01", "uciDi01"})
_GM: Final = frozenset({"meldingGeneriekDi01"})
_CASES: Final = frozenset({"vtoDi01", "notificatieDi01"})
_YOUNG: Final = frozenset({"notificatiejrDi01", "zorgmeldingDi01", "zorgmeldingTerugkoppelingDi01"})
_OF_PERSONS: Final = _GM | _CASES | _YOUNG | _ANSWERED | {"vtMeldingDi01", "vcobDi01", "vciDi01"}

AGREEMENTS: Final[tuple[Agreement, ...]] = (
    Agreement(roots=_OF_PERSONS, make=_named, reason="a person is known by a name that is theirs alone"),
    Agreement(roots=_CASES, make=_children_first, reason="the clients stand before the others, and there is one"),
    Agreement(roots=_CASES | _YOUNG, make=_grown_up, reason="of who is no child the name must say something"),
    Agreement(
        roots=frozenset({"zorgmeldingTerugkoppelingDi01"}),
        make=_of_an_age,
        reason="of who is not young the date of birth must stand",
    ),
    Agreement(roots=_CASES | _YOUNG, make=_born_here, reason="the address of a child is in the Netherlands"),
    Agreement(
        roots=frozenset({"notificatieDi01"}), make=_called_by_nobody, reason="a child has no telephone and no mail here"
    ),
    Agreement(roots=_YOUNG, make=_young_first, reason="the young persons stand before the others"),
    Agreement(
        roots=_CASES | {"vtMeldingDi01"},
        make=_born_of_somebody,
        reason="an unborn child stands with its mother, who is one of the persons",
    ),
    Agreement(roots=_ANSWERED, make=_answered, reason="an object for each person, each with its own yes or no"),
    Agreement(roots=_CASES, make=_dated, reason="one element holds the day and the time"),
    Agreement(
        roots=_GM,
        make=_reported,
        reason="a day is that of its moment, a period has two ends, a reason stands, a unit has a name and one contact",
    ),
    Agreement(
        roots=_GM, make=_concerned, reason="one person is the subject, in a capacity; the others are something to them"
    ),
    Agreement(
        roots=_GM | {"uitkomstMeldingGeneriekDi01"},
        make=_reached_one_way,
        reason="a receiver is told apart by telephone numbers or by mail addresses",
    ),
)
