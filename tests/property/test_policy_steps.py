"""What holds of removals, steps and regions whatever the message is."""

from collections import Counter
from dataclasses import replace
from typing import Final

from hypothesis import assume, given
from hypothesis import strategies as st

from gateway.domain.content import Content
from gateway.domain.employees import Employee
from gateway.domain.message import Message
from gateway.domain.parking import StepTaken
from gateway.domain.region import Region
from gateway.policy import Decision, Effect, Facts, Outcome, judge, prepare, residue, strip
from gateway.policy.elements import is_group, walk
from gateway.policy.strip import extent
from tests.kit.content_samples import whole_content
from tests.kit.policy_cases import (
    DIRECT_HANDOVER,
    MOTHER,
    REPORT,
    changed,
    handover,
    taken,
)
from tests.kit.policy_questions import PEOPLE, REGIONS, WORDS, questions

WHOLE: Final = handover(whole_content()).message
PLACES: Final = tuple(path for path, _ in walk(WHOLE.content))
ELEMENTS: Final = st.lists(st.sampled_from(PLACES), max_size=6)
_MOST_REMOVALS: Final = 20
NAMES: Final = st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0xFF), min_size=6, max_size=14)


def _leaves(content: Content) -> list[tuple[str, object]]:
    found = [(path, value) for path, value in walk(content) if not is_group(value)]
    return [(path, value) for path, value in found if not path.startswith("verwijderd")]


def _within(path: str, elements: tuple[str, ...]) -> bool:
    return any(path == each or (path.startswith(each) and path[len(each)] in ".[") for each in elements)


# Removals.


@given(ELEMENTS)
def test_what_is_removed_is_gone_and_everything_else_stays(elements: list[str]) -> None:
    left = Counter(value for _, value in _leaves(strip(WHOLE, elements, "R027").content))
    gone = extent(WHOLE, elements)
    assert left == Counter(value for path, value in _leaves(WHOLE.content) if not _within(path, gone))


@given(ELEMENTS, st.randoms())
def test_a_removal_does_not_depend_on_order_or_repetition(elements: list[str], chance: object) -> None:
    once = strip(WHOLE, elements, "R027")
    assert strip(WHOLE, [*reversed(elements), *elements], "R027") == once


@given(ELEMENTS)
def test_removing_twice_what_is_no_item_of_a_list_is_removing_it_once(elements: list[str]) -> None:
    named = [element for element in elements if "[" not in element]
    once = strip(WHOLE, named, "R027")
    assert strip(once, named, "R027") == once


def _strips(decision: Decision) -> list[tuple[str, tuple[str, ...]]]:
    spoken = (ruling for ruling in decision.rulings if ruling.verdict.effect is Effect.STRIP)
    return [(ruling.rule.number, ruling.verdict.elements) for ruling in spoken]


def _stripped(asked: Facts) -> Facts:
    """Return the question after every removal that the rules ask for was confirmed."""
    for _ in range(_MOST_REMOVALS):
        wanted = _strips(judge(asked))
        if not wanted:
            break
        rule, elements = wanted[0]
        asked = replace(asked, steps=(*asked.steps, taken(rule, Effect.STRIP, elements=elements)))
    return asked


@given(questions())
def test_once_everything_asked_is_removed_nothing_more_is_asked(asked: Facts) -> None:
    assume(asked.leaves)
    done = _stripped(asked)
    assert _strips(judge(done)) == []
    rules = [step.rule for step in done.steps]
    assert set(prepare(done.message, done.steps).content.verwijderd) == set(rules)


def _said(name: str, how: int) -> str:
    ways = (
        name,
        name.upper(),
        name.lower(),
        f"({name})",
        f"{name}.",
        " ".join(name),
        f"-{name}_",
        f"{name[:3]}-{name[3:]}",
    )
    return f"De melder, {ways[how % len(ways)]} dus, belde"


@given(NAMES, st.integers(0, 7), st.sampled_from(["omschrijving", "aanvullende_informatie", "informering"]))
def test_a_name_that_was_removed_is_found_however_it_is_written(name: str, how: int, field: str) -> None:
    melding = changed(REPORT, **{field: _said(name, how)})
    persons = (MOTHER, replace(MOTHER, kenmerk="p9", geslachtsnaam=name, bsn=None, adres=None))
    before = handover(replace(DIRECT_HANDOVER, betrokkenen=persons, melding=melding)).message
    assert residue(before, strip(before, ("betrokkenen[1]",), "R011")) == (f"melding.{field}",)


def _texts(message: Message) -> str:
    return repr(message.content)


@given(ELEMENTS)
def test_where_no_residue_is_told_no_removed_text_stands_anywhere(elements: list[str]) -> None:
    after = strip(WHOLE, elements, "R027")
    gone = {value for _, value in _leaves(WHOLE.content)} - {value for _, value in _leaves(after.content)}
    told = residue(WHOLE, after)
    kept = [value for path, value in _leaves(after.content) if path not in told]
    for text in (value for value in gone if type(value) is str and len(value) >= 12):
        assert all(text not in value for value in kept if isinstance(value, str))


# Steps and regions.


def _denying(decision: Decision) -> set[str]:
    spoken = (ruling for ruling in decision.rulings if ruling.verdict.effect is Effect.DENY)
    return {ruling.rule.number for ruling in spoken if not ruling.rule.switchable}


@given(questions(), REGIONS)
def test_what_law_and_standards_say_is_the_same_in_every_region(asked: Facts, region: Region) -> None:
    fixed = [
        [ruling for ruling in judge(each).rulings if not ruling.rule.switchable and ruling.rule.number != "R000"]
        for each in (asked, replace(asked, region=region))
    ]
    assert fixed[0] == fixed[1]


@given(questions(), REGIONS)
def test_whatever_the_region_what_the_law_denies_and_an_unknown_route_never_pass(asked: Facts, region: Region) -> None:
    decision = judge(replace(asked, region=region))
    if _denying(judge(asked)) or not asked.ways or not asked.entry.travels:
        assert decision.outcome is Outcome.REFUSED


@given(questions(), st.lists(WORDS, max_size=6).map(tuple), st.none() | PEOPLE)
def test_no_step_lets_pass_what_is_denied_by_law_or_a_standard(
    asked: Facts, steps: tuple[StepTaken, ...], author: Employee | None
) -> None:
    if _denying(judge(asked)):
        assert judge(replace(asked, steps=steps, author=author)).outcome is Outcome.REFUSED


@given(questions(), st.lists(WORDS, max_size=6).map(tuple))
def test_without_a_known_author_no_second_person_is_ever_enough(asked: Facts, steps: tuple[StepTaken, ...]) -> None:
    decision = judge(replace(asked, steps=steps, author=None))
    wanted = [ruling for ruling in decision.rulings if ruling.verdict.effect is Effect.SECOND]
    assert set(map(id, wanted)) <= {id(ruling) for ruling, _ in decision.waiting}
