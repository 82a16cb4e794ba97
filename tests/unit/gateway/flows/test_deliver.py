from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from gateway.domain.agreement import Agreement, Profile
from gateway.domain.delivery import DeliveryState, Happening
from gateway.domain.events import BackOfficeEvent
from gateway.domain.evidence import EvidenceType
from gateway.domain.identifiers import PartyId, ReferenceNumber
from gateway.domain.message import Direction
from gateway.domain.octets import Octets
from gateway.errors import (
    ConcurrencyError,
    NoRouteError,
    PartnerRejectedError,
    PartnerUnreachableError,
    SchakelError,
)
from gateway.flows.deliver import deliver, end_delivery
from gateway.flows.dispatch import sha256
from gateway.flows.parcel import pack
from gateway.ports import Work
from tests.kit.world import GEMEENTE, POLITIE, VEILIG_THUIS, Side, World
from tests.kit.world_doors import Wire, at_once, facts_of

REPORT: Final = "01-politiemelding.json"
INTERVAL: Final = timedelta(minutes=10)
HORIZON: Final = timedelta(minutes=40)
UNREACHABLE: Final = PartnerUnreachableError("http-503")
REJECTED: Final = PartnerRejectedError("http-4xx")


class Sender:
    """The police with one report on its way."""

    def __init__(self, profile: Profile = Profile.RM_E) -> None:
        self.world = World(profile)
        self.side: Side = self.world.side(POLITIE)
        self.reference = ReferenceNumber("none-yet")

    async def submitted(self) -> "Sender":
        """Hand in the report."""
        self.reference = await self.side.submit(REPORT)
        return self

    @property
    def work(self) -> Work:
        work = self.side.work_on(self.reference)
        assert work is not None
        return work

    def state(self) -> str:
        """Return where the message stands."""
        return self.side.state(self.reference)

    def done(self) -> bool:
        """Tell whether the outbox has no work on it any more."""
        return self.side.work_on(self.reference) is None

    def pause(self) -> timedelta:
        """Return how long from now the next attempt is due."""
        return self.work.due_at - self.world.clock.now()

    def end(self) -> BackOfficeEvent:
        """Return the last thing the back office was told."""
        return self.side.store.tables.events[-1]

    def change(self, **changes: object) -> None:
        """Change the stored message behind everybody's back."""
        tables = self.side.store.tables
        key = Direction.OUT, self.reference, POLITIE.oin
        tables.messages[key] = replace(tables.messages[key], **changes)  # type: ignore[arg-type]  # any field

    def answer(self) -> None:
        """Let the receiver take what was posted, and its receipt come back."""
        at_once(self.world.carry_all(POLITIE))
        at_once(self.world.side(VEILIG_THUIS).work())
        at_once(self.world.carry_all(VEILIG_THUIS))


@pytest.fixture
async def sender() -> Sender:
    return await Sender().submitted()


async def test_every_attempt_sends_the_octets_that_were_sealed_once(sender: Sender) -> None:
    for _ in range(3):
        assert await sender.side.work() == ["posted"]
        sender.world.clock.move(INTERVAL)
    first, second, third = sender.side.wire.take()
    assert first == second == third
    [sealed] = sender.side.evidence(EvidenceType.SEALED)
    record = sender.side.sent(sender.reference)
    assert record.soap is not None
    assert facts_of(sealed) == {
        "agreement": record.agreement_digest,
        "message-id": str(record.message_id),
        "soap-sha256": sha256(sender.side.store.tables.payloads[record.soap]),
        "soap-payload": str(record.soap),
    }
    attempts = [facts_of(entry) for entry in sender.side.evidence(EvidenceType.ATTEMPTED)]
    assert [facts["attempt"] for facts in attempts] == ["1", "2", "3"]
    assert {facts["wire-sha256"] for facts in attempts} == {sha256(pack(first[1], first[2]))}


async def test_an_attempt_is_counted_and_the_next_one_set_before_anything_is_sent(sender: Sender) -> None:
    seen: list[tuple[int, timedelta, str, int]] = []

    def look() -> None:
        seen.append((sender.work.attempts, sender.pause(), sender.state(), len(sender.side.wire.posted)))

    sender.side.at_step("out.12-attempt-noted", look)
    await sender.side.work()
    assert seen == [(1, INTERVAL, "awaiting-receipt", 0)]
    assert sender.side.steps.names == [
        "out.10-sealed",
        "out.12-attempt-noted",
        "out.14-posted",
    ]


async def test_a_partner_that_is_not_reached_is_tried_sooner_and_ever_more_slowly(sender: Sender) -> None:
    sender.side.wire.failure = UNREACHABLE
    pauses: list[float] = []
    while sender.state() != "expired":
        await sender.side.work()
        if sender.state() == "awaiting-receipt":
            pauses.append(sender.pause().total_seconds())
            sender.world.clock.move(sender.pause())
    doubling = [0.25 * 2**number for number in range(12)]
    # Then the agreed interval, and at last what is left of the time.
    assert pauses == [*doubling, 600, 600, 40 * 60 - sum(doubling) - 1200]


async def test_the_outcome_of_an_attempt_is_told(sender: Sender) -> None:
    sender.side.wire.failure = UNREACHABLE
    assert await sender.side.work() == ["http-503"]


async def test_the_pause_has_a_bound_however_often_it_was_tried(sender: Sender) -> None:
    sender.side.wire.failure = UNREACHABLE
    tables = sender.side.store.tables
    tables.outbox = {key: replace(work, attempts=10_000) for key, work in tables.outbox.items()}
    await sender.side.work()
    assert sender.pause() == INTERVAL


async def test_a_message_that_is_refused_for_good_has_failed_and_the_back_office_is_told_what_to_do(
    sender: Sender,
) -> None:
    sender.side.wire.failure = REJECTED
    assert await sender.side.work() == ["http-4xx"]
    assert sender.state() == "failed"
    assert sender.side.sent(sender.reference).reason == "http-4xx"
    assert sender.done()
    assert (sender.end().type, sender.end().reference) == ("delivery-failed", sender.reference)
    assert "Bel de ontvanger" in sender.end().explanation
    [ended] = sender.side.evidence(EvidenceType.DELIVERY_ENDED)
    assert facts_of(ended) == {"happening": "rejection", "reason": "http-4xx"}


async def test_f37_without_a_receipt_in_time_a_message_expires_and_the_back_office_is_told(sender: Sender) -> None:
    await sender.side.work()
    sender.world.clock.move(HORIZON - timedelta(microseconds=1))
    assert await sender.side.work() == ["posted"]
    sender.world.clock.move(timedelta(microseconds=1))
    sender.side.wire.take()
    assert await sender.side.work() == ["expired"]
    assert sender.state() == "expired"
    assert sender.side.wire.posted == []
    assert sender.done()
    assert sender.end().type == "delivery-expired"
    assert "ontvangstbevestiging" in sender.end().explanation
    [ended] = sender.side.evidence(EvidenceType.DELIVERY_ENDED)
    assert facts_of(ended) == {"happening": "expiry", "reason": "ttl"}


async def test_what_was_never_tried_expires_too(sender: Sender) -> None:
    sender.world.clock.move(HORIZON)
    sender.side.agree()
    assert await sender.side.work() == ["expired"]
    assert sender.state() == "expired"


async def test_no_retry_is_ever_set_beyond_the_agreed_time(sender: Sender) -> None:
    sender.world.clock.move(HORIZON - timedelta(minutes=1))
    await sender.side.work()
    assert sender.work.due_at == sender.work.expires_at


async def test_without_its_agreement_a_message_stays_until_the_agreement_is_back(sender: Sender) -> None:
    agreements = tuple(sender.side.agreements)
    sender.side.agree()
    assert await sender.side.work() == ["no-agreement"]
    assert (sender.state(), sender.work.attempts) == ("queued", 0)
    sender.side.agree(*agreements)
    sender.world.clock.move(timedelta(minutes=1))
    assert await sender.side.work() == ["posted"]


async def test_an_agreement_that_is_not_yet_in_force_sends_nothing(sender: Sender) -> None:
    [agreement] = sender.side.agreements
    sender.side.agree(replace(agreement, start=sender.world.clock.now() + timedelta(minutes=1)))
    assert await sender.side.work() == ["no-agreement"]
    assert sender.side.wire.posted == []


@pytest.mark.parametrize("attempts", [0, 1])
async def test_what_is_in_hand_when_its_agreement_ends_fails_and_says_so(attempts: int, sender: Sender) -> None:
    [agreement] = sender.side.agreements
    for _ in range(attempts):
        await sender.side.work()
        sender.world.clock.move(INTERVAL)
    sender.side.agree(replace(agreement, end=sender.world.clock.now() - timedelta(minutes=1)))
    assert await sender.side.work() == ["agreement-ended"]
    assert (sender.state(), sender.end().type) == ("failed", "delivery-failed")
    assert "afspraak met de ontvanger is geëindigd" in sender.end().explanation
    assert len(sender.side.wire.posted) == attempts


async def test_up_to_and_in_its_last_moment_an_agreement_holds(sender: Sender) -> None:
    [agreement] = sender.side.agreements
    ending = replace(agreement, end=sender.world.clock.now())
    sender.side.agree(ending)
    assert ending.in_force(ending.end)
    assert await sender.side.work() == ["posted"]
    sender.world.clock.move(INTERVAL)
    assert await sender.side.work() == ["agreement-ended"]


async def test_f57_a_message_keeps_the_version_it_started_with(sender: Sender) -> None:
    [agreement] = sender.side.agreements
    partner = replace(agreement.partner, party_id=PartyId(str(GEMEENTE.oin)))
    newer = replace(agreement, digest="f" * 64, partner=partner)
    sender.side.agree(newer, agreement)
    await sender.side.work()
    assert [receiver for receiver, _, _ in sender.side.wire.posted] == [VEILIG_THUIS.oin]
    sender.side.agree(newer)
    sender.world.clock.move(INTERVAL)
    assert await sender.side.work() == ["no-agreement"]


async def test_an_action_that_left_the_agreement_sends_nothing(sender: Sender) -> None:
    [agreement] = sender.side.agreements
    await sender.side.work()
    sender.side.agree(replace(agreement, actions=()))
    sender.world.clock.move(INTERVAL)
    with pytest.raises(NoRouteError):
        await sender.side.work()
    assert len(sender.side.wire.posted) == 1


@pytest.mark.parametrize("state", [DeliveryState.DELIVERED, DeliveryState.REFUSED, DeliveryState.FAILED])
async def test_work_on_a_message_that_has_ended_is_forgotten(sender: Sender, state: DeliveryState) -> None:
    sender.change(state=state)
    assert await sender.side.work() == ["nothing-to-do"]
    assert sender.done()
    assert (sender.state(), sender.side.wire.posted) == (state, [])


async def test_work_on_a_message_that_nobody_knows_is_forgotten(sender: Sender) -> None:
    sender.side.store.tables.messages.clear()
    assert await sender.side.work() == ["nothing-to-do"]
    assert sender.done()


async def test_best_effort_has_done_its_best_when_the_partners_server_took_it() -> None:
    sender = await Sender(Profile.BE_S).submitted()
    assert await sender.side.work() == ["posted"]
    assert sender.state() == "delivered"
    assert sender.done()
    assert sender.side.told(sender.reference) == ["delivered"]
    [ended] = sender.side.evidence(EvidenceType.DELIVERY_ENDED)
    assert facts_of(ended) == {"happening": "receipt", "reason": "best-effort"}


@pytest.mark.parametrize("failure", [UNREACHABLE, REJECTED])
async def test_best_effort_fails_at_the_first_error(failure: SchakelError) -> None:
    sender = await Sender(Profile.BE).submitted()
    sender.side.wire.failure = failure
    await sender.side.work()
    assert (sender.state(), sender.done()) == ("failed", True)
    assert sender.side.told(sender.reference) == ["delivery-failed"]


async def test_best_effort_is_never_sent_twice_also_when_we_died_while_sending() -> None:
    sender = await Sender(Profile.BE).submitted()
    sender.side.at_step("out.14-posted", _die)
    with pytest.raises(KeyboardInterrupt):
        await sender.side.work()
    assert sender.work.due_at == sender.work.expires_at
    sender.world.clock.set(sender.work.expires_at)
    assert await sender.side.work() == ["expired"]
    assert len(sender.side.wire.posted) == 1


@pytest.mark.parametrize("profile", [Profile.RM, Profile.RM_S, Profile.RM_E])
async def test_every_reliable_profile_is_delivered(profile: Profile) -> None:
    sender = await Sender(profile).submitted()
    await sender.world.settle()
    assert (sender.state(), sender.done()) == ("delivered", True)
    sent = next(iter(sender.side.store.tables.sent.values()))
    assert bool(sent.references) is profile.signed


def _die() -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("step", ["out.10-sealed", "out.12-attempt-noted", "out.14-posted"])
async def test_f2_dying_between_any_two_steps_costs_time_and_not_the_message(sender: Sender, step: str) -> None:
    sender.side.at_step(step, _die)
    with pytest.raises(KeyboardInterrupt):
        await sender.side.work()
    sender.world.clock.move(INTERVAL)
    await sender.world.settle()
    assert sender.state() == "delivered"
    assert len(sender.side.evidence(EvidenceType.SEALED)) == 1
    assert sender.world.side(VEILIG_THUIS).waiting() == [sender.reference]


async def test_of_two_that_seal_at_once_one_has_effect(sender: Sender) -> None:
    work = sender.work
    sender.side.at_step("out.10-sealed", lambda: at_once(sender.side.attempt(work)))
    with pytest.raises(ConcurrencyError):
        await sender.side.attempt(work)
    assert len(sender.side.evidence(EvidenceType.SEALED)) == 1
    assert len(sender.side.wire.posted) == 1


async def test_of_two_attempts_at_once_one_is_made(sender: Sender) -> None:
    await sender.side.work()
    work = sender.work
    assert await sender.side.attempt(work) == "posted"
    with pytest.raises(ConcurrencyError):
        await sender.side.attempt(work)
    assert len(sender.side.evidence(EvidenceType.ATTEMPTED)) == 2


async def test_a_message_that_is_gone_while_it_was_sealed_is_not_sent(sender: Sender) -> None:
    def lose() -> None:
        sender.side.store.tables.messages.clear()

    sender.side.at_step("out.10-sealed", lose)
    with pytest.raises(ConcurrencyError):
        await sender.side.work()
    assert sender.side.wire.posted == []


async def test_a_sealed_message_without_octets_is_not_sent(sender: Sender) -> None:
    sender.change(state=DeliveryState.SEALED)
    with pytest.raises(ConcurrencyError):
        await sender.side.work()
    assert sender.side.wire.posted == []


class Interrupted(Wire):
    """Posts, lets something happen meanwhile, and then says that it failed all the same."""

    def __init__(self, error: SchakelError, meanwhile: Callable[[], None]) -> None:
        super().__init__(meanwhile=meanwhile)
        self.error = error

    async def post(self, agreement: Agreement, content_type: str, body: Octets) -> None:
        await super().post(agreement, content_type, body)
        raise self.error


@pytest.mark.parametrize("error", [UNREACHABLE, REJECTED])
async def test_a_receipt_that_overtakes_the_answer_to_its_own_attempt_stands(
    sender: Sender, error: SchakelError
) -> None:
    sender.side.wire = Interrupted(error, sender.answer)
    sender.side.ports = replace(sender.side.ports, channel=sender.side.wire)
    await sender.side.work()
    assert (sender.state(), sender.done()) == ("delivered", True)
    assert "delivery-failed" not in sender.side.told(sender.reference)


async def test_a_delivery_that_has_ended_does_not_end_again(sender: Sender) -> None:
    record = sender.side.sent(sender.reference)
    await end_delivery(record, Happening.REJECTION, "http-4xx", sender.side.ports)
    commits = sender.side.store.commits
    await end_delivery(record, Happening.EXPIRY, "ttl", sender.side.ports)
    sender.side.store.tables.messages.clear()
    await end_delivery(record, Happening.EXPIRY, "ttl", sender.side.ports)
    assert sender.side.store.commits == commits


async def test_work_that_is_done_already_can_be_claimed_late_without_effect(sender: Sender) -> None:
    work = sender.work
    await sender.world.settle()
    assert await deliver(work, sender.side.ports) == "nothing-to-do"
    assert sender.state() == "delivered"


class Signal:
    """Veilig Thuis with a receipt that waits for the police."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.side = world.side(VEILIG_THUIS)
        self.wire = self.side.wire

    @property
    def work(self) -> Work:
        return self._waiting()[0]

    def done(self) -> bool:
        """Tell whether no signal waits any more."""
        return self._waiting() == []

    def _waiting(self) -> list[Work]:
        return [work for work in self.side.store.tables.outbox.values() if work.kind == "send-signal"]

    def pause(self) -> timedelta:
        """Return how long from now the next attempt is due."""
        return self.work.due_at - self.world.clock.now()

    async def send(self) -> str:
        """Make one attempt."""
        return await self.side.attempt(self.work)


@pytest.fixture
async def signal(sender: Sender) -> Signal:
    await sender.side.work()
    await sender.world.carry_all(POLITIE)
    return Signal(sender.world)


async def test_a_signal_that_was_taken_is_done(signal: Signal) -> None:
    assert await signal.send() == "posted"
    assert signal.done()
    [(receiver, _, _)] = signal.wire.posted
    assert receiver == POLITIE.oin
    assert signal.side.steps.names[-1] == "ack.05-signal-sent"


async def test_a_signal_for_a_partner_that_is_not_reached_is_tried_ever_more_slowly(signal: Signal) -> None:
    signal.wire.failure = UNREACHABLE
    pauses: list[float] = []
    for _ in range(13):
        assert await signal.send() == "http-503"
        pauses.append(signal.pause().total_seconds())
        signal.world.clock.move(signal.pause())
    assert pauses == [*(0.25 * 2**number for number in range(11)), 300, 300]


async def test_a_signal_that_is_refused_for_good_is_given_up(signal: Signal) -> None:
    signal.wire.failure = REJECTED
    assert await signal.send() == "http-4xx"
    assert signal.done()


async def test_a_signal_whose_time_is_over_is_given_up(signal: Signal) -> None:
    signal.world.clock.set(signal.work.expires_at)
    assert await signal.send() == "expired"
    assert (signal.done(), signal.wire.posted) == (True, [])


async def test_a_signal_without_agreement_is_given_up(signal: Signal) -> None:
    signal.side.agree()
    assert await signal.send() == "expired"
    assert (signal.done(), signal.wire.posted) == (True, [])
