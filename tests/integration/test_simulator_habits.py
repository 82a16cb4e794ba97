"""What our gateway makes of a partner with bad habits: two processes, real TLS, a CPA that is patient or is not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import pytest

from adapters.simulator.habits import Habit
from gateway.wire.ebms2.key_material import Refusal
from tests.kit.chain import eventually
from tests.kit.simulated import HASTY, Beside

LATE: Final = "Er kwam op tijd geen ontvangstbevestiging. Bel de ontvanger en verstuur het bericht opnieuw."
NOT_TAKEN: Final = "De ontvanger neemt dit bericht niet aan. Bel de ontvanger; de beheerder ziet de oorzaak."
EXPIRED: Final = [("delivery-expired", LATE)]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Beside]:
    with Beside.running(tmp_path_factory) as own:
        yield own


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Beside]:
    """One more, for what must expire."""
    with Beside.running(tmp_path_factory, HASTY) as hasty:
        yield hasty


@dataclass(frozen=True, slots=True)
class Ended:
    """How one message of ours ended beside a partner with habits."""

    reference: str
    state: str
    evidence: list[tuple[int, str, dict[str, str]]]
    events: list[tuple[str, str]]
    own: list[str]

    def facts(self, kind: str) -> list[dict[str, str]]:
        """Return the facts of every entry of that type that was written meanwhile."""
        return [facts for _, each, facts in self.evidence if each == kind]


See = Callable[[], Ended]


def _send(own: Beside, *options: str, until: Callable[[See], object] = lambda _: True) -> Ended:
    """Send one message and return how it ended, as soon as that much is known."""
    with own.partner(*options):
        before = own.last
        reference = own.submit()
        own.ended(reference)
        see = partial(_seen, own, reference, before)
        eventually("everything is known", lambda: bool(until(see)))
        return see()


def _seen(own: Beside, reference: str, before: int) -> Ended:
    followed = own.follow(reference)
    return Ended(
        reference,
        followed["state"],
        own.evidence(before),
        own.events(reference),
        [entry["type"] for entry in followed["evidence"]],
    )


def _outcomes(own: Beside) -> Callable[[], set[str]]:
    """Return what tells how every piece of work ended that is done from now."""
    done = len(own.logged("work_done"))
    return lambda: {line["outcome"] for line in own.logged("work_done")[done:]}


def _habit(habit: Habit, value: float | None = None) -> tuple[str, str]:
    return "--habit", str(habit) if value is None else f"{habit}={value:g}"


def _told(ended: Ended) -> list[tuple[str, str]]:
    """Return the events about the transport; those about layers come after."""
    return [event for event in ended.events if event[0] != "layer-completed"]


def test_a_good_partner_acknowledges_takes_and_answers(own: Beside) -> None:
    with own.partner() as partner:
        reference = own.submit()
        assert own.ended(reference)["state"] == "delivered"
        assert partner.said.get(timeout=30)["reference"] == reference
        layers = own.follow(reference)["layers"]
        eventually("their organisation has it", lambda: bool(_completed(own, reference) >= {"T", "R"}))
        assert layers


def _completed(own: Beside, reference: str) -> set[str]:
    return {layer["layer"] for layer in own.follow(reference)["layers"] if layer["completedAt"]}


def test_a_late_receipt_within_the_time_agreed_costs_another_attempt_and_has_one_effect(own: Beside) -> None:
    ended = _send(own, *_habit(Habit.LATE_RECEIPT, 8))
    assert (ended.state, ended.own.count("receipt-received")) == ("delivered", 1)
    assert ended.own.count("attempted") > 1
    assert _told(ended) == [("delivered", "")]


def test_a_receipt_after_the_time_agreed_finds_a_message_that_expired_and_is_left_to_a_human(
    hasty: Beside,
) -> None:
    ended = _send(hasty, *_habit(Habit.LATE_RECEIPT, 9), until=lambda see: "contradicted" in see().own)
    assert ended.state == "expired"
    *told, (last, explanation) = _told(ended)
    assert (told, last) == (EXPIRED, "delivery-contradicted")
    assert "voordat u het opnieuw verstuurt" in explanation
    assert {facts["reason"] for facts in ended.facts("contradicted")} == {"step-not-allowed"}


def test_a_lost_receipt_lets_a_message_expire_after_every_attempt_that_was_agreed(hasty: Beside) -> None:
    ended = _send(hasty, *_habit(Habit.LOST_RECEIPT))
    assert ended.state == "expired"
    assert ended.own.count("attempted") > 1
    assert _told(ended) == EXPIRED


def test_a_receipt_that_is_lost_once_comes_at_the_second_attempt(own: Beside) -> None:
    ended = _send(own, *_habit(Habit.LOST_RECEIPT), "--times", "1")
    assert ended.state == "delivered"
    assert ended.own.count("attempted") > 1


def test_a_double_receipt_settles_once_and_is_no_contradiction(own: Beside) -> None:
    taken = len(own.logged("message_received"))
    # Two receipts, and the receipt of their organisation.
    ended = _send(own, *_habit(Habit.DOUBLE_RECEIPT), until=lambda _: len(own.logged("message_received")) >= taken + 3)
    assert ended.state == "delivered"
    assert ended.own.count("receipt-received") == 1
    assert ended.facts("contradicted") == []


def test_an_unsigned_receipt_proves_nothing(hasty: Beside) -> None:
    ended = _send(hasty, *_habit(Habit.UNSIGNED_RECEIPT), until=lambda see: see().facts("security-refused"))
    assert ended.state == "expired"
    assert _told(ended) == EXPIRED
    assert {facts["reason"] for facts in ended.facts("security-refused")} == {Refusal.SIGNATURE_MISSING}
    assert ended.facts("receipt-received") == []


def test_a_signed_receipt_for_other_octets_proves_nothing(hasty: Beside) -> None:
    ended = _send(hasty, *_habit(Habit.WRONG_DIGEST), until=lambda see: "contradicted" in see().own)
    assert ended.state == "expired"
    assert _told(ended) == EXPIRED
    reasons = {facts["reason"] for facts in ended.facts("contradicted")}
    assert reasons == {"receipt-refused"}


def test_what_comes_under_an_agreement_that_nobody_made_gets_a_fault_and_leaves_no_trace(
    hasty: Beside,
) -> None:
    refused = len(_refused(hasty, "unknown-agreement"))
    ended = _send(
        hasty,
        *_habit(Habit.WRONG_CPA),
        until=lambda _: len(_refused(hasty, "unknown-agreement")) > refused,
    )
    assert ended.state == "expired"
    assert _told(ended) == EXPIRED
    assert {kind for _, kind, _ in ended.evidence} <= {
        "policy-decided",
        "submitted",
        "sealed",
        "attempted",
        "delivery-ended",
    }


def _refused(own: Beside, outcome: str) -> list[dict[str, Any]]:
    return [line for line in own.logged("message_received") if line["outcome"] == outcome]


def test_an_expired_certificate_ends_the_delivery_before_a_word_is_said(own: Beside) -> None:
    ended = _send(own, *_habit(Habit.EXPIRED_CERTIFICATE))
    assert (ended.state, ended.own.count("attempted")) == ("failed", 1)
    assert _told(ended) == [("delivery-failed", NOT_TAKEN)]
    assert [facts["reason"] for facts in ended.facts("delivery-ended")] == ["server-certificate"]


def test_a_slow_answer_does_not_matter_when_the_receipt_is_there(own: Beside) -> None:
    # The attempt itself goes on waiting for its answer.
    done = len(own.logged("work_done"))
    ended = _send(own, *_habit(Habit.SLOW_ANSWER, 2.5), until=lambda _: len(own.logged("work_done")) > done)
    assert (ended.state, ended.own.count("duplicate-received")) == ("delivered", 0)
    assert _told(ended) == [("delivered", "")]


# Within the handshake, and behind it.
@pytest.mark.parametrize(("octet", "outcome"), [(0, "connect"), (300, "connect"), (9000, "disconnected")])
def test_a_connection_that_is_cut_costs_attempts_until_the_time_is_over(
    hasty: Beside, octet: int, outcome: str
) -> None:
    outcomes = _outcomes(hasty)
    ended = _send(hasty, *_habit(Habit.CUT_CONNECTION, octet), until=lambda _: "expired" in outcomes())
    assert ended.state == "expired"
    assert _told(ended) == EXPIRED
    assert outcomes() == {outcome, "expired"}


def test_a_connection_that_is_cut_once_is_made_again(own: Beside) -> None:
    ended = _send(own, *_habit(Habit.CUT_CONNECTION, 9000), "--times", "1")
    assert ended.state == "delivered"


def test_a_receipt_from_a_clock_an_hour_ahead_is_refused(hasty: Beside) -> None:
    ended = _send(hasty, *_habit(Habit.WRONG_CLOCK, 3600), until=lambda see: see().facts("security-refused"))
    assert ended.state == "expired"
    assert _told(ended) == EXPIRED
    assert {facts["code"] for facts in ended.facts("security-refused")} == {"header-refused"}


def test_a_partner_whose_clock_is_an_hour_behind_refuses_what_we_send(own: Beside) -> None:
    ended = _send(own, *_habit(Habit.WRONG_CLOCK, -3600))
    assert ended.state == "refused"
    (event,) = _told(ended)
    assert event[0] == "refused-by-partner"
    assert "ValueNotRecognized" in event[1]
    assert "Vraag het de beheerder" in event[1]


def test_a_partner_that_answers_503_is_tried_again_until_the_time_is_over(hasty: Beside) -> None:
    outcomes = _outcomes(hasty)
    ended = _send(hasty, *_habit(Habit.HTTP_STATUS, 503), until=lambda _: "expired" in outcomes())
    assert ended.state == "expired"
    assert outcomes() == {"http-503", "expired"}


def test_an_answer_that_comes_after_our_patience_costs_the_attempt_and_nothing_else(own: Beside) -> None:
    outcomes = _outcomes(own)
    ended = _send(own, *_habit(Habit.SLOW_ANSWER, 32), until=lambda _: "timeout" in outcomes())
    assert (ended.state, _told(ended)) == ("delivered", [("delivered", "")])
    assert ended.own.count("attempted") == 1
