"""The partner door: what it answers, whom it hears, and what it writes down (E-12 to E-21; ebms2.md 1)."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from adapters.http.limits import Limits
from adapters.http.partner_routes import PartnerDoor
from adapters.telemetry.logging import Log
from gateway.domain.agreement import Profile, SyncReply
from gateway.errors import (
    MimeRefusedError,
    SecurityRefusedError,
    TransientError,
    UnknownAgreementError,
    UnprovenRefusalError,
)
from gateway.flows.receive import Taken
from gateway.ports import Ports
from gateway.wire.certificate import read_certificate, read_oin
from gateway.wire.ebms2 import endpoint
from gateway.wire.stages import Received
from gateway.wire.trust import Purpose
from tests.kit.http import CANARY, TlsWorld, calling, impatient, opened, request
from tests.kit.http_gateway import PATH, Gateway, partner_gateway
from tests.kit.world import GEMEENTE, POLITIE, VEILIG_THUIS, World

XML = "Content-Type: text/xml; charset=UTF-8"
ACTION = 'SOAPAction: "ebXML"'


@pytest.fixture(scope="session")
def tls(tmp_path_factory: pytest.TempPathFactory) -> TlsWorld:
    return TlsWorld.make(tmp_path_factory.mktemp("tls"))


@pytest.fixture
async def gateway(tls: TlsWorld) -> AsyncIterator[Gateway]:
    async with partner_gateway(tls) as opened_gateway:
        yield opened_gateway


async def test_an_accepted_message_is_answered_204_and_rings_the_bell(gateway: Gateway) -> None:
    async with gateway.caller() as caller:
        await caller.send(await gateway.message())
        answer = await caller.reply()
    assert answer.status == 204
    assert "content-length" not in answer.head.lower()
    assert "connection: close" not in answer.head.lower()
    assert gateway.store.commits == 1
    assert gateway.rung == ["ring"]
    assert gateway.metrics.counts == {("message", "accepted"): 1}
    (name, fields), *others = gateway.log.events
    assert (name, fields["outcome"], fields["partner"], others) == (
        "message_received",
        "accepted",
        str(POLITIE.oin),
        [],
    )


@pytest.mark.parametrize(("said", "shown"), [("SecurityFailure", "SecurityFailure"), ("Verzonnen", "Unknown")])
async def test_a_refusal_that_proves_nothing_is_answered_as_any_signal_and_logged(
    tls: TlsWorld, said: str, shown: str
) -> None:
    async def unproven(_: Received, __: Ports) -> Taken:
        return Taken(refusal=UnprovenRefusalError(said))

    async with partner_gateway(tls, receive=unproven) as gateway, gateway.caller() as caller:
        await caller.send(await gateway.message())
        answer = await caller.reply()
    assert answer.status == 204
    [(name, fields)] = gateway.log.events
    assert (name, fields["outcome"], fields["reason"]) == ("message_received", "refusal-unproven", shown)


async def test_a089_the_flow_hears_which_certificate_opened_the_connection(tls: TlsWorld) -> None:
    heard: list[Received] = []

    async def listen(received: Received, _: Ports) -> Taken:
        heard.append(received)
        return Taken()

    async with partner_gateway(tls, receive=listen) as gateway, gateway.caller() as caller:
        await caller.send(await gateway.message())
        assert (await caller.reply()).status == 204
    [received] = heard
    assert received.partner == POLITIE.oin
    assert read_oin(read_certificate(received.client_certificate).subject) == POLITIE.oin


async def test_the_same_octets_again_are_accepted_and_have_no_second_effect(gateway: Gateway) -> None:
    octets = await gateway.message()
    async with gateway.caller() as caller:
        for _ in range(2):
            await caller.send(octets)
            assert (await caller.reply()).status == 204
    inbox = gateway.store.tables.inbox
    assert len(inbox) == 1
    assert gateway.log.outcomes("message_received") == ["accepted", "duplicate"]


async def test_a_message_that_is_answered_with_a_message_error_is_not_told_as_accepted(gateway: Gateway) -> None:
    octets = await gateway.message()
    gateway.world.clock.move(timedelta(days=2))
    async with gateway.caller() as caller:
        await caller.send(octets)
        assert (await caller.reply()).status == 204
    assert gateway.metrics.counts == {("message", "header-refused"): 1}
    [(name, fields)] = gateway.log.events
    assert (name, fields["outcome"], fields["reason"]) == ("message_received", "header-refused", "TimeToLiveExpired")


@pytest.mark.parametrize("action", ['"ebXML"', "ebXML"])
async def test_the_soap_action_may_come_without_its_quotes(action: str, gateway: Gateway) -> None:
    octets = (await gateway.message()).replace(ACTION.encode(), f"soapaction: {action}".encode())
    async with gateway.caller() as caller:
        await caller.send(octets)
        assert (await caller.reply()).status == 204


@pytest.mark.parametrize(
    ("lines", "body", "fault"),
    [
        ((XML, ACTION), b"<a>" + CANARY.encode(), None),
        ((ACTION,), b"<a/>", MimeRefusedError("content-type")),
        ((f"Content-Type: text/{CANARY}", ACTION), b"<a/>", None),
        ((XML,), b"<a/>", SecurityRefusedError("soap-action")),
    ],
    ids=["no-envelope", "no-content-type", "other-content-type", "no-soap-action"],
)
async def test_what_cannot_be_identified_gets_a_constant_fault(
    lines: tuple[str, ...], body: bytes, fault: MimeRefusedError | None, gateway: Gateway
) -> None:
    async with gateway.caller() as caller:
        await caller.send(request(*lines, body=body))
        answer = await caller.answer()
    assert answer.status == 500
    assert answer.closed
    assert "Content-Type: text/xml; charset=UTF-8" in answer.head
    assert b"<soap:Fault>" in answer.body
    assert CANARY.encode() not in answer.octets
    if fault is not None:
        assert answer.body == endpoint.fault(fault)
    assert not gateway.store.commits
    (outcome,) = gateway.log.outcomes("message_received")
    assert outcome in {"xml-refused", "mime-refused", "security-refused"}


async def test_a_message_of_an_agreement_with_somebody_else_is_not_identified(gateway: Gateway) -> None:
    async with gateway.caller(GEMEENTE.name) as caller:
        await caller.send(await gateway.message())
        answer = await caller.answer()
    assert (answer.status, answer.body) == (500, endpoint.fault(UnknownAgreementError()))
    assert gateway.log.outcomes("message_received") == ["unknown-agreement"]


async def test_a_receipt_goes_back_at_once_where_that_was_agreed(tls: TlsWorld) -> None:
    world = World(Profile.RM)
    for party in (VEILIG_THUIS, POLITIE):
        world.side(party).agree_to(sync_reply=SyncReply.MSH_SIGNALS_ONLY)
    async with partner_gateway(tls, world=world) as gateway, gateway.caller() as caller:
        await caller.send(await gateway.message())
        answer = await caller.reply()
    assert answer.status == 200
    assert "content-type: text/xml" in answer.head.lower()
    assert 'soapaction: "ebxml"' in answer.head.lower()
    assert b"eb:Acknowledgment" in answer.body


async def test_a_connection_does_not_outlive_a_revocation(gateway: Gateway) -> None:
    certificate = gateway.tls.issued[POLITIE.name].der
    async with gateway.caller() as caller:
        await caller.send(await gateway.message())
        assert (await caller.reply()).status == 204
        gateway.world.trust.distrusted.add((certificate, Purpose.TLS_CLIENT))
        await caller.send(await gateway.message())
        answer = await caller.answer()
    assert (answer.status, answer.closed) == (500, True)
    assert gateway.store.commits == 1
    assert gateway.log.outcomes("message_received") == ["accepted", "certificate-refused"]


async def test_a_door_without_tls_hears_nobody(tls: TlsWorld, gateway: Gateway) -> None:
    log = gateway.log
    partner = PartnerDoor(
        ports=gateway.world.side(VEILIG_THUIS).ports,
        path=PATH,
        limit_octets=1000,
        log=log,
        metrics=gateway.metrics,
        ring=lambda: None,
    )
    async with opened(partner.door(), None) as port, calling(port) as caller:
        await caller.send(request(XML, ACTION, body=b"<a/>"))
        assert (await caller.answer()).status == 403
    assert not gateway.store.commits


class PartnerAwayError(Exception):
    """Stands for a bug: nothing of ours."""


async def test_a_bug_is_answered_500_and_told_without_content(tls: TlsWorld) -> None:
    async def broken(received: Received, ports: Ports) -> Taken:
        raise PartnerAwayError(CANARY)

    async with partner_gateway(tls, receive=broken) as gateway, gateway.caller() as caller:
        await caller.send(await gateway.message())
        answer = await caller.answer()
        assert (answer.status, answer.body) == (500, b"")
        assert [name for name, _ in gateway.log.failures] == ["unexpected_error"]
        assert gateway.log.outcomes("message_received") == ["bug"]
        assert CANARY not in repr(gateway.log.events)


async def test_work_that_takes_too_long_is_given_up_and_asked_again(tls: TlsWorld) -> None:
    ended: list[str] = []

    async def endless(received: Received, ports: Ports) -> Taken:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise
        return Taken()

    async with partner_gateway(tls, impatient(work_seconds=0.2), receive=endless) as gateway:
        async with gateway.caller() as caller:
            await caller.send(await gateway.message())
            answer = await caller.reply()
        assert answer.status == 503
        assert "Retry-After: 5" in answer.head
        assert ended == ["cancelled"]
        assert isinstance(gateway.log.failures[0][1], TransientError)


async def test_bodies_in_memory_have_a_limit_together(tls: TlsWorld) -> None:
    speed = impatient(body_grace_seconds=8.0)
    async with partner_gateway(tls, speed, limits=Limits(body_octets=60_000)) as gateway:
        lines = (XML, ACTION, "Content-Length: 50000")
        async with gateway.caller() as first, gateway.caller() as second:
            await first.send(request(*lines) + b"x" * 40_000)
            # Behind it: once this is answered, what came before was read.
            async with gateway.caller() as other:
                await other.send(request(path="/elders"))
                assert (await other.reply()).status == 404
            await second.send(request(*lines) + b"x" * 40_000)
            assert (await second.reply()).status == 503
            await first.send(b"x" * 10_000)
            assert (await first.reply()).status == 500
        async with gateway.caller() as caller:
            await caller.send(await gateway.message())
            assert (await caller.reply()).status == 204


async def test_the_log_lets_everything_through_that_this_door_tells(tls: TlsWorld) -> None:
    async with partner_gateway(tls) as gateway:
        good = await gateway.message()
        for octets in (good, request(XML, ACTION, body=b"<a/>"), request(path="/elders"), b"\n"):
            async with gateway.caller() as caller:
                await caller.send(octets)
                await caller.reply()
        stream = io.StringIO()
        log = Log(stream)
        for name, fields in gateway.log.events:
            log.event(name, **fields)
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert len(lines) == 4
    assert not [line for line in lines if "dropped" in line]
