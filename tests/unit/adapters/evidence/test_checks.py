"""Whose signature a bundle holds: of a hub with its mandate, which no word in it makes up, and where an OIN stands."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import pytest
from cryptography.hazmat.primitives import hashes

from adapters.evidence.bundle import Chain, Exporter
from adapters.evidence.contents import read
from adapters.evidence.report import Claim, Outcome
from adapters.evidence.verify import verify
from adapters.simulator.certificates import Holder, LeafPurpose, UnsafeShape
from gateway.domain.agreement import Agreement, AgreementParty, Profile
from gateway.domain.evidence import EvidenceEntry
from gateway.domain.identifiers import PartyId
from gateway.domain.message import Direction
from gateway.domain.party import HubMandate, HubUse, Party
from gateway.ports import Clock, Signer
from tests.kit.ebms2_messages import AT
from tests.kit.evidence import MemoryChain, authority, certificate, evidence_chain, rechained, roots
from tests.kit.store import FakeStore
from tests.kit.store_doors import ToySigner
from tests.kit.wire_keys import wire_key
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


# --- organizationIdentifier (S-05) ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("named", "broken"),
    [("", {Claim.PARTIES}), ("0" * 64, {Claim.PARTIES}), ("the root", set())],
    ids=["no root", "another root", "its root"],
)
async def test_15_an_oin_stands_in_organization_identifier_only_under_the_root_that_the_checker_names(
    named: str, broken: set[Claim]
) -> None:
    hubbed = Hubbed(None)
    name, at = f"{POLITIE.name}-signing", hubbed.world.clock.now() - timedelta(days=1)
    holder = Holder(oin=POLITIE.oin, organisation=POLITIE.name, host_names=())
    alone = UnsafeShape(serial_numbers=(), organization_identifiers=(f"OI:NL-{POLITIE.oin}",))
    issued = authority().issue(holder, LeafPurpose.SIGNING, at, key=wire_key(name).private, unsafe_shape=alone)
    hubbed.world.trust.holders[issued.der] = POLITIE.oin
    agreement = hubbed.vt.agreement_with(POLITIE)
    hubbed.vt.agree(replace(agreement, partner=replace(agreement.partner, signing_certificate=issued.der)))
    root = authority().root.fingerprint(hashes.SHA256()).hex()
    roots_named = frozenset({root if named == "the root" else named} - {""})
    report = verify(await hubbed.bundle_behind(POLITIE), roots(), roots_named)
    assert {check.claim for check in report.checks if not check.passed} == broken


async def test_two_different_oins_under_the_root_that_was_named_are_nobody() -> None:
    octets = await Hubbed(None).bundle_behind(POLITIE)
    holder = Holder(oin=POLITIE.oin, organisation=POLITIE.name, host_names=())
    both = UnsafeShape(organization_identifiers=(f"OI:NL-{GEMEENTE.oin}",))
    key, at = wire_key(f"{POLITIE.name}-signing").private, AT - timedelta(days=1)
    der = authority().issue(holder, LeafPurpose.SIGNING, at, key=key, unsafe_shape=both).der
    bundle = read(octets)
    changed = replace(bundle, files={**bundle.files, "certificates/partner-signing.der": der}).write()
    root = authority().root.fingerprint(hashes.SHA256()).hex()
    assert outcomes(changed)[Claim.PARTIES] is Outcome.HOLDS, "only serialNumber is read"
    found = verify(changed, roots(), frozenset({root}))
    assert {check.claim for check in found.checks if not check.passed} == {Claim.PARTIES}
