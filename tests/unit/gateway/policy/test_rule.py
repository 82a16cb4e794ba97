from gateway.policy import Effect, Rule, Ruling, Standing
from gateway.policy.verdicts import Deny

RULE = Rule(
    number="R999",
    name="Voorbeeld",
    standing=Standing.DESIGN,
    sources=("DESIGN",),
    effects=(Effect.DENY,),
    judge=lambda _: (Deny(because="altijd"),),
)


def test_a_rule_runs_on_the_disclosing_side_unless_it_says_otherwise() -> None:
    assert not RULE.on_arrival
    assert not RULE.alone
    assert RULE.fault is None


def test_a_ruling_is_a_verdict_and_the_rule_that_spoke_it() -> None:
    ruling = Ruling(RULE, Deny(because="altijd"))
    assert (ruling.rule.number, ruling.verdict.effect) == ("R999", Effect.DENY)


def test_a_rule_rests_on_one_of_five_things() -> None:
    assert set(Standing) == {"LAW", "AGREE", "STD", "DESIGN", "GK"}
