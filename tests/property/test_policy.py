"""What holds of policy whatever the message, the parties and the rules are."""

from copy import deepcopy
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.catalogue import CATALOGUE
from gateway.domain.content import Content
from gateway.domain.kinds import Layer, MessageType
from gateway.policy import Decision, Effect, Facts, Rule, Standing, Verdict, decide
from gateway.policy.book import RULES, RULES_ON_ARRIVAL
from gateway.tracking import Completion, LayerState, advance, begin, summary
from tests.kit.content_samples import MARK
from tests.kit.policy_cases import AT, EVERY_VERDICT, facts
from tests.kit.policy_questions import TYPES, questions

VERDICTS: Final = st.sampled_from(EVERY_VERDICT)


def _rule(number: int, verdict: Verdict | None) -> Rule:
    return Rule(
        number=f"R{number:03}",
        name="Voorbeeld",
        standing=Standing.DESIGN,
        sources=("DESIGN",),
        effects=() if verdict is None else (verdict.effect,),
        judge=lambda _: () if verdict is None else (verdict,),
    )


RULE_SETS: Final = st.lists(st.none() | VERDICTS, max_size=6)


def _judge(asked: Facts) -> Decision:
    return decide(RULES if asked.leaves else RULES_ON_ARRIVAL, asked)


@given(questions())
def test_an_unknown_kind_or_route_never_passes(asked: Facts) -> None:
    decision = _judge(asked)
    if not asked.ways or not asked.entry.travels:
        assert not decision.passes
        assert {"H1A", "H1O", "R002", "R102"}.intersection(decision.rules)


@given(questions())
def test_what_passes_is_allowed_by_a_rule_and_stopped_by_none(asked: Facts) -> None:
    decision = _judge(asked)
    effects = {ruling.verdict.effect for ruling in decision.rulings}
    assert decision.passes == (effects <= {Effect.ALLOW, Effect.FLAG, Effect.TIMER} and Effect.ALLOW in effects)


@given(RULE_SETS, RULE_SETS)
def test_r154_adding_rules_never_turns_a_refusal_into_a_pass(
    before: list[Verdict | None], extra: list[Verdict | None]
) -> None:
    asked = facts(MessageType.MSG_34, Content())
    rules = tuple(_rule(number, verdict) for number, verdict in enumerate(before, 1))
    more = tuple(_rule(number, verdict) for number, verdict in enumerate(extra, 100))
    first = decide(rules, asked)
    # What no rule allowed may be allowed by a new one; what a rule stopped stays stopped.
    stopped = any(ruling.rule in rules for ruling in first.refusals)
    for wider in (rules + more, more + rules):
        assert not (stopped and decide(wider, asked).passes)


@given(RULE_SETS)
def test_without_an_allowance_nothing_passes(verdicts: list[Verdict | None]) -> None:
    silent = [verdict for verdict in verdicts if verdict is None or verdict.effect is not Effect.ALLOW]
    rules = tuple(_rule(number, verdict) for number, verdict in enumerate(silent, 1))
    assert not decide(rules, facts(MessageType.MSG_34, Content())).passes


@given(questions(), questions())
def test_a_decision_depends_on_the_facts_alone(asked: Facts, other: Facts) -> None:
    first = _judge(asked)
    _judge(other)
    assert _judge(deepcopy(asked)) == first


@given(questions())
def test_no_explanation_ever_repeats_content(asked: Facts) -> None:
    content = asked.content
    texts = _judge(asked).explanations
    names = [person.geslachtsnaam for person in content.betrokkenen] + [item.naam for item in content.bijlagen]
    for text in texts:
        assert MARK not in text
        assert not any(name in text for name in names)


@given(TYPES, st.lists(st.tuples(st.sampled_from(Layer), st.sampled_from([LayerState.COMPLETE, LayerState.REFUSED]))))
def test_layers_never_go_back_and_never_stand_in_for_each_other(
    kind: MessageType, arrivals: list[tuple[Layer, LayerState]]
) -> None:
    progress = begin(kind)
    first: dict[Layer, LayerState] = {}
    for number, (layer, state) in enumerate(arrivals):
        first.setdefault(layer, state)
        progress = advance(progress, Completion(layer, state), at=AT, by=str(number))
        states = {item.layer: item.state for item in progress.layers if item.state is not LayerState.OPEN}
        assert states == first
    if summary(progress).state is LayerState.COMPLETE:
        assert CATALOGUE[kind].layers <= first.keys()
