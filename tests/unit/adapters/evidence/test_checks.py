"""A bundle of what a hub signed for a partner: it verifies, it names the mandate, and no word in it makes one up."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import pytest

from adapters.evidence.bundle import Chain, Exporter
from adapters.evidence.contents import read
from adapters.evidence.report import Claim, Outcome
from adapters.evidence.verify import verify
from gateway.domain.agreement import Agreement, AgreementParty, Profile
from gateway.domain.evidence import EvidenceEntry
from gateway.domain.identifiers import PartyId
from gateway.domain.message import Direction
from gateway.domain.party import HubMandate, HubUse, Party
from gateway.ports import Clock, Signer
from tests.kit.evidence import MemoryChain, certificate, evidence_chain, rechained, roots
from tests.kit.store import FakeStore
from tests.kit.store_doors import ToySigner
from tests.kit.world import BUURREGIO, GEMEENTE, POLITIE, VEILIG_THUIS, Side, World

HUB: Final = GEMEENTE
Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Store:
    """The store of one side, with its chain."""

    store: FakeStore

    def checkpoints(self, signer: Signer, clock: Clock) -> Chain:
        return MemoryChain(self.store, signer, clock)


class Hubbed:
    """A report of the police to Veilig Thuis, of which one of both lets a hub sign what it sends."""

    def __init__(self, behind: Party | None) -> None:
        self.world = World(Profile.RM_S)
        self.police, self.vt = self.world.side(POLITIE), self.world.side(VEILIG_THUIS)
        for side in (self.police, self.vt):
            side.agree(*(self._certified(each, behind) for each in side.agreements))

    def _certified(self, agreement: Agreement, behind: Party | None) -> Agreement:
        return replace(
            agreement, own=self._party(agreement.own, behind), partner=self._party(agreement.partner, behind)
        )

    def _party(self, party: AgreementParty, behind: Party | None) -> AgreementParty:
        hub = behind is not None and party.party_id.oin == behind.oin
        holder = HUB.oin if hub else party.party_id.oin
        day = self.world.clock.now().date()
        mandate = HubMandate(
            holder=HUB.oin, principal=party.party_id.oin, uses=frozenset(HubUse), valid_from=day, valid_until=day
        )
        der = certificate(PartyId(str(holder)), f"{party.name}-signing")
        self.world.trust.holders[der] = holder
        return replace(party, signing_certificate=der, mandates=(mandate,) if hub else ())

    async def bundle(self, side: Side, direction: Direction) -> bytes:
        """Let the report be sent and acknowledged, and return the bundle of one side."""
        reference = await self.police.submit("01-politiemelding.json")
        await self.world.settle()
        assert self.police.state(reference) == "delivered"
        ports = replace(side.ports, signer=ToySigner())
        exporter = Exporter(_Store(side.store), ports, evidence_chain(side.party.oin))
        return await exporter.export(direction, reference, POLITIE.oin)

    async def bundle_behind(self, behind: Party) -> bytes:
        """Return the bundle of the other than who lets a hub sign."""
        return await (
            self.bundle(self.vt, Direction.IN) if behind == POLITIE else self.bundle(self.police, Direction.OUT)
        )


def outcomes(octets: bytes) -> dict[Claim, Outcome]:
    """Return how each check ended."""
    return {check.claim: check.outcome for check in verify(octets, roots()).checks}


def forged(octets: bytes, change: Callable[[Facts], Facts]) -> dict[Claim, Outcome]:
    """Return what is found when the organisation itself writes other facts about who signed, in a chain made anew."""

    def written(entry: EvidenceEntry) -> EvidenceEntry:
        signed = "signed-by" in dict(entry.facts)
        return replace(entry, facts=change(entry.facts)) if signed else entry

    return outcomes(rechained(read(octets), written).write())


def _say(name: str, value: str) -> Callable[[Facts], Facts]:
    return lambda facts: tuple((each, value if each == name else said) for each, said in facts)


def _leave_out(*names: str) -> Callable[[Facts], Facts]:
    return lambda facts: tuple((name, said) for name, said in facts if name not in names)


@pytest.mark.parametrize("behind", [POLITIE, VEILIG_THUIS], ids=["the message", "the receipt"])
async def test_what_a_hub_signed_verifies_and_the_mandate_is_shown(behind: Party) -> None:
    octets = await Hubbed(behind).bundle_behind(behind)
    report = verify(octets, roots())
    left = {check.claim for check in report.checks if check.outcome is not Outcome.HOLDS}
    assert left == {Claim.MANDATE, Claim.REVOCATION}
    assert report.passed
    [line] = [check.name for check in report.checks if check.claim is Claim.MANDATE]
    assert f"{HUB.oin} voor {behind.oin}, van 2026-11-23 tot en met 2026-11-23" in line


async def test_where_everybody_signed_for_themselves_no_mandate_is_spoken_of() -> None:
    octets = await Hubbed(None).bundle_behind(POLITIE)
    assert outcomes(octets)[Claim.MANDATE] is Outcome.HOLDS
    assert b"signed-by" not in octets


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        (_leave_out("signed-by", "mandate"), {Claim.PARTIES}),
        (_say("signed-by", str(BUURREGIO.oin)), {Claim.PARTIES}),
        (_say("signed-by", str(POLITIE.oin)), {Claim.PARTIES}),
        (_say("signed-by", "iemand"), {Claim.PARTIES, Claim.MANDATE}),
        (_leave_out("mandate"), {Claim.MANDATE}),
        (_say("mandate", "2026-11-24/2026-12-31"), {Claim.MANDATE}),
        (_say("mandate", "2026-01-01/2026-11-22"), {Claim.MANDATE}),
        (_say("mandate", "altijd"), {Claim.MANDATE}),
    ],
)
async def test_who_signed_is_not_who_an_entry_says_or_had_no_mandate_then(
    change: Callable[[Facts], Facts], broken: set[Claim]
) -> None:
    found = forged(await Hubbed(POLITIE).bundle_behind(POLITIE), change)
    assert {claim for claim, outcome in found.items() if outcome is Outcome.FAILS} == broken


async def test_a_mandate_of_the_partner_excuses_no_certificate_of_our_own() -> None:
    """Our own receipt stands in the same entry: a stranger's certificate there is no matter of a mandate."""
    bundle = read(await Hubbed(POLITIE).bundle_behind(POLITIE))
    foreign = certificate(PartyId(str(HUB.oin)), f"{VEILIG_THUIS.name}-signing")
    files = {**bundle.files, "certificates/own-signing.der": foreign}
    assert outcomes(replace(bundle, files=files).write())[Claim.PARTIES] is Outcome.FAILS


async def test_a_changed_name_of_the_signer_in_a_bundle_is_found_in_the_chain() -> None:
    bundle = read(await Hubbed(POLITIE).bundle_behind(POLITIE))
    first, *others = bundle.entries
    entry = first.chained.entry
    changed = replace(entry, facts=_say("mandate", "2020-01-01/2030-01-01")(entry.facts))
    entries = (replace(first, chained=replace(first.chained, entry=changed)), *others)
    assert outcomes(replace(bundle, entries=entries).write())[Claim.ENTRIES] is Outcome.FAILS


async def test_a_mandate_that_ended_at_midnight_covers_what_was_proven_before_and_recorded_after() -> None:
    octets = await Hubbed(POLITIE).bundle_behind(POLITIE)

    def later(entry: EvidenceEntry) -> EvidenceEntry:
        midnight = entry.at.replace(hour=23, minute=0, second=0)
        assert midnight.date() == date(2026, 11, 23)
        return replace(entry, at=midnight + timedelta(seconds=1))

    assert outcomes(rechained(read(octets), later).write())[Claim.MANDATE] is Outcome.OPEN
