"""One partner looked at from all sides: agreement, certificates, our gateway, their server, and what they answer."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from adapters.bootstrap.house import House, open_house
from adapters.bootstrap.partners import agreements_with, ends_at, find_partner
from adapters.config import Settings
from adapters.evidence.trust import read_chain
from adapters.http.probe import Look, Step, readiness_of
from adapters.keys.key_files import KeyPurpose
from adapters.partners import answers, diagnosis
from adapters.partners.agreed import NEAR, judge_agreement
from adapters.partners.answers import Asked
from adapters.partners.diagnosis import Check, Finding, Verdict, Who, good, notice, skipped, wrong
from adapters.partners.exceptions import applies
from gateway.domain.agreement import Agreement, LegacyDecryption
from gateway.domain.delivery import DeliveryState
from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.domain.identifiers import MessageId
from gateway.domain.message import Direction
from gateway.domain.party import Party
from gateway.errors import CertificateRefusedError
from gateway.flows.ask import ask
from gateway.wire.trust import Purpose

_PAUSE_SECONDS: Final = 0.1
_RECENT: Final = 200
_CHECKS: Final = {
    Step.NAME: Check.NAME,
    Step.CONNECTION: Check.CONNECTION,
    Step.TLS: Check.TLS,
    Step.CERTIFICATE: Check.CERTIFICATE,
    Step.CLIENT: Check.CLIENT,
}
_ASKING: Final = (Check.SENDING, Check.PING, Check.CLOCK, Check.SIGNATURE, Check.STATUS)
_FIRST: Final = "eerst het bovenstaande"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that was looked at, in order."""

    party: Party
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return all(finding.verdict is not Verdict.WRONG for finding in self.findings)


async def check_partner(settings: Settings, name: str, patience: timedelta, told: Callable[[Finding], None]) -> Report:
    """Look at a partner and tell each finding as it comes; raise ConfigError when nobody of that name is known."""
    async with open_house(settings) as house:
        party = find_partner(house, name)
        findings: list[Finding] = []

        def note(finding: Finding) -> bool:
            findings.append(finding)
            told(finding)
            return finding.verdict is not Verdict.WRONG

        await _Examination(house, party, patience, note).examine()
        return Report(party=party, findings=tuple(findings))


class _Examination:
    """The checks in their order; what cannot be looked at because of what went before is named all the same."""

    def __init__(self, house: House, party: Party, patience: timedelta, note: Callable[[Finding], bool]) -> None:
        self._house = house
        self._party = party
        self._patience = patience
        self._note = note
        self._at = house.ports.clock.now()

    async def examine(self) -> None:
        """Look at everything that can be looked at."""
        agreement = self._agreement()
        if agreement is None:
            self._skip(*(check for check in Check if check is not Check.AGREEMENT))
            return
        self._note(await self._own_certificates(agreement))
        self._note(await self._their_certificates(agreement))
        runs = self._note(await self._gateway())
        reached = self._look(await self._house.client.look(agreement), agreement)
        if runs and reached:
            await self._ask(agreement)
        else:
            self._skip(*_ASKING)

    def _skip(self, *checks: Check) -> None:
        for check in checks:
            self._note(skipped(check, _FIRST))

    def _agreement(self) -> Agreement | None:
        held = agreements_with(self._house, self._party.oin, self._at)
        current = next((each for each in held if each.in_force(self._at)), None)
        self._note(judge_agreement(held, current, self._at))
        return current

    # --- certificates ---

    async def _own_certificates(self, agreement: Agreement) -> Finding:
        """Ours, as the agreement names them: of our own keys, proven by our own trust, and not near their end."""
        own = agreement.own
        exception = next((each for each in self._house.exceptions if applies(each, agreement)), None)
        if exception is not None and not exception.in_force(self._at):
            return _ended(exception)
        named = (
            (Purpose.SIGNING, KeyPurpose.SIGNING, own.signing_certificate),
            (Purpose.ENCRYPTION, KeyPurpose.ENCRYPTION, own.encryption_certificate),
        )
        agreed = [(purpose, use, der) for purpose, use, der in named if der]
        for purpose, use, der in agreed:
            excepted = use is KeyPurpose.ENCRYPTION and exception is not None
            if not excepted and not self._house.keys.held.has(use, der):
                return _other_certificate(purpose)
        proven = [(purpose, der) for purpose, _, der in agreed]
        if own.client_certificate:
            proven.insert(0, (Purpose.TLS_CLIENT, _der(self._house.own_pair.accepted.chain)))
        finding = await self._certificates(Check.OWN_CERTIFICATES, proven, Who.WE)
        return finding if exception is None or finding.verdict is not Verdict.GOOD else _excepted(exception)

    async def _their_certificates(self, agreement: Agreement) -> Finding:
        partner = agreement.partner
        named = (
            (Purpose.SIGNING, partner.signing_certificate),
            (Purpose.ENCRYPTION, partner.encryption_certificate),
        )
        return await self._certificates(Check.THEIR_CERTIFICATES, [each for each in named if each[1]], Who.THEY)

    async def _certificates(self, check: Check, named: list[tuple[Purpose, bytes]], who: Who) -> Finding:
        for purpose, der in named:
            try:
                await self._house.ports.trust.prove(der, purpose, self._at)
            except CertificateRefusedError as error:
                return diagnosis.diagnose_certificate(check, error.reason, {"oin": self._party.oin}, who)
        if not named:
            return skipped(check, "onder deze afspraak heeft de partner geen andere certificaten dan voor TLS")
        ends = min(ends_at(der) for _, der in named)
        if ends - self._at < NEAR:
            days = (ends - self._at).days
            return notice(check, f"Een certificaat verloopt over {days} dagen.", diagnosis.RENEW, who)
        return good(check, f"geldig tot {ends:%d-%m-%Y}")

    # --- what runs ---

    async def _gateway(self) -> Finding:
        """Ours answers at its operations door: without it nobody sends what is asked, and no Pong can come in."""
        door = self._house.settings.operations_door
        status = await readiness_of(door.host, door.port)
        if status == HTTPStatus.OK:
            return good(Check.GATEWAY, "draait")
        if status:
            explanation = f"Onze gateway draait, maar is niet gereed (http-{status})."
            return wrong(Check.GATEWAY, explanation, "Kijk in ons logboek naar de opslag.", Who.WE)
        explanation = "Op deze store draait geen gateway: niemand verstuurt iets, en geen antwoord komt binnen."
        return wrong(Check.GATEWAY, explanation, "Start `schakel serve` met deze instellingen.", Who.WE)

    def _look(self, look: Look, agreement: Agreement) -> bool:
        endpoint = urlsplit(agreement.partner.endpoint)
        known = {"host": endpoint.hostname, "port": endpoint.port or 443, "oin": agreement.partner.party_id.oin}
        steps = list(Step)
        for step in steps[: steps.index(look.step)] + ([] if look.reason else [look.step]):
            self._note(good(_CHECKS[step], _said(step, look, known)))
        if not look.reason:
            return True
        self._note(diagnosis.diagnose_connection(_CHECKS[look.step], look.reason, known))
        self._skip(*(_CHECKS[step] for step in steps[steps.index(look.step) + 1 :]))
        return False

    # --- questions ---

    async def _ask(self, agreement: Agreement) -> None:
        known, receipt_at = await self._last_delivered(agreement)
        about = known or self._house.ports.randomness.new_message_id()
        ping = await self._answer(None, agreement)
        self._note(answers.judge_sending(ping))
        if not ping.arrived:
            self._skip(*_ASKING[1:])
            return
        self._note(answers.judge_ping(ping, agreement.own.endpoint))
        self._note(answers.judge_clock(ping))
        self._note(answers.judge_signature(ping, receipt_at))
        if ping.answered:
            self._note(answers.judge_status(await self._answer(about, agreement), known=known is not None))
        else:
            self._skip(Check.STATUS)

    async def _answer(self, about: MessageId | None, agreement: Agreement) -> Asked:
        """Ask, and look until there is an answer, or it is certain that none comes, or the patience ends.

        It is the gateway that sends it, another process: the store is all that the two share.
        """
        subject = await ask(about, agreement, self._patience, self._house.ports)
        clock = asyncio.get_running_loop().time
        end = clock() + self._patience.total_seconds()
        asked = await self._entries(subject)
        while not asked.ended and clock() < end:
            await asyncio.sleep(_PAUSE_SECONDS)
            asked = await self._entries(subject)
        return asked

    async def _entries(self, subject: str) -> Asked:
        async with self._house.ports.unit_of_work() as uow:
            entries = tuple(chained.entry for chained in await uow.evidence.list_of(subject))
        return Asked(entries=entries, waited=self._patience)

    async def _last_delivered(self, agreement: Agreement) -> tuple[MessageId | None, datetime | None]:
        """Return the newest message they acknowledged under this agreement, and when a signed receipt proved that."""
        async with self._house.ports.unit_of_work() as uow:
            for record in await uow.messages.list_recent(_RECENT):
                ours = record.direction is Direction.OUT and record.state is DeliveryState.DELIVERED
                if ours and record.agreement_id == agreement.agreement_id:
                    entries = [chained.entry for chained in await uow.evidence.list_of(record.subject)]
                    action = agreement.find_action(record.service, record.action, outbound=True)
                    signed = action is not None and action.receipt_signed
                    return record.message_id, next(_receipts(entries), None) if signed else None
        return None, None


def _receipts(entries: list[EvidenceEntry]) -> Iterator[datetime]:
    return (entry.at for entry in entries if entry.type is EvidenceType.RECEIPT_RECEIVED)


def _other_certificate(purpose: Purpose) -> Finding:
    explanation = f"Ons certificaat voor {purpose} in de map met sleutels is niet dat van de afspraak."
    action = "Zet de sleutel van de afspraak terug, of wissel het certificaat in de afspraak uit en meld dat."
    return wrong(Check.OWN_CERTIFICATES, explanation, action, Who.WE)


def _ended(exception: LegacyDecryption) -> Finding:
    explanation = (
        f"De uitzondering eindigde op {exception.until:%d-%m-%Y}: wat zwak is versleuteld gaat niet meer open."
    )
    action = "Geef de partner in de afspraak ons gewone versleutelcertificaat, of besluit opnieuw over [[legacy]]."
    return wrong(Check.OWN_CERTIFICATES, explanation, action, Who.WE)


def _excepted(exception: LegacyDecryption) -> Finding:
    explanation = f"De partner mag tot {exception.until:%d-%m-%Y} zwak versleutelen, naar een sleutel voor hem alleen."
    action = "Spreek voor die dag sterke versleuteling af, en geef de partner dan ons gewone versleutelcertificaat."
    return notice(Check.OWN_CERTIFICATES, explanation, action, Who.BOTH)


def _said(step: Step, look: Look, known: Mapping[str, object]) -> str:
    texts = {
        Step.NAME: f"{known['host']}",
        Step.CONNECTION: f"poort {known['port']} neemt op",
        Step.TLS: look.version or "de handshake begint",
        Step.CERTIFICATE: f"van OIN {known['oin']}"
        + (f", tot {ends_at(look.certificate):%d-%m-%Y}" if look.certificate else ""),
        Step.CLIENT: "aangenomen",
    }
    return texts[step]


def _der(pem: bytes) -> bytes:
    return read_chain(pem)[0]
