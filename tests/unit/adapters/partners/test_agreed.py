from dataclasses import replace
from datetime import timedelta

from adapters.partners.agreed import NEAR, judge_agreement
from adapters.partners.diagnosis import Verdict, Who
from tests.kit.clock import NOON
from tests.kit.world import POLITIE, VEILIG_THUIS, World

DAY = timedelta(days=1)


def test_an_agreement_is_good_until_its_last_month() -> None:
    agreement = replace(World().side(POLITIE).agreement_with(VEILIG_THUIS), end=NOON + NEAR)
    assert judge_agreement((agreement,), agreement, NOON).verdict is Verdict.GOOD
    near = judge_agreement((agreement,), agreement, NOON + DAY)
    assert (near.verdict, near.who) == (Verdict.NOTICE, Who.BOTH)
    assert "29 dagen" in near.explanation


def test_without_one_in_force_it_says_whether_it_is_missing_early_or_late() -> None:
    agreement = World().side(POLITIE).agreement_with(VEILIG_THUIS)
    missing = judge_agreement((), None, NOON)
    assert (missing.verdict, missing.who) == (Verdict.WRONG, Who.WE)
    assert "schakel partner add" in missing.action
    assert "gaat pas in" in judge_agreement((agreement,), None, agreement.start - DAY).explanation
    assert "liep af" in judge_agreement((agreement,), None, agreement.end + DAY).explanation
