"""Agreements under hostile octets: each is accepted whole or refused with rules, quickly, and never crashes."""

from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from time import process_time
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from gateway.domain.agreement import ContentCipher, Profile, Reliability
from gateway.domain.identifiers import AgreementId
from gateway.wire.ebms2 import cpa
from gateway.wire.ebms2.cpa.grammar import GRAMMAR
from gateway.wire.ebms2.cpa.vocabulary import CPA_NAMESPACE, XLINK_NAMESPACE
from gateway.wire.ebms2.cpa_create import create
from tests.kit.cpa_documents import ANDER, ONS, document, form, mistakes, rules

DOCUMENT: Final = document()
NAMES: Final = sorted(GRAMMAR)
WORDS: Final = ("", "always", "never", "perMessage", "true", "P1Y", "PT0S", "-1", "9" * 12, "A_signal", "\u00e9", " x ")
# G10 allows 2 s; of the processor, for the machine is shared.
SECONDS: Final = 2.0


@cache
def _schema(standards: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(standards / "ebms2" / "cpp-cpa-2_0.xsd"))


def test_cut_short_at_every_64_octets_it_is_refused() -> None:
    for end in range(0, len(DOCUMENT) - 64, 64):
        assert rules(DOCUMENT[:end]) == {"xml"}


@given(
    place=st.integers(0, len(DOCUMENT) - 1),
    length=st.integers(0, 40),
    octets=st.binary(max_size=40) | st.sampled_from([word.encode() for word in WORDS]),
)
def test_with_octets_replaced_it_is_accepted_or_refused(place: int, length: int, octets: bytes) -> None:
    spoiled = DOCUMENT[:place] + octets + DOCUMENT[place + length :]
    mistakes(spoiled)
    mistakes(spoiled, ANDER)


@given(octets=st.binary(max_size=2000))
def test_any_octets_are_refused(octets: bytes) -> None:
    assert rules(octets) == {"xml"}


def _mutate(data: st.DataObject) -> bytes:
    """Change one to three elements: take out, double, move, rename, or give another attribute or text."""
    root = etree.fromstring(DOCUMENT)
    for _ in range(data.draw(st.integers(1, 3))):
        # What stands inside ds:KeyInfo is not ours to check.
        element = data.draw(st.sampled_from(list(root.iter(f"{{{CPA_NAMESPACE}}}*"))))
        parent = element.getparent()
        match data.draw(st.integers(0, 5)):
            case 0 if parent is not None:
                parent.remove(element)
            case 1 if parent is not None:
                parent.insert(0, deepcopy(element))
            case 2 if parent is not None:
                parent.append(element)
            case 3:
                element.tag = f"{{{CPA_NAMESPACE}}}{data.draw(st.sampled_from(NAMES))}"
            case 4:
                names = [*element.attrib, f"{{{CPA_NAMESPACE}}}id", f"{{{XLINK_NAMESPACE}}}href", "id"]
                element.set(data.draw(st.sampled_from(names)), data.draw(st.sampled_from(WORDS)))
            case _:
                element.text = data.draw(st.sampled_from(WORDS))
    return etree.tostring(root)


@given(data=st.data())
def test_what_the_published_schema_refuses_is_refused_here(data: st.DataObject, standards: Path) -> None:
    octets = _mutate(data)
    if not _schema(standards).validate(etree.fromstring(octets)):
        assert mistakes(octets), _schema(standards).error_log


@given(data=st.data())
def test_with_elements_changed_both_parties_are_told_the_same(data: st.DataObject) -> None:
    octets = _mutate(data)
    # Only which one of them is "own" differs.
    assert rules(octets) - {"own-party"} == rules(octets, ANDER) - {"own-party"}


@given(
    profile=st.sampled_from(Profile),
    cipher=st.sampled_from(ContentCipher),
    retries=st.integers(1, 1000),
    interval=st.integers(1, 31 * 86400),
    spare=st.integers(0, 86400),
    name=st.from_regex(r"[A-Za-z0-9_-]{1,60}", fullmatch=True),
)
def test_what_is_made_is_read_back(
    profile: Profile, cipher: ContentCipher, retries: int, interval: int, spare: int, name: str
) -> None:
    retries = min(retries, 3660 * 86400 // interval - 1)
    reliability = Reliability(
        retries=retries,
        retry_interval=timedelta(seconds=interval),
        persist_duration=min(timedelta(seconds=interval * retries + spare), timedelta(days=3660)),
    )
    made = replace(form(profile), agreement_id=AgreementId.parse(name), cipher=cipher, reliability=reliability)
    agreement = cpa.parse(create(made), ONS)
    assert str(agreement.agreement_id) == name
    assert all(not action.profile.reliable or action.reliability == reliability for action in agreement.actions)
    assert all(not action.profile.encrypted or action.cipher == cipher for action in agreement.actions)


@pytest.mark.alone
@pytest.mark.parametrize(
    "attack",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]>',
        "<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'>"
        + "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
        + "]>",
        '<!DOCTYPE a [<!ATTLIST a id ID "x">]>',
    ],
)
def test_entities_are_refused_at_once(attack: str) -> None:
    octets = DOCUMENT.replace(b"?>", b"?>" + attack.encode(), 1)
    began = process_time()
    assert rules(octets) == {"xml"}
    assert rules(octets.decode().encode("utf-16")) == {"xml"}
    assert process_time() - began < SECONDS


@pytest.mark.alone
@pytest.mark.parametrize(
    "octets",
    [
        b"<a>" * 100_000,
        DOCUMENT.replace(b"<tns:PartyId ", b'<tns:PartyId tns:type="x"/>' * 18_000 + b"<tns:PartyId ", 1),
        DOCUMENT.replace(b"<tns:Status ", b"<tns:Status/>" * 19_000 + b"<tns:Status ", 1),
        DOCUMENT.replace(
            b"<tns:DeliveryChannel ",
            b'<tns:DeliveryChannel tns:channelId="A_signal" tns:transportId="q" tns:docExchangeId="q"/>' * 9_000
            + b"<tns:DeliveryChannel ",
            1,
        ),
        DOCUMENT.replace(
            b"<tns:CanSend>",
            b'<tns:CanSend><tns:ThisPartyActionBinding tns:id="x" tns:action="y" tns:packageId="z"/></tns:CanSend>'
            * 9_000
            + b"<tns:CanSend>",
            1,
        ),
    ],
)
def test_a_large_document_costs_little(octets: bytes) -> None:
    began = process_time()
    assert mistakes(octets)
    assert process_time() - began < SECONDS
