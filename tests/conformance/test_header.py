"""Assertions 30 to 44: who, to whom, under what and when, at a running gateway over mutual TLS."""

import re
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

import pytest
from lxml import etree

from adapters.system.randomness import SystemRandomness
from gateway.domain.identifiers import AgreementId, MessageId
from gateway.errors import UnknownAgreementError
from gateway.wire.ebms2.header_rules import IdentityRefusal
from gateway.wire.ebms2.model import PartyElement, TypedValue
from gateway.wire.ebms2.vocabulary import PARTY_TYPE, ErrorCode, Location
from gateway.wire.stages import EnvelopeKind
from tests.kit.conformance import Exchange, accepted, faulted, headed, insecure, lettered, refused, texted
from tests.kit.conformance_terms import OTHER_SCHEME, spoken, under
from tests.kit.corpus import Bench
from tests.kit.correspondent import Letter
from tests.kit.cpa_documents import ANDER, SERVICE, mistakes, rules, spoiled
from tests.kit.posting import Posting
from tests.kit.questions import question
from tests.kit.world import POLITIE, VEILIG_THUIS, World

INC: Final = ErrorCode.INCONSISTENT
VNR: Final = ErrorCode.VALUE_NOT_RECOGNIZED
DAY: Final = timedelta(days=1)
_UUID: Final = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z")


def _from(letter: Letter, text: str = "", kind: str | None = PARTY_TYPE, role: str | None = "POLITIE") -> Letter:
    held = letter.message.header.sender.party_ids[0]
    return letter.with_header(sender=PartyElement((TypedValue(text or held.text, kind),), role))


def _to(letter: Letter, text: str = "", kind: str | None = PARTY_TYPE, role: str | None = "VEILIGTHUIS") -> Letter:
    held = letter.message.header.receiver.party_ids[0]
    return letter.with_header(receiver=PartyElement((TypedValue(text or held.text, kind),), role))


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def test_a030_another_version_than_2_0_gets_inconsistent(bench: Bench) -> None:
    for version in ("1.0", "2.1", "3.0"):
        refused(bench, headed(version=version), INC, Location.VERSION)
    bench.check_good()


def test_a031_a_party_id_without_a_type_gets_inconsistent(bench: Bench) -> None:
    refused(bench, lettered(partial(_from, kind=None)), INC, Location.FROM_PARTY)
    refused(bench, lettered(partial(_to, kind=None)), INC, Location.TO_PARTY)
    bench.check_good()


def test_a032_a_party_id_of_another_type_counts_only_where_the_cpa_has_it(bench: Bench) -> None:
    refused(bench, lettered(partial(_from, kind=OTHER_SCHEME.party_type)), VNR, Location.FROM_PARTY)
    partner = under(bench, OTHER_SCHEME)
    posting = spoken(partner)
    assert posting.body.count(f'eb:type="{OTHER_SCHEME.party_type}"'.encode()) == 2
    accepted(bench, lambda _: posting)
    # There the usual type is the other one.
    refused(bench, lambda _: spoken(partner, partial(_from, kind=PARTY_TYPE)), VNR, Location.FROM_PARTY)


def test_a033_a_party_id_of_a_test_environment_belongs_to_no_agreement_of_production(bench: Bench) -> None:
    # Here the agreement is of the test environment, and what comes says production.
    refused(bench, lettered(lambda letter: _from(letter, str(bench.partner.own.oin))), VNR, Location.FROM_PARTY)
    refused(bench, lettered(lambda letter: _to(letter, str(bench.partner.other.oin))), VNR, Location.TO_PARTY)
    bench.check_good()
    assert rules(spoiled((f"{ANDER}", f"{ANDER.oin}"))) == {"environment"}


async def test_a033_in_production_nothing_of_a_test_environment_arrives() -> None:
    world = World()
    police, vt = world.side(POLITIE), world.side(VEILIG_THUIS)
    for suffix, arrived in (("_T", 0), ("", 1)):
        police.agree_in(suffix, suffix)
        await police.submit("01-politiemelding.json", key=f"key-{suffix:_>8}")
        await police.work()
        await world.carry_all(POLITIE)
        assert len(vt.waiting()) == arrived


def test_a034_a_certificate_of_another_oin_than_the_party_id_is_refused(bench: Bench) -> None:
    # The police in its own channel as its neighbour, and the neighbour in its own channel as the police.
    make = lettered(lambda letter: _from(letter, str(bench.neighbour.own.party_id)))
    insecure(bench, make, IdentityRefusal.NOT_THE_SENDER)
    posting = bench.partner.message()
    assert bench.neighbour.post(posting).status == 500
    assert bench.watch.remembers(posting.message_id) == 0
    accepted(bench, lambda _: posting)


def test_a035_an_unknown_cpa_gets_a_fault_and_a_message_from_outside_its_period_inconsistent(bench: Bench) -> None:
    faulted(bench, headed(agreement_id=AgreementId("Keten_onbekend")), UnknownAgreementError())
    # The agreement of the chain began a day before the gateway was made.
    early = headed(timestamp=_now() - 2 * DAY, time_to_live=_now() + DAY)
    refused(bench, early, INC, Location.AGREEMENT_PERIOD)
    accepted(bench, headed(timestamp=_now() - timedelta(hours=20), time_to_live=_now() + DAY))


def test_a036_a_role_that_is_not_in_the_cpa_is_refused_and_a_signal_needs_none(
    bench: Bench, exchanged: Exchange
) -> None:
    refused(bench, lettered(partial(_from, role="BAAS")), VNR, Location.FROM_ROLE)
    refused(bench, lettered(partial(_to, role="POLITIE")), VNR, Location.TO_ROLE)
    refused(bench, lettered(partial(_from, role=None)), INC, Location.FROM_ROLE)
    assert b"<eb:Role>" not in exchanged.receipt.body
    ping = bench.partner.write(question(bench.partner, EnvelopeKind.PING, MessageId("geen@schakel.test")), None)
    assert b"<eb:Role>" not in ping.body
    assert bench.send(ping).kind is EnvelopeKind.PONG


@pytest.mark.parametrize("space", [" ", "\t", "\u00a0", "\u200b"], ids=["space", "tab", "no-break", "zero-width"])
def test_a037_white_space_in_service_or_action_is_refused_on_the_wire_and_in_a_cpa(bench: Bench, space: str) -> None:
    service, action = bench.partner.action.service, bench.partner.action.action
    for text in (f"{service}{space}", service.replace(":", f":{space}", 1)):
        refused(bench, texted(f">{service}</eb:Service>", f">{text}</eb:Service>"), VNR, Location.ACTION)
    refused(bench, texted(f">{action}<", f">{action[:2]}{space}{action[2:]}<"), VNR, Location.ACTION)
    assert mistakes(spoiled()) == ()
    assert rules(spoiled((SERVICE, SERVICE.replace(":", f":{space}", 1)), count=99)) == {"service"}
    assert rules(spoiled(('action="melden"', f'action="mel{space}den"'), count=99)) == {"service"}


def test_a038_an_unknown_action_gets_value_not_recognized(bench: Bench) -> None:
    for action in ("vtoDi01", "vtTerugkoppelingDi01", "onbekend"):
        refused(bench, headed(action=action), VNR, Location.ACTION)
    bench.check_good()


def _refusal(bench: Bench) -> tuple[Posting, bytes]:
    """Return a message that is refused, and the octets of the MessageError about it."""
    posting = headed(action="onbekend")(bench)
    arrived = bench.send(posting)
    assert arrived.kind is EnvelopeKind.MESSAGE_ERROR
    return posting, arrived.body


def _texts(octets: bytes, name: str) -> list[str]:
    """Return the text of every element of that name in the SOAP part of a message."""
    soap = octets[octets.index(b"<soap:Envelope") : octets.index(b"</soap:Envelope>") + len(b"</soap:Envelope>")]
    return [element.text or "" for element in etree.fromstring(soap).iter(f"{{*}}{name}")]


def test_a039_answer_acknowledgement_and_error_keep_the_conversation(bench: Bench, exchanged: Exchange) -> None:
    (conversation,) = _texts(exchanged.report.body, "ConversationId")
    assert _texts(exchanged.receipt.body, "ConversationId") == [conversation]
    assert _texts(exchanged.feedback.body, "ConversationId") == [conversation]
    posting, error = _refusal(bench)
    assert _texts(error, "ConversationId") == _texts(posting.body, "ConversationId") != [conversation]


def test_a040_acknowledgement_and_error_refer_to_the_message_they_are_about(bench: Bench, exchanged: Exchange) -> None:
    # Twice in an acknowledgement: in its header, and in what it acknowledges.
    assert _texts(exchanged.receipt.body, "RefToMessageId") == [exchanged.report.message_id] * 2
    posting, error = _refusal(bench)
    assert _texts(error, "RefToMessageId") == [posting.message_id]


def test_a041_a_message_id_is_a_uuid_at_our_domain_and_none_of_a_million_comes_twice(
    bench: Bench, exchanged: Exchange
) -> None:
    form_of_ours = re.compile(rf"{_UUID}@{re.escape(bench.partner.other.host)}", re.ASCII)
    for arrived in (exchanged.receipt, exchanged.feedback):
        assert form_of_ours.fullmatch(str(arrived.proven.address.message_id))
    randomness = SystemRandomness(bench.partner.other.host)
    made = {str(randomness.new_message_id()) for _ in range(1_000_000)}
    assert len(made) == 1_000_000
    assert all(map(form_of_ours.fullmatch, made))


def test_a042_a_timestamp_is_in_utc_with_z(bench: Bench, exchanged: Exchange) -> None:
    _, error = _refusal(bench)
    for octets in (exchanged.receipt.body, exchanged.feedback.body, error):
        moments = _texts(octets, "Timestamp") + _texts(octets, "TimeToLive")
        assert moments
        assert all(map(_MOMENT.fullmatch, moments)), moments
        written = datetime.fromisoformat(moments[0])
        assert abs(datetime.now(UTC) - written) < timedelta(minutes=5)


def test_a043_after_its_time_to_live_a_message_is_refused_and_nobody_receives_it(bench: Bench) -> None:
    sent = _now() - timedelta(hours=2)
    late = headed(timestamp=sent, time_to_live=_now() - timedelta(hours=1))
    refused(bench, late, ErrorCode.TIME_TO_LIVE_EXPIRED, Location.TIME_TO_LIVE)
    accepted(bench, headed(timestamp=sent, time_to_live=_now() + DAY))


def test_a044_a_reference_to_a_message_that_nobody_knows_gets_value_not_recognized(
    bench: Bench, exchanged: Exchange
) -> None:
    theirs = bench.neighbour.message()
    bench.neighbour.post(theirs)
    bench.collect()
    for unknown in ("nooit-verstuurd@veiligthuis.schakel.test", theirs.message_id):
        refused(bench, headed(refers_to=MessageId(unknown)), VNR, Location.REFERS_TO)
    for known in (MessageId(exchanged.report.message_id), exchanged.feedback.proven.address.message_id):
        accepted(bench, headed(refers_to=known))
