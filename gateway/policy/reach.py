"""What could ever travel between two parties in one type of message: told by asking the rules, over and over."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from itertools import product
from typing import Final, TypeVar

from gateway.domain.case import CaseEntry, CaseFact
from gateway.domain.effect import Effect
from gateway.domain.employees import EmployeeId
from gateway.domain.message import Urgency
from gateway.policy.book import RULES
from gateway.policy.elements import Group, covers, is_group, shape, walk
from gateway.policy.engine import decide
from gateway.policy.facts import Facts, History
from gateway.policy.rule import Rule, Ruling

_STOPPING: Final = frozenset({Effect.STRIP, Effect.DENY})
_ENVELOPE: Final = re.compile(r"header\.")
_NOBODY: Final = EmployeeId("onbekend")
_Record = TypeVar("_Record", bound=Group)
# The elements of a case, and what was stopped of it by which rule.
_Case = tuple[frozenset[str], list[tuple[str, Rule]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What the rules said in every case that was tried; elements as the catalogue writes them.

    refused: who refused the whole message in each case, whatever it said: it cannot travel between these two.
    travels: elements that some case let through; stopped: those that no case did, each with the rules that stopped it.
    """

    refused: tuple[Ruling, ...]
    travels: tuple[str, ...]
    stopped: tuple[tuple[str, tuple[Rule, ...]], ...]


def reach(facts: Facts) -> Reach:
    """Ask every rule about the message in all circumstances that matter to some rule, and return what never passes.

    The message holds as much as one of its type can. Varied are every yes or no and every closed choice in it, how
    urgent it is, and the case book: empty, or every fact in it and each holds, or none does. What only other words
    or earlier messages would change, is not found: so this says what cannot be, and not that all the rest may.
    """
    tried = [(case, decide(RULES, case).rulings) for case in _cases(facts)]
    cases = [(frozenset(_elements(case)), _stoppers(rulings)) for case, rulings in tried]
    elements = dict.fromkeys(element for case, _ in tried for element in _elements(case))
    verdicts = {element: _verdict(element, cases) for element in elements}
    return Reach(
        refused=_always_refused([rulings for _, rulings in tried]),
        travels=tuple(element for element, rules in verdicts.items() if not rules),
        stopped=tuple((element, rules) for element, rules in verdicts.items() if rules),
    )


def _always_refused(tried: Sequence[tuple[Ruling, ...]]) -> tuple[Ruling, ...]:
    """Return one denial of each rule that refused the whole message, not some element of it, in every case."""
    denials = [{ruling.rule.number: ruling for ruling in rulings if _denies_whole(ruling)} for rulings in tried]
    return tuple(ruling for number, ruling in denials[0].items() if all(number in denied for denied in denials))


def _denies_whole(ruling: Ruling) -> bool:
    """Tell whether it is about no element of the content: about the message as such, or its envelope."""
    return ruling.verdict.effect is Effect.DENY and all(map(_ENVELOPE.match, ruling.verdict.elements))


def _stoppers(rulings: Iterable[Ruling]) -> list[tuple[str, Rule]]:
    return [
        (shape(element), ruling.rule)
        for ruling in rulings
        if ruling.verdict.effect in _STOPPING
        for element in ruling.verdict.elements
    ]


def _verdict(element: str, cases: Sequence[_Case]) -> tuple[Rule, ...]:
    """Return the rules that stopped the element wherever it stood; () when it passed once."""
    stoppers = [
        [rule for stopped, rule in said if covers(stopped, element)] for elements, said in cases if element in elements
    ]
    return tuple(dict.fromkeys(rule for rules in stoppers for rule in rules)) if all(stoppers) else ()


def _elements(facts: Facts) -> Iterator[str]:
    return (shape(path) for path, value in walk(facts.content) if not is_group(value))


def _cases(facts: Facts) -> Iterator[Facts]:
    """Yield the circumstances to try; as many members as the longest closed choice has are each tried once."""
    contents = dict.fromkeys(
        _varied(facts.content, place, said=said) for place in range(_longest_choice(facts)) for said in (True, False)
    )
    for content, urgency, history in product(contents, Urgency, _histories(facts)):
        header = replace(facts.header, urgency=urgency)
        yield replace(facts, message=replace(facts.message, header=header, content=content), history=history)


def _longest_choice(facts: Facts) -> int:
    return max((len(type(value)) for _, value in walk(facts.content) if isinstance(value, StrEnum)), default=1)


def _varied(group: _Record, place: int, *, said: bool) -> _Record:
    """Return the group in which every yes or no says this, and every closed choice is so many members further."""
    parts = {field.name: _other(getattr(group, field.name), place, said=said) for field in fields(group)}
    return replace(group, **parts)


def _other(value: object, place: int, *, said: bool) -> object:
    if isinstance(value, tuple):
        return tuple(_other(item, place, said=said) for item in value)
    if isinstance(value, bool):
        return said
    if isinstance(value, StrEnum):
        members = list(type(value))
        return members[(members.index(value) + place) % len(members)]
    return _varied(value, place, said=said) if is_group(value) else value


def _histories(facts: Facts) -> tuple[History, ...]:
    """Return what can be known of the case: nothing, that every fact holds, that none does."""
    about = ("", str(facts.header.receiver), *(person.kenmerk or "" for person in facts.content.betrokkenen))
    books = (tuple(_entries(facts, dict.fromkeys(about), holds=holds)) for holds in (True, False))
    return (History(), *(History(case=book) for book in books))


def _entries(facts: Facts, about: Iterable[str], *, holds: bool) -> Iterator[CaseEntry]:
    for fact, what in product(CaseFact, about):
        yield CaseEntry(
            conversation=facts.header.conversation, fact=fact, holds=holds, at=facts.at, by=_NOBODY, about=what
        )
