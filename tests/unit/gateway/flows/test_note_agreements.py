"""The chain says what our book of agreements holds, and nothing twice."""

from dataclasses import replace
from typing import Final

import pytest

from gateway.domain.evidence import EvidenceType
from gateway.domain.identifiers import AgreementId
from gateway.flows.note_agreements import SUBJECT, Held, note_agreements
from tests.kit.world import POLITIE, VEILIG_THUIS, Side, World
from tests.kit.world_doors import facts_of

OLD: Final = Held(agreement_id=AgreementId("oud"), digest="1" * 64, partner=POLITIE.oin, beside="")
NEW: Final = Held(agreement_id=AgreementId("nieuw"), digest="2" * 64, partner=POLITIE.oin, beside="a" * 64)
ENDED: Final = replace(NEW, beside="b" * 64)


@pytest.fixture
def side() -> Side:
    return World().side(VEILIG_THUIS)


async def _noted(side: Side, *held: Held) -> list[tuple[str, str, str, str]]:
    """Return what is noted anew: change, agreement, and digest before and after."""
    before = len(side.evidence(EvidenceType.AGREEMENT_CHANGED))
    await note_agreements(held, "schakel-cli", side.ports)
    entries = side.evidence(EvidenceType.AGREEMENT_CHANGED)[before:]
    assert {(entry.subject, entry.actor) for entry in entries} <= {(SUBJECT, "schakel-cli")}
    facts = [facts_of(entry) for entry in entries]
    assert all(each["partner"] == str(POLITIE.oin) and len(each["agreement"]) == 64 for each in facts)
    return [(each["change"], each["agreement-id"], each["before"], each["after"]) for each in facts]


async def test_what_comes_changes_and_goes_is_noted_once(side: Side) -> None:
    assert await _noted(side, OLD, NEW) == [("came", "nieuw", "", "a" * 64), ("came", "oud", "", "")]
    assert await _noted(side, NEW, OLD) == []
    assert await _noted(side, OLD, ENDED) == [("changed", "nieuw", "a" * 64, "b" * 64)]
    assert await _noted(side, ENDED) == [("went", "oud", "", "")]
    assert await _noted(side, ENDED) == []
    assert await _noted(side, OLD, ENDED) == [("came", "oud", "", "")]


async def test_without_a_difference_nothing_is_written(side: Side) -> None:
    commits = side.store.commits
    assert await _noted(side) == []
    assert side.store.commits == commits


async def test_another_version_under_the_same_name_is_another_agreement(side: Side) -> None:
    await _noted(side, OLD)
    newer = replace(OLD, digest="3" * 64)
    assert await _noted(side, OLD, newer) == [("came", "oud", "", "")]


async def test_who_dies_before_the_commit_notes_it_the_next_time(side: Side) -> None:
    side.store.losses = 1
    with pytest.raises(type(side.store.loss)):
        await _noted(side, OLD)
    assert await _noted(side, OLD) == [("came", "oud", "", "")]
