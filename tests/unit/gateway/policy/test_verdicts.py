from gateway.policy import Effect
from gateway.policy.verdicts import Justify
from tests.kit.policy_cases import EVERY_VERDICT


def test_every_effect_of_the_rules_has_its_own_type() -> None:
    assert [verdict.effect for verdict in EVERY_VERDICT] == list(Effect)


def test_a_justification_has_a_least_length() -> None:
    assert Justify(because="b").minimum_characters > 0
