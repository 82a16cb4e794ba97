import pytest

from gateway.domain.effect import Effect
from gateway.domain.identifiers import Oin
from gateway.domain.parking import StepTaken
from gateway.flows.judge import Asked, judge
from gateway.policy import Decision, Outcome
from tests.kit.parking import AUTHOR, FILE, ROUTES, asking
from tests.kit.world import BUURREGIO, GEMEENTE, VEILIG_THUIS, Side, World
from tests.kit.world_doors import facts_of


@pytest.fixture
def side(monkeypatch: pytest.MonkeyPatch) -> Side:
    monkeypatch.setattr("gateway.policy.gate.RULES", asking(ROUTES))
    return World().side(VEILIG_THUIS)


async def _judged(side: Side, receiver: Oin, *steps: StepTaken) -> Decision:
    asked = Asked(message=side.draft(FILE, receiver=str(receiver)), client="kantoor", author=AUTHOR, steps=steps)
    async with side.ports.unit_of_work() as uow:
        decision = await judge(asked, side.ports, uow)
        await uow.commit()
        return decision


async def test_what_the_rules_say_is_evidence_with_a_digest_of_what_was_asked(side: Side) -> None:
    decision = await _judged(side, BUURREGIO.oin)
    assert decision.outcome is Outcome.WAITS
    [entry] = side.evidence()
    facts = facts_of(entry)
    assert (facts["verdict"], facts["rule-set"]) == ("waits", decision.rule_set)
    assert len(facts["facts"]) == 64


async def test_a_message_is_judged_for_the_receiver_that_was_chosen(side: Side) -> None:
    route = StepTaken(rule="R901", effect=Effect.ROUTE, by=AUTHOR, at=side.ports.clock.now(), receiver=GEMEENTE.oin)
    assert (await _judged(side, BUURREGIO.oin, route)).passes
