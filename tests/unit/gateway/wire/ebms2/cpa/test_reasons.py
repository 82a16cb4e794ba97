"""Why a certificate proves nothing, in Dutch."""

from gateway.wire.ebms2.cpa.reasons import REASONS
from gateway.wire.trust import Distrust


def test_every_reason_has_words() -> None:
    assert set(REASONS) == set(Distrust)
    assert len(set(REASONS.values())) == len(Distrust)
