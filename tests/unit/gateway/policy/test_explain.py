from datetime import UTC, datetime

import pytest

from gateway.domain.employees import StaffRole
from gateway.domain.parking import StepWanted
from gateway.policy import Effect, Rule, Ruling, Standing, Verdict
from gateway.policy.explain import explain
from gateway.policy.steps import PENDING
from gateway.policy.verdicts import Allow, Deny, Justify, Second
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


def _wanted(effect: Effect, *roles: StaffRole, minimum_characters: int = 0) -> StepWanted:
    return StepWanted(
        rule="R015",
        effect=effect,
        because="b",
        repair="",
        roles=frozenset(roles),
        expires_at=datetime(2026, 6, 3, 22, tzinfo=UTC),
        minimum_characters=minimum_characters,
    )


def test_what_waits_says_which_step_by_whom_and_before_when() -> None:
    second = Second(because="samen", roles=frozenset({StaffRole.PRIVACY, StaffRole.VERTROUWENSARTS}))
    wanted = _wanted(Effect.SECOND, StaffRole.PRIVACY, StaffRole.VERTROUWENSARTS)
    assert (
        "Stap: goedkeuren, door een ander dan de auteur; door: privacy of vertrouwensarts; vóór 04-06-2026 00:00 uur."
    ) in explain(Ruling(RULE, second), wanted)


def test_a_justification_says_how_long_it_must_be() -> None:
    text = explain(Ruling(RULE, Justify(because="waarom")), _wanted(Effect.JUSTIFY, minimum_characters=20))
    assert "motiveren, met ten minste 20 tekens eigen woorden; door: wie het bericht aanbood;" in text


@pytest.mark.parametrize("verdict", EVERY_VERDICT, ids=lambda verdict: verdict.effect)
def test_every_effect_that_waits_has_its_own_step(verdict: Verdict) -> None:
    assert "Stap:" not in explain(Ruling(RULE, verdict))
    if verdict.effect in PENDING:
        assert "Stap: " in explain(Ruling(RULE, verdict), _wanted(verdict.effect))


@pytest.mark.parametrize("verdict", EVERY_VERDICT, ids=lambda verdict: verdict.effect)
def test_every_effect_has_its_own_opening(verdict: Verdict) -> None:
    openings = {explain(Ruling(RULE, other)).partition(" R015")[0] for other in EVERY_VERDICT}
    assert len(openings) == len(EVERY_VERDICT)
    assert explain(Ruling(RULE, verdict)).startswith(tuple(openings))
