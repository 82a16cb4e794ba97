from dataclasses import replace
from datetime import date

import pytest

from gateway.domain.content import Bijlage, Content, Rest, Verrijking
from gateway.domain.message import Message
from gateway.policy import Effect, prepare, strip
from gateway.policy.strip import extent
from tests.kit.policy_cases import (
    ADDRESS,
    CHILD,
    DIRECT_HANDOVER,
    MOTHER,
    OPEN_REPORTER,
    POLICE,
    handover,
    taken,
)

FATHER = replace(MOTHER, kenmerk="p3", voornamen="Jan")
CONTENT = replace(
    DIRECT_HANDOVER,
    betrokkenen=(MOTHER, CHILD, FATHER),
    verrijking=tuple(
        Verrijking(tekst=f"tekst {number}", bron="school", ontvangen_op=date(2026, 3, 1)) for number in range(3)
    ),
    bijlagen=(Bijlage(naam="a.pdf", soort="plan", mime="application/pdf", inhoud=b"a"),),
    rest=(Rest(plaats="JZ:object", inhoud="<x/>"),),
)
MESSAGE = handover(CONTENT).message


def _left(*elements: str, message: Message = MESSAGE) -> Content:
    return replace(strip(message, elements, "R027").content, verwijderd=())


def test_an_element_that_may_be_absent_is_gone_and_nothing_else() -> None:
    assert _left("melder.contact") == replace(CONTENT, melder=replace(OPEN_REPORTER, contact=None))
    assert _left("betrokkenen[1].bsn") == replace(CONTENT, betrokkenen=(MOTHER, replace(CHILD, bsn=None), FATHER))


def test_a_whole_group_and_a_whole_list_are_gone() -> None:
    assert _left("melder") == replace(CONTENT, melder=None)
    assert _left("betrokkenen") == replace(CONTENT, betrokkenen=())


def test_what_is_not_absent_by_nature_says_nothing_any_more() -> None:
    content = replace(CONTENT, betrokkenen=(replace(MOTHER, adres=replace(ADDRESS, geheim=True)),))
    message = replace(MESSAGE, content=content)
    assert _left("betrokkenen[0].adres.geheim", message=message).betrokkenen[0].adres == ADDRESS


def test_items_of_a_list_keep_their_number_until_all_are_gone() -> None:
    assert _left("verrijking[0]", "verrijking[2]").verrijking == CONTENT.verrijking[1:2]
    assert _left("verrijking[2]", "verrijking[0]", "verrijking[0]").verrijking == CONTENT.verrijking[1:2]
    assert _left("betrokkenen[0]", "betrokkenen[1].bsn").betrokkenen == (replace(CHILD, bsn=None), FATHER)


def test_a_record_goes_with_what_it_cannot_be_without() -> None:
    assert _left("melder.onthulling").melder is None
    assert _left("betrokkenen[0].rol").betrokkenen == (CHILD, FATHER)
    # What else was asked of that person does not pass to the next.
    assert _left("betrokkenen[0].rol", "betrokkenen[0].bsn", "betrokkenen[1].bsn").betrokkenen == (
        replace(CHILD, bsn=None),
        FATHER,
    )
    assert _left("rest[0].inhoud").rest == ()
    assert _left("bijlagen[0].naam").bijlagen == ()


def test_a_record_goes_with_a_record_it_cannot_be_without() -> None:
    assert _left("melder.contact.naam").melder == replace(OPEN_REPORTER, contact=None)


def test_a_part_of_what_goes_goes_with_it() -> None:
    assert _left("betrokkenen[0].adres.postcode", "betrokkenen[0]").betrokkenen == (CHILD, FATHER)


@pytest.mark.parametrize(
    "element",
    [
        "huisverbod",
        "huisverbod.nummer",
        "betrokkenen[9]",
        "betrokkenen[9].bsn",
        "betrokkenen.bsn",
        "betrokkenen[0].geen_veld",
        "geen_groep",
        "melder.naam.deel",
        "melder[0]",
        "header.receiver",
        "betrokkenen[].bsn",
        "melder.naam of melder.contact",
        "",
        "..",
    ],
)
def test_what_is_not_there_changes_nothing(element: str) -> None:
    assert strip(MESSAGE, (element,), "R027") is MESSAGE


def test_removing_what_has_a_name_of_its_own_twice_is_removing_it_once() -> None:
    elements = ("melder.contact", "betrokkenen[1].bsn", "triage")
    once = strip(MESSAGE, elements, "R027")
    assert strip(once, elements, "R027") == once


def test_r146_the_receiver_reads_which_rules_removed_something_each_once() -> None:
    message = strip(strip(MESSAGE, ("melder",), "R027"), ("betrokkenen[0].bsn",), "R015")
    assert message.content.verwijderd == ("R027", "R015")
    assert strip(message, ("verrijking[0]",), "R027").content.verwijderd == ("R027", "R015")
    assert strip(message, ("huisverbod",), "R101").content.verwijderd == ("R027", "R015")


def test_the_message_itself_is_not_changed() -> None:
    before = repr(MESSAGE)
    strip(MESSAGE, ("betrokkenen[0]",), "R029a")
    assert repr(MESSAGE) == before
    assert strip(MESSAGE, ("melder",), "R027").header is MESSAGE.header


def test_a_message_leaves_as_its_steps_made_it_one_after_the_other() -> None:
    steps = (
        taken("R029a", Effect.STRIP, elements=("betrokkenen[0]",)),
        taken("R043", Effect.HOLD, elements=("betrokkenen[0]",)),
        taken("R029a", Effect.STRIP, elements=("betrokkenen[0]",)),
        taken("R054", Effect.ROUTE),
        taken("R054", Effect.ROUTE, receiver=POLICE.oin),
    )
    left = prepare(MESSAGE, steps)
    assert left.content.betrokkenen == (FATHER,)
    assert left.content.verwijderd == ("R029a",)
    assert left.header == replace(MESSAGE.header, receiver=POLICE.oin)


def test_without_steps_it_leaves_as_it_was_handed_in() -> None:
    assert prepare(MESSAGE, ()) is MESSAGE


@pytest.mark.parametrize(
    ("element", "goes"),
    [
        ("melder.contact", "melder.contact"),
        ("melder.contact.naam", "melder.contact"),
        ("melder.onthulling", "melder"),
        ("betrokkenen[0].bsn", "betrokkenen[0].bsn"),
        ("betrokkenen[0].rol", "betrokkenen[0]"),
        ("betrokkenen[1]", "betrokkenen[1]"),
        ("betrokkenen", "betrokkenen"),
        ("betrokkenen[9].rol", "betrokkenen[9].rol"),
        ("rest[0].inhoud", "rest[0]"),
        ("huisverbod.adres", "huisverbod.adres"),
        ("geen_groep", "geen_groep"),
    ],
)
def test_the_author_is_told_what_really_goes(element: str, goes: str) -> None:
    assert extent(MESSAGE, (element, element)) == (goes,)
    assert strip(MESSAGE, (element,), "R027").content == strip(MESSAGE, (goes,), "R027").content
