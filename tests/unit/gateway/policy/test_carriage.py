import pytest

from gateway.policy.carriage import judge_carriage


def test_h4c_what_is_named_and_not_of_the_chain_passes() -> None:
    assert judge_carriage(of_the_chain=False, named=True) is None


@pytest.mark.parametrize("named", [True, False])
def test_h4c_a_service_of_the_chain_never_passes_unread(*, named: bool) -> None:
    refused = judge_carriage(of_the_chain=True, named=named)
    assert refused is not None
    assert (refused.rule, "als bericht" in refused.explanation) == ("H4C", True)


def test_h4c_what_nobody_named_is_refused_with_what_would_help() -> None:
    refused = judge_carriage(of_the_chain=False, named=False)
    assert refused is not None
    assert (refused.rule, "beheerder" in refused.explanation) == ("H4C", True)
