"""Agreements with the police beside that of the chain, on other terms, and the police as it speaks under them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from gateway.domain.agreement import Canonicalization, ContentCipher, KeyTransport, Profile, SyncReply
from gateway.domain.identifiers import AgreementId
from gateway.wire.ebms2 import cpa
from gateway.wire.ebms2.cpa_create import AgreementForm, create
from gateway.wire.ebms2.vocabulary import PARTY_TYPE
from tests.kit.corpus import Bench
from tests.kit.corpus_agreements import ways
from tests.kit.correspondent import Letter
from tests.kit.partner import Partner
from tests.kit.posting import Posting


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What another agreement says; a gateway of this chain sends nothing best effort, so each is reliable."""

    profile: Profile = Profile.RM_E
    cipher: ContentCipher = ContentCipher.AES256_GCM
    key_transport: KeyTransport = KeyTransport.RSA_OAEP_MGF1P
    canonicalization: Canonicalization = Canonicalization.INCLUSIVE
    sync_reply: SyncReply = SyncReply.NONE
    party_type: str = PARTY_TYPE
    pinned: bool = False

    @property
    def name(self) -> str:
        """The CPAId."""
        words = (
            self.profile,
            self.cipher.name,
            self.key_transport.name,
            self.canonicalization.name,
            self.sync_reply,
            self.party_type.replace(":", "_"),
            *(["pinned"] if self.pinned else []),
        )
        return "_".join(("Keten", *words)).lower().replace("-", "_")

    @property
    def habits(self) -> str:
        """What stands in the file beside the CPA, for a CPA cannot say it."""
        transport = self.key_transport.name.lower().replace("_", "-")
        lines = (
            f'canonicalization = "{self.canonicalization.name.lower()}"',
            f'key_transport = "{transport}"',
            f'client_certificate = "{"agreed" if self.pinned else "any"}"',
        )
        return "\n".join([*lines, ""])


PLAIN: Final = Terms(profile=Profile.RM)
SIGNED: Final = Terms(profile=Profile.RM_S)
EXCLUSIVE: Final = Terms(canonicalization=Canonicalization.EXCLUSIVE)
AT_ONCE: Final = Terms(sync_reply=SyncReply.MSH_SIGNALS_ONLY)
OTHER_SCHEME: Final = Terms(party_type="urn:proef:oin")
PINNED: Final = Terms(pinned=True)
CIPHERS: Final = tuple(
    Terms(cipher=cipher, key_transport=transport)
    for cipher in (ContentCipher.AES128_GCM, ContentCipher.AES256_GCM)
    for transport in (KeyTransport.RSA_OAEP_MGF1P, KeyTransport.RSA_OAEP)
)


def add_agreements(bench: Bench) -> None:
    """Put those agreements with the police into the gateway's book; the newest stays that of the chain."""
    for terms in (PLAIN, SIGNED, EXCLUSIVE, AT_ONCE, OTHER_SCHEME, PINNED, *CIPHERS):
        file = bench.home / "agreements" / f"{terms.name}.xml"
        file.write_bytes(_cpa(bench.partner, terms))
        file.with_suffix(".toml").write_text(terms.habits, encoding="utf-8")


def under(bench: Bench, terms: Terms) -> Partner:
    """Return the police as it speaks under the agreement of those terms."""
    agreement = cpa.parse(_cpa(bench.partner, terms), bench.partner.own.party_id)
    habits = {"canonicalization": terms.canonicalization, "key_transport": terms.key_transport}
    actions = tuple(replace(each, **habits) for each in agreement.actions)  # type: ignore[arg-type]  # two of its fields
    return bench.partner.under(replace(agreement, actions=actions))


def _cpa(partner: Partner, terms: Terms) -> bytes:
    held, at = partner.agreement, datetime.now(UTC).replace(microsecond=0)
    form = AgreementForm(
        agreement_id=AgreementId(terms.name),
        start=at - timedelta(days=2),
        end=at + timedelta(days=2),
        parties=(replace(held.own, party_type=terms.party_type), replace(held.partner, party_type=terms.party_type)),
        actions=ways(held),
        profile=terms.profile,
        reliability=partner.action.reliability,
        cipher=terms.cipher,
        sync_reply=terms.sync_reply,
    )
    return create(form)


def spoken(partner: Partner, change: Callable[[Letter], Letter] = lambda letter: letter) -> Posting:
    """Return a message of that partner under its own agreement, with one thing changed."""
    return partner.seal(change(partner.letter()))
