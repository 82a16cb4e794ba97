"""Our verification of signatures beside that of two libraries, on all kinds of messages: each difference has a name.

`-s` shows the table. We accept nothing that xmlsec refuses; what it accepts and we refuse has one of a closed list of
reasons, and so has every difference with signxml, which understands less of ebMS.
"""

import contextlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import product
from typing import Final

import pytest
from cryptography.hazmat.primitives import hashes
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.domain.agreement import Canonicalization, DigestMethod, SignatureMethod
from gateway.errors import SecurityRefusedError, XmlRefusedError
from gateway.wire.ebms2 import signature
from gateway.wire.ebms2.key_material import Refusal
from gateway.wire.ebms2.signature import Algorithms
from gateway.wire.ebms2.xml import XmlReason
from gateway.wire.stages import Part
from tests.kit.signed_messages import AGREED, ENVELOPE, NEXT, NEXT_MSH, PARTS, changed, signed
from tests.kit.verification_mutants import CHANGES, PARCELS, SPELLINGS
from tests.kit.wire_keys import wire_key
from tests.kit.xml_witnesses import Witnesses

# Thousands of messages: on a busy machine more than three minutes.
pytestmark = pytest.mark.timeout(600)
SIGNER: Final = wire_key("afzender")
ACCEPTED: Final = "accepted"
HASHES: Final[Mapping[SignatureMethod, type[hashes.HashAlgorithm]]] = {
    SignatureMethod.RSA_SHA256: hashes.SHA256,
    SignatureMethod.RSA_SHA384: hashes.SHA384,
    SignatureMethod.RSA_SHA512: hashes.SHA512,
}
PREFIXES: Final = ("ds:", "dsig:", "")
# An attribute; in the expression of the signature an @ stands before the name.
NEXT_HOP: Final = re.compile(rf'\s[\w-]+:actor="({NEXT}|{NEXT_MSH})"'.encode())
ENVELOPES: Final = (
    ENVELOPE,
    ENVELOPE.replace(NEXT, "urn:example:iemand"),
    ENVELOPE.replace("soap:", "SOAP-ENV:").replace(":soap", ":SOAP-ENV"),
    # A prefix in scope that no ASCII has.
    ENVELOPE.replace(" xmlns:eb=", ' xmlns:é="urn:x" xmlns:eb='),
)


class Reason(StrEnum):
    """Why our verdict and that of a library differ; there are no other reasons, and each of these is met."""

    SHAPE = "ours knows one shape of ds:Signature and one base64 (D5); an engine passes over what it does not need"
    PLACE = "ours wants the one signature in the header (bad inputs 137, 138); an engine takes the first anywhere"
    ALGORITHM = "ours takes what was agreed and nothing weaker (D6, D12); an engine does what the message asks"
    REFERENCES = "ours knows which parts there are, each signed once (D8); an engine looks at the references alone"
    COMMENT = "ours reads no comments in a message (bad input 95); canonicalisation leaves them out"
    INSTRUCTION = "ours reads no instructions in a message (bad input 94); an engine signs them like anything else"
    DTD = "ours reads no DTD (bad inputs 88 to 91); a parser expands what stands in it"
    ENCODING = "ours reads UTF-8 alone (bad input 92)"
    NEXT_HOP = "signxml skips the expression and digests what is for the next hop too (stack.md 2.1)"
    NAMESPACE = "signxml canonicalises SignedInfo where it stands, where lxml forgets a default namespace"
    KEY_INFO = "signxml compares KeyInfo with the certificate; ours reads none of it, the agreement has the key (E-66)"
    ESCAPE = "signxml looks a cid: up as it stands; ours and xmlsec also as RFC 2392 escapes it"


# Which refusals of ours explain themselves. Value, digest and canonical form are not here: about what was really signed
# there is nothing to differ.
OURS: Final[Mapping[str, Reason]] = {
    Refusal.SIGNATURE_SHAPE: Reason.SHAPE,
    Refusal.SIGNATURE_PLACE: Reason.PLACE,
    Refusal.SIGNATURE_ALGORITHM: Reason.ALGORITHM,
    Refusal.SIGNATURE_REFERENCES: Reason.REFERENCES,
    XmlReason.COMMENT: Reason.COMMENT,
    XmlReason.PROCESSING_INSTRUCTION: Reason.INSTRUCTION,
    XmlReason.DOCTYPE: Reason.DTD,
    XmlReason.ENCODING: Reason.ENCODING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A message, its parts, and how it came about."""

    kind: str
    soap: bytes
    parts: tuple[Part, ...] = PARTS
    algorithms: Algorithms = AGREED


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """What each says: ours why it refuses, or that it accepts."""

    ours: str
    xmlsec: bool
    signxml: bool

    @property
    def accepted(self) -> bool:
        """Whether ours accepts."""
        return self.ours == ACCEPTED


@pytest.fixture(scope="module")
def witnesses() -> Witnesses:
    return Witnesses(SIGNER)


def our_verdict(example: Example) -> str:
    """Return why we refuse, or that we accept."""
    try:
        signature.verify(example.soap, example.parts, SIGNER.certificate, example.algorithms)
    except (SecurityRefusedError, XmlRefusedError) as error:
        return error.reason
    return ACCEPTED


def judge(example: Example, witnesses: Witnesses) -> Verdicts:
    """Ask all three."""
    return Verdicts(
        ours=our_verdict(example),
        xmlsec=witnesses.xmlsec_verifies(example.soap, example.parts),
        signxml=witnesses.signxml_verifies(example.soap, example.parts),
    )


def explain(example: Example, verdicts: Verdicts) -> set[Reason | None]:
    """Return the reason for each difference; None for one that has none."""
    reasons: set[Reason | None] = set()
    if verdicts.xmlsec != verdicts.accepted:
        reasons.add(None if verdicts.accepted else OURS.get(verdicts.ours))
    if verdicts.signxml != verdicts.accepted:
        reasons.add(_signxml_refuses(example) if verdicts.accepted else OURS.get(verdicts.ours))
    return reasons


def _signxml_refuses(example: Example) -> Reason | None:
    """Return why signxml does not verify what ours and xmlsec do."""
    if NEXT_HOP.search(example.soap):
        return Reason.NEXT_HOP
    if b"<Signature xmlns=" in example.soap:
        return Reason.NAMESPACE
    return {"another modulus": Reason.KEY_INFO, "a reference with an escape": Reason.ESCAPE}.get(example.kind)


@cache
def base(witnesses: Witnesses, envelope: str, prefix: str, algorithms: Algorithms) -> bytes:
    """Return a signed message: ours with our prefix, and with another one of xmlsec."""
    soap = signed(SIGNER, envelope=envelope, algorithms=algorithms, algorithm=HASHES[algorithms.signature_method])
    if prefix == "ds:":
        return soap
    bare = prefix.rstrip(":")
    soap = soap.replace(b"<ds:", f"<{prefix}".encode()).replace(b"</ds:", f"</{prefix}".encode())
    soap = soap.replace(b"xmlns:ds=", f"xmlns:{bare}=".encode() if bare else b"xmlns=")
    return witnesses.sign(soap, PARTS) or b""


def well_signed(witnesses: Witnesses) -> Iterator[Example]:
    """Yield messages that are right, in every algorithm and every prefix."""
    for form, digest, method in product(Canonicalization, DigestMethod, SignatureMethod):
        algorithms = Algorithms(canonicalization=form, digest_method=digest, signature_method=method)
        for envelope, prefix in product(ENVELOPES, PREFIXES):
            soap = base(witnesses, envelope, prefix, algorithms)
            yield Example(kind="as it should be", soap=soap, algorithms=algorithms)


def changed_somehow(witnesses: Witnesses) -> Iterator[Example]:
    """Yield messages with one thing changed: on the way, before the key signed, in spelling, or beside its parts."""
    for envelope, prefix, form in product(ENVELOPES[:2], ("ds:", ""), Canonicalization):
        algorithms = Algorithms(canonicalization=form)
        soap = base(witnesses, envelope, prefix, algorithms)
        for kind, change in CHANGES.items():
            on_the_way = changed(soap, change)
            yield Example(kind=kind, soap=on_the_way, algorithms=algorithms)
            before = witnesses.sign(on_the_way, PARTS)
            if before is not None:
                yield Example(kind=kind, soap=before, algorithms=algorithms)
        for kind, spell in SPELLINGS.items():
            yield Example(kind=kind, soap=spell(soap), algorithms=algorithms)
        for kind, parts in PARCELS.items():
            yield Example(kind=kind, soap=soap, parts=parts, algorithms=algorithms)


def test_all_three_verify_what_is_right_but_for_what_signxml_does_not_know(witnesses: Witnesses) -> None:
    counted: Counter[str] = Counter()
    for example in well_signed(witnesses):
        verdicts = judge(example, witnesses)
        assert (verdicts.ours, verdicts.xmlsec) == (ACCEPTED, True)
        assert None not in explain(example, verdicts)
        counted["all three" if verdicts.signxml else "ours and xmlsec"] += 1
    print(f"\n{dict(counted)}")  # noqa: T201 - the table, for who asks with -s
    assert counted["all three"]


def test_every_difference_has_a_reason_and_we_accept_nothing_that_xmlsec_refuses(witnesses: Witnesses) -> None:
    table: Counter[tuple[str, Verdicts]] = Counter()
    met: set[Reason | None] = set()
    for example in changed_somehow(witnesses):
        verdicts = judge(example, witnesses)
        reasons = explain(example, verdicts)
        assert None not in reasons, (example.kind, verdicts)
        assert verdicts.xmlsec or not verdicts.accepted, (example.kind, verdicts)
        met |= reasons
        table[example.kind, verdicts] += 1
    for line in _lines(table):
        print(line)  # noqa: T201 - the table, for who asks with -s
    assert met == set(Reason), "a reason that explains nothing any more goes"


def _lines(table: Counter[tuple[str, Verdicts]]) -> Iterator[str]:
    yield f"\n{sum(table.values())} messages\n{'what was changed':48} {'ours':24} xmlsec signxml times"
    for (kind, verdicts), times in sorted(table.items(), key=lambda row: row[0][0]):
        said = ("accepts" if said else "refuses" for said in (verdicts.xmlsec, verdicts.signxml))
        yield f"{kind:48} {verdicts.ours:24} {' '.join(said)} {times:5}"


@settings(max_examples=max(1, settings().max_examples * 4))
@given(
    kinds=st.lists(st.sampled_from(sorted(CHANGES)), min_size=2, max_size=4),
    spelling=st.none() | st.sampled_from(sorted(SPELLINGS)),
    form=st.sampled_from(Canonicalization),
    prefix=st.sampled_from(PREFIXES),
    signer=st.sampled_from(["on the way", "by the key"]),
)
def test_of_several_changes_at_once_xmlsec_accepts_no_fewer(
    witnesses: Witnesses, kinds: list[str], spelling: str | None, form: Canonicalization, prefix: str, signer: str
) -> None:
    algorithms = Algorithms(canonicalization=form)
    soap = base(witnesses, ENVELOPE, prefix, algorithms)
    for kind in kinds:
        with contextlib.suppress(IndexError, StopIteration, ValueError):
            # What an earlier change took away cannot be changed any more.
            soap = changed(soap, CHANGES[kind])
    if signer == "by the key":
        soap = witnesses.sign(soap, PARTS) or soap
    soap = soap if spelling is None else SPELLINGS[spelling](soap)
    example = Example(kind="several", soap=soap, algorithms=algorithms)
    ours, library = our_verdict(example), witnesses.xmlsec_verifies(soap, PARTS)
    assert library or ours != ACCEPTED
    assert ours == ACCEPTED or not library or ours in OURS
