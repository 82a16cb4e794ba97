import pytest

from gateway.policy import Effect, Rule, Ruling, Standing, Verdict
from gateway.policy.explain import explain
from gateway.policy.verdicts import Allow, Deny, Strip
from tests.kit.policy_cases import EVERY_VERDICT

RULE = Rule(
    number="R015",
    name="BSN alleen naar bevoegde partijen",
    standing=Standing.LAW,
    sources=("UAVG 46", "Wmo 5.2.9 lid 2"),
    effects=tuple(Effect),
    judge=lambda _: (),
)


def test_a_refusal_says_which_rule_why_about_what_what_to_do_and_the_source() -> None:
    verdict = Deny(because="het BSN klopt niet", repair="verbeter het BSN", elements=("betrokkenen[0].bsn",))
    assert explain(Ruling(RULE, verdict)) == (
        "Geweigerd door R015 (BSN alleen naar bevoegde partijen): het BSN klopt niet. Het gaat om: betrokkenen[0].bsn. "
        "Wat te doen: verbeter het BSN. Bron: UAVG 46; Wmo 5.2.9 lid 2."
    )


def test_an_allowance_is_short() -> None:
    assert explain(Ruling(RULE, Allow(because="het mag"))) == (
        "Toegestaan door R015 (BSN alleen naar bevoegde partijen): het mag. Bron: UAVG 46; Wmo 5.2.9 lid 2."
    )


def test_a_step_that_cannot_be_taken_yet_says_so() -> None:
    assert "kan nog niet in Schakel worden vastgelegd" in explain(Ruling(RULE, Strip(because="mag niet mee")))


@pytest.mark.parametrize("verdict", EVERY_VERDICT, ids=lambda verdict: verdict.effect)
def test_every_effect_has_its_own_opening(verdict: Verdict) -> None:
    openings = {explain(Ruling(RULE, other)).partition(" R015")[0] for other in EVERY_VERDICT}
    assert len(openings) == len(EVERY_VERDICT)
    assert explain(Ruling(RULE, verdict)).startswith(tuple(openings))
