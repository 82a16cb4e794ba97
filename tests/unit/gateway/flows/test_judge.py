import pytest

from gateway.domain.effect import Effect
from gateway.domain.identifiers import Oin
from gateway.domain.parking import StepTaken
from gateway.flows.judge import Asked, foresee, judge
from gateway.policy import Decision, Outcome
from gateway.policy.rules import channel
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


async def test_r135_the_rules_know_the_environments_of_the_agreement(
    side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.policy.gate.RULES", (*asking(), *channel.RULES))
    for own, partner, outcome in (("", "", "passes"), ("_T", "_T", "passes"), ("", "_T", "refused")):
        side.agree_in(own, partner)
        assert (await _judged(side, GEMEENTE.oin)).outcome == outcome


async def test_without_a_way_out_nothing_is_known_of_it(side: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.policy.gate.RULES", (*asking(), *channel.RULES))
    side.agree()
    assert (await _judged(side, GEMEENTE.oin)).passes


async def test_what_is_foreseen_is_no_evidence(side: Side) -> None:
    asked = Asked(message=side.draft(FILE, receiver=str(GEMEENTE.oin)), client="kantoor")
    async with side.ports.unit_of_work() as uow:
        assert (await foresee(asked, side.ports, uow)).passes
        await uow.commit()
    assert side.evidence() == []


async def test_a_message_is_judged_for_the_receiver_that_was_chosen(side: Side) -> None:
    route = StepTaken(rule="R901", effect=Effect.ROUTE, by=AUTHOR, at=side.ports.clock.now(), receiver=GEMEENTE.oin)
    assert (await _judged(side, BUURREGIO.oin, route)).passes
