"""What a stand-alone check finds: in a whole bundle nothing, in one that somebody changed the very claim that broke."""

import asyncio
import random
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import NameOID

from adapters.evidence.contents import (
    EVIDENCE_CERTIFICATE,
    OWN_CERTIFICATE,
    PARTNER_CERTIFICATE,
    Bundle,
    read,
)
from adapters.evidence.report import Claim, Outcome
from adapters.evidence.trust import require_signature
from adapters.evidence.verify import verify
from adapters.simulator.certificates import Holder, LeafPurpose
from gateway.domain.agreement import Profile
from gateway.domain.chain import chain, signing_input
from gateway.domain.evidence import EvidenceEntry
from gateway.domain.identifiers import PartyId
from gateway.domain.message import Direction
from gateway.errors import TamperedError
from gateway.wire.ebms2 import endpoint
from tests.kit.ebms2_messages import AT, OTHER_ID, PART, THEY, WE, as_they_see_it, received, sealed_by
from tests.kit.evidence import (
    NOBODY,
    Exchange,
    MemoryStore,
    agreed,
    authority,
    bundle_of,
    certificate,
    digest,
    evidence_chain,
    exchanged,
    exporter,
    rechained,
    record,
    record_of,
    roots,
)
from tests.kit.wire_keys import self_signed, wire_key

FLIPS: Final = 400
SIGNED: Final = (Profile.RM_S, Profile.RM_E)


@cache
def whole(direction: Direction, profile: Profile = Profile.RM_S) -> bytes:
    """Return a bundle nobody touched."""
    return asyncio.run(bundle_of(direction, profile))


def outcomes(octets: bytes, trusted: tuple[bytes, ...] | None = None) -> dict[Claim, Outcome]:
    """Return how each check ended."""
    return {check.claim: check.outcome for check in verify(octets, trusted).checks}


def broken(octets: bytes, trusted: tuple[bytes, ...] | None = None) -> set[Claim]:
    """Return what does not hold."""
    return {claim for claim, outcome in outcomes(octets, trusted).items() if outcome is Outcome.FAILS}


def with_files(bundle: Bundle, **changes: bytes) -> Bundle:
    """Return the bundle with other octets in some files, named without folder and suffix."""
    files = dict(bundle.files)
    for name, octets in changes.items():
        files[next(file for file in files if name in file.replace("-", "_"))] = octets
    return replace(bundle, files=files)


def with_entry(bundle: Bundle, number: int, **changes: object) -> Bundle:
    """Return the bundle with another entry at that place, its digest and proofs left as they were."""
    proved = bundle.entries[number]
    entry = replace(proved.chained.entry, **changes)  # type: ignore[arg-type] # the fields that a test changes
    entries = list(bundle.entries)
    entries[number] = replace(proved, chained=replace(proved.chained, entry=entry))
    return replace(bundle, entries=tuple(entries))


@pytest.mark.parametrize("profile", SIGNED)
@pytest.mark.parametrize("direction", list(Direction))
def test_in_a_whole_bundle_everything_holds(direction: Direction, profile: Profile) -> None:
    report = verify(whole(direction, profile), roots())
    assert report.passed
    left = {check.claim for check in report.checks if check.outcome is not Outcome.HOLDS}
    assert left == {Claim.REVOCATION}, "a bundle cannot tell what was revoked"
    assert {check.claim for check in report.checks} == set(Claim), "every claim has its line"


def test_a_report_says_what_it_is_about_and_names_the_evidence_certificate() -> None:
    octets = whole(Direction.OUT)
    report = verify(octets)
    assert report.subject == read(octets).about.subject
    assert report.fingerprint == digest(read(octets).files[EVIDENCE_CERTIFICATE])


def test_without_roots_certificates_stay_open() -> None:
    found = outcomes(whole(Direction.OUT))
    assert found[Claim.CERTIFICATES] is Outcome.OPEN
    assert verify(whole(Direction.OUT)).passed


@pytest.mark.parametrize("direction", list(Direction))
def test_an_unsigned_message_leaves_open_what_only_a_signature_proves(direction: Direction) -> None:
    found = outcomes(whole(direction, Profile.RM), roots())
    left = {claim for claim, outcome in found.items() if outcome is Outcome.OPEN}
    assert left == {Claim.SIGNATURES, Claim.PARTIES, Claim.CONTENT, Claim.RECEIPT, Claim.REVOCATION}
    assert Outcome.FAILS not in found.values()


def test_a_message_without_receipt_leaves_the_receipt_open() -> None:
    for direction in Direction:
        found = outcomes(asyncio.run(bundle_of(direction, receipt=False)), roots())
        assert found[Claim.RECEIPT] is Outcome.OPEN
        assert Outcome.FAILS not in found.values()


def test_every_line_is_a_dutch_sentence_that_says_how_it_ended() -> None:
    octets = with_files(read(whole(Direction.OUT)), evidence=b"x").write()
    for check in verify(octets).checks:
        assert check.name.startswith("KLOPT NIET: ") == (check.outcome is Outcome.FAILS) == (not check.passed)
        assert check.name.startswith("Niet gecontroleerd: ") == (check.outcome is Outcome.OPEN)


@pytest.mark.parametrize("direction", list(Direction))
def test_any_flipped_bit_is_found(direction: Direction) -> None:
    octets, chance = whole(direction), random.Random(20260302)
    for _ in range(FLIPS):
        spoiled = bytearray(octets)
        spoiled[chance.randrange(len(spoiled))] ^= 1 << chance.randrange(8)
        assert broken(bytes(spoiled)) == {Claim.CONTAINER}


@pytest.mark.parametrize("direction", list(Direction))
def test_a_bit_flipped_by_who_repairs_checksums_and_manifest_is_found_too(direction: Direction) -> None:
    """The attacker packs the bundle anew; only what is signed can stop him."""
    bundle, chance = read(whole(direction)), random.Random(20260303)
    for _ in range(FLIPS // 4):
        name = chance.choice(sorted(bundle.files))
        spoiled = bytearray(bundle.files[name])
        spoiled[chance.randrange(len(spoiled))] ^= 1 << chance.randrange(8)
        forged = replace(bundle, files={**bundle.files, name: bytes(spoiled)}).write()
        if name.startswith("soap/"):
            assert Claim.OCTETS in broken(forged)
        elif "issuers" not in name:
            assert broken(forged, roots()), f"{name} was changed"


def test_a_changed_message_is_not_what_was_recorded_nor_what_was_signed() -> None:
    bundle = read(whole(Direction.OUT))
    soap = bundle.files["soap/000000000003-soap.xml"]
    changed = soap.replace(b"ONTVANGER", b"ONTVANGES")
    forged = replace(bundle, files={**bundle.files, "soap/000000000003-soap.xml": changed})
    assert {Claim.OCTETS, Claim.SIGNATURES} <= broken(forged.write())


def test_a_changed_entry_no_longer_has_its_digest() -> None:
    bundle = read(whole(Direction.OUT))
    forged = with_entry(bundle, 0, at=AT - timedelta(days=1))
    assert broken(forged.write()) == {Claim.ENTRIES}


def test_a_changed_entry_with_a_new_digest_has_no_place_in_the_chain() -> None:
    bundle = read(whole(Direction.OUT))
    last = bundle.entries[-1]
    before = bundle.entries[-2].chained
    forged = chain(replace(last.chained.entry, at=AT - timedelta(days=1)), before)
    entries = (*bundle.entries[:-1], replace(last, chained=forged))
    assert broken(replace(bundle, entries=entries).write()) == {Claim.PLACES}


def test_an_entry_left_out_in_the_middle_is_not_noticed_by_order_but_its_octets_are_missed() -> None:
    """What a bundle holds is proved; that it holds everything, only the whole chain can prove."""
    bundle = read(whole(Direction.OUT))
    forged = replace(bundle, entries=bundle.entries[1:])
    assert broken(forged.write()) == set()
    without_seal = replace(bundle, entries=(bundle.entries[0], *bundle.entries[2:]))
    assert Claim.OCTETS in broken(without_seal.write())


def test_entries_in_another_order_or_twice_are_refused() -> None:
    bundle = read(whole(Direction.OUT))
    for entries in (bundle.entries[::-1], (*bundle.entries, bundle.entries[-1]), ()):
        assert Claim.ENTRIES in broken(replace(bundle, entries=entries).write())


def test_an_entry_about_another_message_does_not_belong() -> None:
    bundle = read(whole(Direction.OUT))
    forged = rechained(bundle, lambda entry: replace(entry, subject="out/00000099000000010000/iets-anders"))
    assert Claim.ENTRIES in broken(forged.write())


def test_a_path_of_another_entry_proves_nothing() -> None:
    bundle = read(whole(Direction.OUT))
    first, second, *rest = bundle.entries
    swapped = (replace(first, path=second.path), replace(second, path=first.path), *rest)
    assert broken(replace(bundle, entries=swapped).write()) == {Claim.PLACES}


@pytest.mark.parametrize(
    "changes", [{"root": "0" * 64}, {"size": 99}, {"at": AT + timedelta(seconds=1)}, {"signature": b"x" * 256}], ids=str
)
def test_a_changed_head_is_not_what_was_signed(changes: dict[str, object]) -> None:
    bundle = read(whole(Direction.OUT))
    head = replace(bundle.checkpoint, **changes)  # type: ignore[arg-type] # the fields that a test changes
    assert Claim.HEAD in broken(replace(bundle, checkpoint=head).write())


def test_a_head_signed_by_another_key_is_refused() -> None:
    bundle = read(whole(Direction.OUT))
    for other in (certificate(WE, "wij"), certificate(THEY, "zij"), b"", b"geen certificaat"):
        assert Claim.HEAD in broken(with_files(bundle, evidence=other).write())


def test_evidence_of_another_organisation_is_not_ours() -> None:
    """The key may be right; the certificate names who vouches for the chain."""
    holder = Holder(oin=THEY.oin, organisation="Organisatie zij", host_names=())
    key = wire_key("evidence").private
    foreign = authority().issue(holder, LeafPurpose.SIGNING, AT - timedelta(days=1), key=key).der
    assert broken(with_files(read(whole(Direction.OUT)), evidence=foreign).write()) == {Claim.HEAD}


@pytest.mark.parametrize("direction", list(Direction))
def test_a_chain_forged_by_its_own_organisation_still_lacks_the_signature_of_the_partner(direction: Direction) -> None:
    """Who holds the evidence key can make any chain; what the partner signed he cannot make."""
    bundle = read(whole(direction))
    assert not broken(rechained(bundle, lambda entry: entry).write(), roots()), "an honest chain made anew holds"
    name = next(name for name in bundle.files if name.startswith("soap/"))
    soap = bundle.files[name].replace(b"2026-11-23T09:00:00Z", b"2026-11-23T08:00:00Z")
    assert soap != bundle.files[name]

    def change(entry: EvidenceEntry) -> EvidenceEntry:
        old = digest(bundle.files[name])
        facts = tuple((key, digest(soap) if value == old else value) for key, value in entry.facts)
        return replace(entry, facts=facts)

    forged = rechained(replace(bundle, files={**bundle.files, name: soap}), change)
    assert broken(forged.write(), roots()) & {Claim.SIGNATURES}


def test_other_content_than_what_was_signed_is_found() -> None:
    bundle = read(whole(Direction.OUT))

    def change(entry: EvidenceEntry) -> EvidenceEntry:
        facts = tuple((name, "0" * 64 if name == "payload-sha256" else value) for name, value in entry.facts)
        return replace(entry, facts=facts)

    assert broken(rechained(bundle, change).write()) == {Claim.CONTENT}


def test_another_agreement_than_the_recorded_one_is_found() -> None:
    bundle = read(whole(Direction.OUT))
    forged = replace(bundle, about=replace(bundle.about, agreement_digest="2" * 64))
    assert broken(forged.write()) == {Claim.AGREEMENT}


@pytest.mark.parametrize(
    "changes", [{"receiver": "00000099000000030000"}, {"message_id": "x@y"}, {"agreement_id": "z"}]
)
def test_a_bundle_that_says_to_be_about_another_message_is_found(changes: dict[str, str]) -> None:
    bundle = read(whole(Direction.OUT))
    forged = replace(bundle, about=replace(bundle.about, **changes))
    assert broken(forged.write()) == {Claim.PARTIES}


def test_a_message_of_another_sender_than_the_bundle_names_is_found() -> None:
    bundle, subject = read(whole(Direction.IN)), "in/00000099000000030000/ref-1"
    forged = rechained(bundle, lambda entry: replace(entry, subject=subject))
    assert broken(replace(forged, about=replace(bundle.about, subject=subject)).write()) == {Claim.PARTIES}


def test_a_receipt_of_another_message_proves_nothing() -> None:
    """Replay: a genuine receipt, for a message with the same MessageId and another content."""
    bundle, name = read(whole(Direction.OUT)), "soap/000000000005-soap.xml"
    other = exchanged(agreed(Profile.RM_S), Direction.OUT, replace(PART, content=b"<iets-anders/>")).receipt.soap

    def change(entry: EvidenceEntry) -> EvidenceEntry:
        old = digest(bundle.files[name])
        return replace(
            entry, facts=tuple((key, digest(other) if value == old else value) for key, value in entry.facts)
        )

    forged = rechained(replace(bundle, files={**bundle.files, name: other}), change)
    assert broken(forged.write(), roots()) == {Claim.RECEIPT}


def test_certificates_that_lead_to_no_root_of_ours_are_found() -> None:
    stranger = self_signed("vreemde", wire_key("vreemde").private)
    assert broken(whole(Direction.OUT), (stranger,)) == {Claim.CERTIFICATES}
    assert broken(whole(Direction.OUT), ()) == {Claim.CERTIFICATES}
    assert broken(whole(Direction.OUT), (b"geen certificaat",)) == {Claim.CERTIFICATES}


def test_certificates_swapped_between_the_parties_are_found() -> None:
    bundle = read(whole(Direction.OUT))
    files = {
        **bundle.files,
        OWN_CERTIFICATE: bundle.files[PARTNER_CERTIFICATE],
        PARTNER_CERTIFICATE: bundle.files[OWN_CERTIFICATE],
    }
    assert Claim.SIGNATURES in broken(replace(bundle, files=files).write())


def test_a_certificate_of_the_right_key_and_the_wrong_organisation_is_found() -> None:
    holder = Holder(oin=THEY.oin, organisation="Organisatie zij", host_names=())
    foreign = authority().issue(holder, LeafPurpose.SIGNING, AT - timedelta(days=1), key=wire_key("wij").private).der
    assert broken(with_files(read(whole(Direction.OUT)), own_signing=foreign).write()) == {Claim.PARTIES}


def test_without_a_certificate_signatures_stay_open_and_say_so() -> None:
    bundle = read(whole(Direction.OUT))
    files = {name: octets for name, octets in bundle.files.items() if "signing" not in name}
    found = outcomes(replace(bundle, files=files).write())
    assert found[Claim.SIGNATURES] is Outcome.OPEN
    assert found[Claim.PARTIES] is Outcome.OPEN


def test_an_elliptic_and_an_edwards_key_sign_heads_as_well() -> None:
    octets = signing_input(1, "0" * 64, AT)
    curve = ec.generate_private_key(ec.SECP256R1())
    edwards = ed25519.Ed25519PrivateKey.generate()
    signatures = {
        self_signed("kromme", curve): curve.sign(octets, ec.ECDSA(hashes.SHA256())),
        self_signed_by(edwards): edwards.sign(octets),
    }
    for der, signature in signatures.items():
        require_signature(der, signature, octets)
        for wrong_octets, wrong_signature in ((octets + b"x", signature), (octets, signature[::-1])):
            with pytest.raises(TamperedError):
                require_signature(der, wrong_signature, wrong_octets)


def self_signed_by(key: ed25519.Ed25519PrivateKey) -> bytes:
    """Return a certificate (DER) of an Edwards key."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bewijs.example")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, AT, AT + timedelta(days=1))
    return builder.sign(key, None).public_bytes(serialization.Encoding.DER)


def test_a_key_of_a_kind_that_signs_no_heads_is_refused() -> None:
    other = ec.generate_private_key(ec.SECP384R1())
    with pytest.raises(TamperedError):
        require_signature(self_signed("andere", other), other.sign(b"x", ec.ECDSA(hashes.SHA256())), b"x")


def self_acknowledged(claimed_by: PartyId) -> bytes:
    """Return the bundle of a message that nobody answered, with a receipt by our own key; it says who made it."""
    agreement, store = agreed(Profile.RM_S), MemoryStore()
    sent, they = exchanged(agreement, Direction.OUT).sent, as_they_see_it(agreement)
    proven = endpoint.prove(endpoint.verify(endpoint.parse(received(sent, WE.oin)), they, AT), they, (), AT)
    ours = replace(they, own=replace(they.own, party_id=claimed_by, signing_certificate=certificate(WE, "wij")))
    receipt = sealed_by("wij", endpoint.compose_receipt(proven, ours, OTHER_ID, AT))
    message = record_of(agreement, Direction.OUT)
    asyncio.run(record(store, message, Exchange(sent, receipt)))
    octets = asyncio.run(exporter(store, agreement).export(Direction.OUT, message.reference, message.sender))
    return with_files(read(octets), partner_signing=certificate(WE, "wij")).write()


def test_a_receipt_that_the_sender_made_itself_is_not_of_its_receiver() -> None:
    """Forged proof of delivery: everything is signed, but not by who should have received the message."""
    assert broken(self_acknowledged(WE), roots()) == {Claim.PARTIES, Claim.RECEIPT}
    assert broken(self_acknowledged(THEY), roots()) == {Claim.PARTIES}


def test_inbound_evidence_without_a_receiver_says_not_whose_it_is() -> None:
    """Any certificate under the roots would do for the evidence key."""
    bundle = read(whole(Direction.IN))
    stranger = x509.load_pem_x509_certificates(evidence_chain(NOBODY))[0].public_bytes(serialization.Encoding.DER)
    files = {name: octets for name, octets in bundle.files.items() if "soap" not in name}
    facts = {"soap-sha256", "receipt-sha256", "soap-payload", "receipt-payload"}
    bare = rechained(
        replace(bundle, files={**files, EVIDENCE_CERTIFICATE: stranger}),
        lambda entry: replace(entry, facts=tuple(fact for fact in entry.facts if fact[0] not in facts)),
    )
    for receiver, outcome in (("", Outcome.OPEN), (str(WE.oin), Outcome.FAILS)):
        forged = replace(bare, about=replace(bare.about, receiver=receiver, message_id=""))
        assert outcomes(forged.write(), roots())[Claim.HEAD] is outcome


def test_a_receipt_of_a_message_that_is_no_longer_kept_stays_open() -> None:
    bundle = read(whole(Direction.OUT))
    files = {name: octets for name, octets in bundle.files.items() if name != "soap/000000000003-soap.xml"}
    found = outcomes(replace(bundle, files=files).write(), roots())
    assert {claim for claim, outcome in found.items() if outcome is not Outcome.HOLDS} == {
        Claim.OCTETS,
        Claim.SIGNATURES,
        Claim.CONTENT,
        Claim.RECEIPT,
        Claim.REVOCATION,
    }
    assert Outcome.FAILS not in found.values()
