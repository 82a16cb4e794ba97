"""Chapter 3.10: what was removed."""

from dataclasses import replace

import pytest

from gateway.domain.employees import StaffRole
from gateway.policy import Effect, Facts, strip
from gateway.policy.rules.removals import RULES
from gateway.policy.verdicts import Hold
from tests.kit.policy_cases import DIRECT_HANDOVER, OPEN_REPORTER, REPORT, arriving, effects, elements, handover, judge


def _removed(text: str) -> Facts:
    """Return a handover of which the reporter was removed, with that text in it."""
    reporter = replace(OPEN_REPORTER, naam="Zoë Ferrari", contact=None)
    content = replace(DIRECT_HANDOVER, melder=reporter, melding=replace(REPORT, omschrijving=text))
    submitted = handover(content).message
    return replace(handover(content), message=strip(submitted, ("melder",), "R027"), submitted=submitted)


def test_r146_the_receiver_sees_by_which_rule_something_was_removed() -> None:
    asked = _removed("Er zijn zorgen gemeld.")
    assert asked.content.verwijderd == ("R027",)
    assert judge(RULES, "R146", asked) == ()


def test_r146_what_stands_in_a_text_too_waits_for_a_second_reader() -> None:
    verdicts = judge(RULES, "R146", _removed("Zoë Ferrari belde."))
    assert effects(verdicts) == [Effect.HOLD]
    assert elements(verdicts) == {"melding.omschrijving"}
    assert isinstance(verdicts[0], Hold)
    assert (verdicts[0].owner, verdicts[0].another) == (StaffRole.GEDRAGSWETENSCHAPPER, True)


def test_r146_a_message_of_which_nothing_was_removed_passes() -> None:
    asked = handover()
    assert judge(RULES, "R146", asked) == ()
    assert judge(RULES, "R146", replace(asked, submitted=asked.message)) == ()


@pytest.mark.parametrize("number", ["R027", "R029a", "H2X", "CL07"])
def test_r146_what_was_removed_is_named_by_the_number_of_a_rule(number: str) -> None:
    asked = handover(replace(DIRECT_HANDOVER, verwijderd=(number,)))
    assert judge(RULES, "R146", asked) == judge(RULES, "R146", arriving(asked)) == ()


@pytest.mark.parametrize("text", ["de melder Zoë Ferrari", "R27", "R027 Ferrari", "r027", "\u0662R027"])
def test_r146_anything_else_is_no_number_of_a_rule(text: str) -> None:
    asked = handover(replace(DIRECT_HANDOVER, verwijderd=("R027", text)))
    for verdicts in (judge(RULES, "R146", asked), judge(RULES, "R146", arriving(asked))):
        assert effects(verdicts) == [Effect.DENY]
        assert elements(verdicts) == {"verwijderd[1]"}
