"""What a partner sends that encrypts weakly: accepted while its exception holds, refused like anything else after."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import pytest

from gateway.domain.agreement import AnyCipher, AnyTransport, ContentCipher, KeyTransport, LegacyCipher, LegacyTransport
from gateway.domain.evidence import EvidenceType
from gateway.domain.octets import whole
from gateway.wire.ebms2 import mime
from gateway.wire.stages import Part, Sealed
from tests.kit.algorithms import LEGACY_ENCRYPTIONS, encryption_name
from tests.kit.encrypted_parts import with_content
from tests.kit.legacy_parts import exception, weakly_encrypted
from tests.kit.wire_keys import wire_key
from tests.kit.world import POLITIE, VEILIG_THUIS, Side, World

KEY: Final = wire_key(f"{VEILIG_THUIS.name}-encryption")
ACTION: Final = "vtMeldingDi01"
CONTENT: Final = b"<inhoud/>"


class Meeting:
    """A police that cannot encrypt better, and Veilig Thuis that excepted it until a moment."""

    def __init__(self, until: timedelta) -> None:
        self.world = World()
        self.vt: Side = self.world.side(VEILIG_THUIS)
        self.until: datetime = self.world.clock.now() + until
        legacy = replace(exception(KEY), until=self.until)
        self.vt.agree(*(replace(each, legacy=legacy) for each in self.vt.agreements))

    async def seal(self, cipher: AnyCipher, transport: AnyTransport) -> Sealed:
        """Return a report of the police, signed as agreed and encrypted as it can."""
        sealed = await self.world.side(POLITIE).seal(VEILIG_THUIS, ACTION, CONTENT)
        plain = Part(content_id=f"deel-0@{POLITIE.name}", media_type="application/xml", content=CONTENT)
        octets = whole(weakly_encrypted(KEY, cipher, transport, plain).content)
        content_type, body = mime.join(sealed.soap, (with_content(plain, octets),), str(sealed.message_id))
        return replace(sealed, content_type=content_type, body=body)

    async def receive(self, sealed: Sealed) -> list[EvidenceType]:
        """Let it arrive; return what the evidence says of it."""
        before = len(self.vt.evidence())
        await self.world.carry(POLITIE, sealed.content_type, sealed.body, VEILIG_THUIS.oin)
        return [entry.type for entry in self.vt.evidence()[before:]]


@pytest.mark.parametrize(("cipher", "transport"), LEGACY_ENCRYPTIONS, ids=encryption_name)
async def test_while_the_exception_holds_it_is_received(cipher: AnyCipher, transport: AnyTransport) -> None:
    meeting = Meeting(timedelta(seconds=1))
    # The strong half is as agreed; an exception is for the weak one alone.
    if isinstance(cipher, ContentCipher):
        meeting.vt.agree_to(cipher=cipher)
    if isinstance(transport, KeyTransport):
        meeting.vt.agree_to(key_transport=transport)
    assert EvidenceType.RECEIVED in await meeting.receive(await meeting.seal(cipher, transport))


async def test_what_is_neither_agreed_nor_excepted_is_refused() -> None:
    meeting = Meeting(timedelta(hours=1))
    sealed = await meeting.seal(ContentCipher.AES128_GCM, LegacyTransport.RSA_1_5)
    assert await meeting.receive(sealed) == [EvidenceType.SECURITY_REFUSED]


async def test_after_its_end_no_key_is_used_any_more() -> None:
    meeting = Meeting(timedelta(seconds=1))
    sealed = await meeting.seal(LegacyCipher.AES256_CBC, LegacyTransport.RSA_1_5)
    meeting.world.clock.set(meeting.until)
    assert await meeting.receive(sealed) == [EvidenceType.SECURITY_REFUSED]
    assert dict(meeting.vt.evidence()[-1].facts)["reason"] == "encryption-algorithm"


async def test_a_copy_of_what_was_accepted_is_not_opened_after_the_end_either() -> None:
    meeting = Meeting(timedelta(hours=1))
    sealed = await meeting.seal(LegacyCipher.AES256_CBC, LegacyTransport.RSA_1_5)
    assert EvidenceType.RECEIVED in await meeting.receive(sealed)
    meeting.world.clock.set(meeting.until)
    # By then its own time is over too, so it is judged as of when it first came; the exception is not.
    assert await meeting.receive(sealed) == [EvidenceType.SECURITY_REFUSED]


async def test_without_an_exception_it_is_refused_before_a_key_is_used() -> None:
    meeting = Meeting(timedelta(hours=1))
    meeting.vt.agree(*(replace(each, legacy=None) for each in meeting.vt.agreements))
    sealed = await meeting.seal(LegacyCipher.AES256_CBC, LegacyTransport.RSA_1_5)
    assert await meeting.receive(sealed) == [EvidenceType.SECURITY_REFUSED]


async def test_garbage_under_good_padding_and_under_bad_padding_end_alike() -> None:
    meeting = Meeting(timedelta(hours=1))
    reasons = set()
    for _ in range(8):
        # Each message wraps a key of its own; the content of another one is garbage under it.
        first, second = [await meeting.seal(LegacyCipher.AES256_CBC, LegacyTransport.RSA_1_5) for _ in range(2)]
        one, other = whole(first.body), whole(second.body)
        mixed = (
            one[: one.rindex(b"<xenc:CipherValue>")]
            + other[other.rindex(b"<xenc:CipherValue>") : other.index(b"</xenc:EncryptedData>")]
        )
        body = mixed + one[one.index(b"</xenc:EncryptedData>") :]
        kinds = await meeting.receive(replace(first, body=body))
        assert kinds == [EvidenceType.DECRYPTION_FAILED, EvidenceType.SECURITY_REFUSED]
        reasons.add(dict(meeting.vt.evidence()[-1].facts)["reason"])
    assert reasons == {"signature-digest"}
