from dataclasses import replace

import pytest

from gateway.domain.region import NATIONAL
from gateway.policy import Effect, Rule, Ruling, Standing
from gateway.policy.rule import SourceRank
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


def test_a_rule_equals_itself_alone() -> None:
    assert replace(RULE) != RULE
    assert len({RULE, replace(RULE)}) == 2


@pytest.mark.parametrize("standing", Standing)
def test_a_region_switches_agreements_and_design_but_no_law_or_standard(standing: Standing) -> None:
    assert replace(RULE, standing=standing).switchable is (standing not in {Standing.LAW, Standing.STD})


def test_the_seeds_of_a_rule_are_the_agreements_of_one_region_among_its_sources() -> None:
    rule = replace(RULE, sources=("S001 5.1", "S000 Triage", "S003", "MCNU", "R0S001", "S0011"))
    assert rule.seeds == {"S000", "S001"}
    assert replace(RULE, sources=("S001",)).seeds == {"S001"}


SIGNED = replace(NATIONAL, agreements=frozenset({"S001"}))


@pytest.mark.parametrize(
    ("standing", "sources", "rank"),
    [
        (Standing.LAW, ("S001 5.1",), SourceRank.LAW),
        (Standing.STD, ("JZ vcob",), SourceRank.NATIONAL_STANDARD),
        (Standing.AGREE, ("VTREG", "S003"), SourceRank.NATIONAL_PRACTICE),
        (Standing.AGREE, ("S001 5.1", "JZ codes"), SourceRank.NATIONAL_PRACTICE),
        (Standing.AGREE, ("S001 5.1",), SourceRank.OWN_AGREEMENT),
        (Standing.AGREE, ("S002 9", "S001 5.1"), SourceRank.OWN_AGREEMENT),
        (Standing.AGREE, ("S000 Triage",), SourceRank.OLDER_SEED),
        (Standing.DESIGN, ("S001 5.5",), SourceRank.DESIGN),
        (Standing.GK, ("GK",), SourceRank.DESIGN),
    ],
)
def test_sources_weigh_in_the_order_of_the_chain(
    standing: Standing, sources: tuple[str, ...], rank: SourceRank
) -> None:
    assert replace(RULE, standing=standing, sources=sources).rank(SIGNED) is rank


def test_an_agreement_weighs_less_in_a_region_that_did_not_sign_it() -> None:
    rule = replace(RULE, standing=Standing.AGREE, sources=("S001 5.1",))
    assert rule.rank(NATIONAL) is SourceRank.OLDER_SEED
    assert rule.rank(SIGNED) < rule.rank(NATIONAL)
