from dataclasses import replace

import pytest

from gateway.domain.employees import StaffRole
from gateway.domain.faults import FaultCode
from gateway.domain.kinds import MessageType
from gateway.domain.parking import StepTaken
from gateway.domain.party import PartyKind
from gateway.domain.region import NATIONAL, Change
from gateway.policy import Decision, Effect, Facts, Outcome, Rule, Standing, Verdict, decide
from gateway.policy.engine import NO_RULE_ALLOWS, inspect, rule_set_of
from gateway.policy.verdicts import Allow, Copy, Deny, Flag, Hold, Justify, Route, Second, Strip, Timer
from tests.kit.policy_cases import EMPLOYEE, handover, taken

FACTS = handover()
ALLOW = Allow(because="mag")


def _rule(number: str, *verdicts: Verdict) -> Rule:
    return Rule(
        number=number,
        name="Voorbeeld",
        standing=Standing.DESIGN,
        sources=("DESIGN",),
        effects=tuple(verdict.effect for verdict in verdicts),
        judge=lambda _: verdicts,
    )


def _decide(*verdicts: Verdict) -> Decision:
    return decide(tuple(_rule(f"R{number:03}", verdict) for number, verdict in enumerate(verdicts, 1)), FACTS)


def test_an_empty_book_refuses() -> None:
    decision = decide((), FACTS)
    assert not decision.passes
    assert decision.outcome is Outcome.REFUSED
    assert decision.rulings == (NO_RULE_ALLOWS,)
    assert decision.rules == ("R000",)


def test_rules_that_stay_silent_allow_nothing() -> None:
    assert decide((_rule("R001"),), FACTS).rules == ("R000",)
    assert NO_RULE_ALLOWS.rule.judge(FACTS) == ()


def test_an_allowance_lets_pass() -> None:
    decision = _decide(ALLOW)
    assert decision.passes
    assert decision.outcome is Outcome.PASSES
    assert decision.rules == ("R001",)
    assert decision.refusals == ()


def test_a_warning_alone_allows_nothing() -> None:
    assert not _decide(Flag(because="let op")).passes


@pytest.mark.parametrize(
    "verdict",
    [Flag(because="let op"), Timer(because="loopt", deadline="D012", starts=True)],
    ids=lambda verdict: verdict.effect,
)
def test_a_warning_or_a_clock_stops_nothing(verdict: Verdict) -> None:
    decision = _decide(ALLOW, verdict)
    assert decision.passes
    assert decision.rules == ("R002", "R001")


@pytest.mark.parametrize(
    "verdict",
    [
        Deny(because="nee"),
        Strip(because="eruit"),
        Justify(because="waarom"),
        Second(because="samen", roles=frozenset({StaffRole.VERTROUWENSARTS})),
        Copy(because="ook", type=MessageType.MSG_36C, to=PartyKind.GEMEENTE),
        Route(because="daar", to=PartyKind.GI),
        Hold(because="wacht", owner=StaffRole.GEDRAGSWETENSCHAPPER, limit="D053"),
    ],
    ids=lambda verdict: verdict.effect,
)
def test_everything_else_stops_the_message_until_its_step_is_taken(verdict: Verdict) -> None:
    decision = _decide(ALLOW, verdict)
    assert not decision.passes
    assert decision.rules == ("R002",)


def test_one_denial_decides_whatever_allows() -> None:
    assert not _decide(ALLOW, Deny(because="nee"), ALLOW).passes


def test_what_stops_the_message_comes_first_and_then_the_order_of_the_rules() -> None:
    decision = _decide(ALLOW, Strip(because="eruit"), Flag(because="let op"), Deny(because="nee"), Deny(because="ook"))
    assert [ruling.rule.number for ruling in decision.rulings] == ["R004", "R005", "R002", "R003", "R001"]
    assert decision.rulings[0].verdict.effect is Effect.DENY


def test_a_rule_that_speaks_twice_is_named_with_each_explanation() -> None:
    decision = decide((_rule("R001", ALLOW, Deny(because="nee"), Strip(because="eruit")),), FACTS)
    assert decision.rules == ("R001", "R001")
    assert len(decision.explanations) == 2


def test_a_decision_names_the_rule_set_it_was_made_by() -> None:
    rules = (_rule("R001", ALLOW),)
    assert decide(rules, FACTS).rule_set == rule_set_of(rules)
    assert len(rule_set_of(rules)) == 64


def test_the_digest_changes_with_every_rule_and_every_revision() -> None:
    rule = _rule("R001", ALLOW)
    digests = {
        rule_set_of(rules)
        for rules in ((), (rule,), (rule, rule), (replace(rule, revision=2),), (replace(rule, name="Ander"),))
    }
    assert len(digests) == 5
    others = (replace(rule, alone=True), replace(rule, fault=FaultCode.DUPLICATES))
    assert len({rule_set_of((each,)) for each in (rule, *others)}) == 3


def test_the_digest_does_not_change_with_the_function_object() -> None:
    def silent(_: Facts) -> tuple[()]:
        return ()

    rule = _rule("R001", ALLOW)
    assert rule_set_of((rule,)) == rule_set_of((replace(rule, judge=silent),))


def test_a_refusal_has_the_fault_that_stuf_numbers_first() -> None:
    body = replace(_rule("R001", Deny(because="nee")), fault=FaultCode.NOT_CONFORMING)
    head = replace(_rule("R002", Deny(because="ook")), fault=FaultCode.UNKNOWN_SENDER)
    silent = replace(_rule("R003"), fault=FaultCode.UNKNOWN_RECEIVER)
    assert decide((body, silent, head), FACTS).fault == "StUF013"
    assert decide((body, silent), FACTS).fault == "StUF055"


def test_a_refusal_without_a_code_of_its_own_is_a_process_fault() -> None:
    assert decide((_rule("R001", Deny(because="nee")),), FACTS).fault == "StUF058"
    assert decide((), FACTS).fault == "StUF052"


def test_the_places_name_every_rule_once_with_its_elements() -> None:
    twice = Deny(because="nee", elements=("betrokkenen[0].bsn", "rest[1]"))
    decision = decide((_rule("R001", ALLOW, Deny(because="nee")), _rule("R002", twice, twice)), FACTS)
    assert decision.places == ("R001 (Voorbeeld)", "R002 (Voorbeeld): betrokkenen[0].bsn, rest[1]")


def test_inspecting_refuses_what_a_rule_stops_and_nothing_else() -> None:
    assert inspect((), FACTS).rulings == ()
    decision = inspect((_rule("R001", Flag(because="let op"), Deny(because="nee")),), FACTS)
    assert [ruling.verdict.effect for ruling in decision.rulings] == [Effect.DENY, Effect.FLAG]
    assert decision.refusals == decision.rulings[:1]
    assert len(decision.rule_set) == 64


# Steps.

HOLD = Hold(because="wacht", owner=StaffRole.VERTROUWENSARTS, limit="D053")
SECOND = Second(because="samen", roles=frozenset({StaffRole.VERTROUWENSARTS}))


def _with(*steps: StepTaken) -> Facts:
    return replace(FACTS, author=EMPLOYEE, steps=steps)


def test_a_message_waits_for_every_step_that_nobody_took() -> None:
    rules = (_rule("R001", ALLOW), _rule("R082", SECOND, HOLD))
    waiting = decide(rules, _with())
    assert waiting.outcome is Outcome.WAITS
    assert [(step.rule, step.effect) for step in waiting.wanted] == [("R082", Effect.HOLD), ("R082", Effect.SECOND)]
    assert waiting.rules == ("R082", "R082")
    assert all("Stap:" in text for text in waiting.explanations)
    half = decide(rules, _with(taken("R082", Effect.HOLD)))
    assert (half.outcome, [step.effect for step in half.wanted]) == (Outcome.WAITS, [Effect.SECOND])
    done = decide(rules, _with(taken("R082", Effect.HOLD), taken("R082", Effect.SECOND)))
    assert (done.outcome, done.wanted, done.refusals) == (Outcome.PASSES, (), ())
    # What was asked and done stays in the record.
    assert [ruling.verdict for ruling in done.rulings] == [HOLD, SECOND, ALLOW]


def test_a_message_that_is_refused_waits_for_nothing() -> None:
    decision = decide((_rule("R001", ALLOW), _rule("R082", HOLD), _rule("R003", Deny(because="nee"))), _with())
    assert (decision.outcome, decision.wanted) == (Outcome.REFUSED, ())
    assert [ruling.rule.number for ruling in decision.refusals] == ["R003", "R082"]
    assert not any("Stap:" in text for text in decision.explanations)


def test_a_step_never_makes_up_for_what_nothing_allows() -> None:
    decision = decide((_rule("R082", HOLD),), _with(taken("R082", Effect.HOLD)))
    assert decision.outcome is Outcome.REFUSED
    assert "R000" in decision.rules


# Regions.


def _without(number: str) -> Facts:
    change = Change(rule=number, source="besluit", author="beheer", on=False)
    return replace(FACTS, region=replace(NATIONAL, changes=(change,)))


@pytest.mark.parametrize("standing", Standing)
def test_r154_a_rule_that_is_off_is_not_asked_but_law_and_standards_always_are(standing: Standing) -> None:
    rules = (_rule("R001", ALLOW), replace(_rule("R002", Deny(because="nee")), standing=standing))
    stays = standing in {Standing.LAW, Standing.STD}
    assert decide(rules, _without("R002")).passes is not stays
    assert not decide(rules, _without("R001")).passes


def test_a_rule_reads_what_it_declares_unless_the_region_set_something_else() -> None:
    def judge(facts: Facts) -> tuple[Verdict, ...]:
        return (Flag(because=str(facts.region.number("R075", "years"))),)

    rule = replace(_rule("R075"), judge=judge, parameters={"years": 2})
    change = Change(rule="R075", source="besluit", author="beheer", parameters=(("years", 3),))
    three = replace(FACTS, region=replace(NATIONAL, changes=(change,)))
    said = [decide((rule,), facts).rulings[-1].verdict.because for facts in (FACTS, three)]
    assert said == ["2", "3"]


def test_the_digest_of_a_rule_set_changes_with_what_a_rule_declares() -> None:
    rule = _rule("R075")
    digests = {
        rule_set_of((replace(rule, parameters=parameters),))
        for parameters in ({}, {"years": 2}, {"years": 3}, {"years": frozenset({"2"})}, {"months": 2})
    }
    # A number and a list of that one number read the same; a rule that swaps them raises its revision.
    assert len(digests) == 4


# Clashes.


def _of(number: str, standing: Standing, verdict: Verdict, *sources: str) -> Rule:
    return replace(_rule(number, verdict), standing=standing, sources=sources or ("DESIGN",))


def _clashes(*rules: Rule) -> list[tuple[str, str]]:
    return [(clash.winner.number, clash.loser.number) for clash in decide(rules, FACTS).clashes]


NO = Deny(because="nee")


def test_r154_what_an_agreement_allows_and_the_law_denies_is_denied_and_named() -> None:
    rules = (_of("R050", Standing.LAW, NO), _of("R051", Standing.AGREE, ALLOW, "S001 3a.5"))
    assert not decide(rules, FACTS).passes
    assert _clashes(*rules) == [("R050", "R051")]


def test_r154_of_two_agreements_the_one_that_denies_wins() -> None:
    assert _clashes(_of("R050", Standing.AGREE, NO, "S001"), _of("R051", Standing.AGREE, ALLOW, "S001")) == [
        ("R050", "R051")
    ]


def test_the_heaviest_source_that_denies_is_named_as_the_winner() -> None:
    denying = (_of("R001", Standing.DESIGN, NO), _of("R002", Standing.STD, NO), _of("R003", Standing.GK, NO))
    allowing = (_of("R004", Standing.AGREE, ALLOW, "S001"), _of("R005", Standing.DESIGN, ALLOW))
    assert _clashes(*denying, *allowing) == [("R002", "R004"), ("R002", "R005")]


def test_a_denial_wins_also_from_a_source_that_weighs_more_and_that_is_named() -> None:
    rules = (_of("R051", Standing.AGREE, ALLOW, "S001"), _of("R010", Standing.DESIGN, NO))
    assert not decide(rules, FACTS).passes
    assert _clashes(*rules) == [("R010", "R051")]


def test_that_the_law_allows_something_is_no_clash_with_a_refusal() -> None:
    assert _clashes(_of("R002", Standing.LAW, ALLOW), _of("R041", Standing.AGREE, NO, "S001")) == []
    assert _clashes(_of("R051", Standing.AGREE, ALLOW, "S001"), _of("R043", Standing.LAW, HOLD)) == []
