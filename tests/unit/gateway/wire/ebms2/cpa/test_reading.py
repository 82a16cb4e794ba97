"""From octets to an agreement, or to every mistake in them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from itertools import chain

import pytest

from gateway.domain.agreement import Profile
from gateway.domain.identifiers import PartyId
from gateway.errors import ConfigError
from gateway.wire.ebms2 import cpa
from gateway.wire.ebms2.cpa import reading
from gateway.wire.ebms2.cpa_create import create
from tests.kit.cpa_documents import ANDER, END, ONS, SERVICE, START, VREEMD, document, form, mistakes, rules, spoiled

PARTY = ("<tns:PartyInfo ", "</tns:PartyInfo>")


def test_the_agreement_is_seen_from_our_side() -> None:
    ours, theirs = cpa.parse(document(), ONS), cpa.parse(document(), ANDER)
    assert ours.own == theirs.partner
    assert ours.find_action(SERVICE, "terugkoppelen", outbound=True)
    assert theirs.find_action(SERVICE, "terugkoppelen", outbound=False)
    assert not ours.find_action(SERVICE, "melden", outbound=True)
    assert len(ours.actions) == len(theirs.actions) == 3


def test_the_digest_is_that_of_the_octets() -> None:
    assert cpa.parse(document(), ONS).digest == sha256(document()).hexdigest()


def test_the_period_is_in_utc() -> None:
    agreement = cpa.parse(spoiled(("2026-11-01T00:00:00Z", "2026-11-01T01:00:00+01:00")), ONS)
    assert (agreement.start, agreement.end) == (START, END)
    assert agreement.start.tzinfo is UTC
    assert agreement.in_force(datetime(2026, 12, 1, tzinfo=timezone(timedelta(hours=1))))


def test_comments_between_elements_are_allowed() -> None:
    assert rules(spoiled(("<tns:Start>", "<!-- from -->\n<tns:Start>"))) == set()


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"no xml",
        b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
        b"<?xml version='1.0'?><?pi?><a/>",
        b" " * (1024 * 1024 + 1),
    ],
)
def test_what_is_not_plain_xml_is_refused(octets: bytes) -> None:
    assert rules(octets) == {"xml"}


@pytest.mark.parametrize("status", ["proposed", "signed", "refused"])
def test_only_an_agreed_agreement_counts(status: str) -> None:
    assert rules(spoiled(('value="agreed"', f'value="{status}"'))) == {"status"}


def test_an_agreement_has_a_status() -> None:
    assert rules(spoiled(('<tns:Status tns:value="agreed"/>', ""))) == {"structure", "status"}


@pytest.mark.parametrize("name", ["", " a", "a" * 256, "\u00e9"])
def test_an_agreement_has_an_identifier(name: str) -> None:
    assert "identifier" in rules(spoiled(('cpaid="schakel_melding_1"', f'cpaid="{name}"')))


@pytest.mark.parametrize(
    ("start", "broken"),
    [("2027-11-01T00:00:00Z", {"period"}), ("2026-11-01T00:00:00", {"period"}), ("today", {"structure", "period"})],
)
def test_an_agreement_starts_before_it_ends(start: str, broken: set[str]) -> None:
    assert rules(spoiled(("2026-11-01T00:00:00Z", start))) == broken


@pytest.mark.parametrize("count", [0, 1, 3])
def test_an_agreement_has_two_parties(count: int) -> None:
    text = document().decode()
    start, end = text.index(PARTY[0]), text.rindex(PARTY[1]) + len(PARTY[1])
    first = text[start : text.index(PARTY[1]) + len(PARTY[1])]
    assert "two-parties" in rules((text[:start] + first * count + text[end:]).encode())


def test_without_our_own_party_it_is_seen_by_whoever_stands_first() -> None:
    assert cpa.parse(document(), None).own.party_id == ONS


def test_all_signed_actions_are_signed_in_the_same_way() -> None:
    two = replace(form(Profile.RM_S), actions=(form().actions[0], replace(form().actions[1], profile=Profile.RM_E)))
    text = create(two).decode()
    assert rules(text.encode()) == set()
    for letter in "AB":
        place = text.index(f'<tns:DocExchange tns:docExchangeId="{letter}_exchange_profile_1">')
        end = text.index("</tns:DocExchange>", place)
        longer = text[place:end].replace("xmlenc#sha256", "xmlenc#sha512").replace("rsa-sha256", "rsa-sha512")
        assert len(longer) == end - place
        text = text[:place] + longer + text[end:]
    assert rules(text.encode()) == {"signature-algorithm"}


@pytest.mark.parametrize("own", [VREEMD, PartyId.parse("00000099000000010000")])
def test_an_agreement_of_others_is_refused(own: PartyId) -> None:
    assert rules(document(), own) == {"own-party"}


def test_production_is_not_mixed_with_test() -> None:
    assert rules(spoiled(("00000099000000020000_T", "00000099000000020000"))) == {"environment"}


def test_a_test_oin_is_not_for_production() -> None:
    bare = (("00000099000000010000_T", "00000099000000010000"), ("00000099000000020000_T", "00000099000000020000"))
    assert rules(spoiled(*bare, count=99), PartyId("00000099000000010000")) == {"environment"}


def test_a_party_has_no_agreement_with_itself() -> None:
    octets = spoiled(("00000099000000020000_T", str(ONS)))
    assert rules(octets) == {"own-party", "certificate-oin"}


def test_nested_bindings_are_refused() -> None:
    nested = (
        "</tns:OtherPartyActionBinding><tns:CanReceive><tns:ThisPartyActionBinding "
        'tns:id="A_nested" tns:action="antwoorden" tns:packageId="package_action">'
        "<tns:BusinessTransactionCharacteristics/><tns:ChannelId>A_action</tns:ChannelId>"
        "</tns:ThisPartyActionBinding></tns:CanReceive></tns:CanSend>"
    )
    text = document().decode()
    place = text.index("</tns:CanSend>")
    start = text.rindex("</tns:OtherPartyActionBinding>", 0, place)
    text = text[:start] + nested + text[place + len("</tns:CanSend>") :]
    assert rules(text.encode()) == {"unsupported"}


def test_what_we_do_not_look_at_is_a_notice() -> None:
    constraints = '<tns:ConversationConstraints tns:invocationLimit="1"/>'
    override = '<tns:OverrideMshActionBinding tns:action="Acknowledgment" tns:channelId="A_signal"/>'
    octets = spoiled(("</tns:End>", f"</tns:End>{constraints}"), (PARTY[1], f"{override}{PARTY[1]}"))
    notices = cpa.review(octets, ONS).notices
    assert [notice.rpartition(": ")[2].partition(" (")[0] for notice in notices] == [
        "naar ConversationConstraints wordt niet gekeken",
        "naar OverrideMshActionBinding wordt niet gekeken",
    ]


def test_mistakes_of_every_kind_are_told_together() -> None:
    octets = spoiled(
        ('value="agreed"', 'value="proposed"'),
        ("https://politie", "http://politie"),
        ("xmlenc#sha256<", "xmldsig#sha1<"),
        ("<tns:Retries>8", "<tns:Retries>eight"),
        ('defaultMshChannelId="A_signal"', 'defaultMshChannelId="nowhere"'),
    )
    assert {"status", "endpoint", "default-channel", "structure", "reliability", "reference"} <= rules(octets)


def test_no_sentence_repeats_what_the_document_says() -> None:
    canary = "999990019-Jansen"
    sentences = chain.from_iterable(
        mistakes(spoiled((old, canary), count=2))
        for old in ("00000099000000020000_T", "agreed", "A_signal", "NotGuaranteed", "always", "P2D", "HTTP", "TLS")
    )
    found = list(sentences)
    assert len(found) > 8
    assert not any(canary in sentence for sentence in found)


def test_an_incomplete_agreement_is_never_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_read", lambda *_: None)
    with pytest.raises(ConfigError, match="niet compleet"):
        cpa.parse(document(), ONS)
