"""On what terms an action travels."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.domain.agreement import ContentCipher, LegacyCipher, Profile, Reliability, SyncReply
from gateway.wire.ebms2 import cpa
from gateway.wire.ebms2.cpa_create import create
from tests.kit.cpa_documents import ONS, RELIABILITY, document, form, mistakes, rules, spoiled

ALL = 99
HOUR = timedelta(hours=1)
SENDER = "ebXMLSenderBinding"
RECEIVER = "ebXMLReceiverBinding"


@pytest.mark.parametrize("profile", Profile)
def test_the_profile_follows_from_channel_and_characteristics(profile: Profile) -> None:
    agreement = cpa.parse(document(profile), ONS)
    assert {action.profile for action in agreement.actions} == {profile}


def test_reliability_is_what_both_ends_say() -> None:
    assert {action.reliability for action in cpa.parse(document(), ONS).actions} == {RELIABILITY}


def test_best_effort_is_tried_once_within_five_days() -> None:
    (reliability,) = {action.reliability for action in cpa.parse(document(Profile.BE), ONS).actions}
    assert (reliability.retries, reliability.horizon) == (0, timedelta(days=5))


@pytest.mark.parametrize("cipher", ContentCipher)
def test_the_cipher_is_the_one_both_ends_name(cipher: ContentCipher) -> None:
    octets = create(replace(form(), cipher=cipher))
    assert {action.cipher for action in cpa.parse(octets, ONS).actions} == {cipher}


@pytest.mark.parametrize(
    ("old", "new", "broken"),
    [
        ('isNonRepudiationRequired="true"', 'isNonRepudiationRequired="false"', {"channels-agree", "profile"}),
        ('isConfidential="transient-and-persistent"', 'isConfidential="none"', {"channels-agree"}),
        ('ackRequested="always"', 'ackRequested="perMessage"', {"channels-agree", "profile"}),
        ('duplicateElimination="always"', 'duplicateElimination="never"', {"channels-agree", "profile"}),
    ],
)
def test_both_ends_say_the_same(old: str, new: str, broken: set[str]) -> None:
    assert rules(spoiled((old, new))) == broken


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('isNonRepudiationRequired="true"', 'isNonRepudiationRequired="false"'),
        ('ackRequested="always"', 'ackRequested="perMessage"'),
        ('ackSignatureRequested="always"', 'ackSignatureRequested="perMessage"'),
        ('duplicateElimination="always"', 'duplicateElimination="never"'),
        ('duplicateElimination="always"', 'duplicateElimination="perMessage"'),
        (":toPartyMSH", ":nextMSH"),
        (' tns:actor="urn:oasis:names:tc:ebxml-msg:actor:toPartyMSH"', ""),
    ],
)
def test_what_is_no_profile_of_digikoppeling_is_refused(old: str, new: str) -> None:
    assert rules(spoiled((old, new), count=ALL)) == {"profile"}


def test_an_unsigned_receipt_of_a_signed_message_is_read_with_a_warning() -> None:
    octets = spoiled(('ackSignatureRequested="always"', 'ackSignatureRequested="never"'), count=ALL)
    review = cpa.review(octets, ONS)
    assert not any(action.receipt_signed for action in review.agreement.actions)
    assert {notice.partition(":")[0] for notice in review.notices} == {"signed-receipt"}
    assert all(action.receipt_signed for action in cpa.parse(document(), ONS).actions)


def test_signals_come_back_at_once_where_both_ends_say_so() -> None:
    octets = spoiled(('syncReplyMode="none"', 'syncReplyMode="mshSignalsOnly"'), count=ALL)
    assert {action.sync_reply for action in cpa.parse(octets, ONS).actions} == {SyncReply.MSH_SIGNALS_ONLY}
    assert {action.sync_reply for action in cpa.parse(document(), ONS).actions} == {SyncReply.NONE}


@pytest.mark.parametrize("profile", [each for each in Profile if not each.reliable])
def test_only_reliable_profiles_answer_over_the_same_connection(profile: Profile) -> None:
    octets = spoiled(('syncReplyMode="none"', 'syncReplyMode="mshSignalsOnly"'), profile=profile, count=ALL)
    assert rules(octets) == {"sync-reply"}


@pytest.mark.parametrize("profile", [Profile.BE, Profile.RM])
def test_an_unsigned_receipt_is_enough_without_signature(profile: Profile) -> None:
    octets = spoiled(('ackSignatureRequested="never"', 'ackSignatureRequested="always"'), profile=profile, count=ALL)
    assert rules(octets) == {"profile"}


@pytest.mark.parametrize(
    ("old", "new", "broken"),
    [
        ("Retries>8<", "Retries>9<", {"reliability"}),
        ("<tns:Retries>8</tns:Retries>", "", {"reliability"}),
        ("Retries>8<", "Retries>0<", {"reliability"}),
        ("Retries>8<", "Retries>1001<", {"reliability"}),
        ("RetryInterval>PT3H<", "RetryInterval>P1M<", {"reliability"}),
        ("RetryInterval>PT3H<", "RetryInterval>PT0S<", {"reliability"}),
        ("RetryInterval>PT3H<", "RetryInterval>P32D<", {"reliability"}),
        ("<tns:PersistDuration>P2D</tns:PersistDuration>", "", {"reliability"}),
        ("PersistDuration>P2D<", "PersistDuration>PT23H<", {"persist-duration"}),
        ("PersistDuration>P2D<", "PersistDuration>P3661D<", {"persist-duration"}),
        (">NotGuaranteed<", ">Guaranteed<", {"message-order"}),
    ],
)
def test_retrying_is_agreed_within_bounds(old: str, new: str, broken: set[str]) -> None:
    assert rules(spoiled((old, new))) == broken


def test_the_registers_own_default_is_accepted_with_a_notice() -> None:
    # digikoppeling.md E-47: 8 retries of 3 hours with P1D.
    octets = create(replace(form(), reliability=replace(RELIABILITY, persist_duration=timedelta(days=1))))
    review = cpa.review(octets, ONS)
    assert review.agreement.actions[0].reliability.persist_duration == timedelta(days=1)
    assert {notice.partition(":")[0] for notice in review.notices} == {"persist-duration"}


def test_a_form_without_interval_is_refused() -> None:
    none = Reliability(retries=0, retry_interval=timedelta(), persist_duration=timedelta())
    with pytest.raises(Exception, match="reliability: "):
        create(replace(form(), reliability=none))


def _without(*names: str) -> bytes:
    """Return a CPA that says nothing about these in any binding."""
    text = document(Profile.RM).decode()
    for name in names:
        text = re.sub(rf"\s*<tns:{name}>.*?</tns:{name}>", "", text, flags=re.DOTALL)
    return text.encode()


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        pytest.param(("ReliableMessaging", "PersistDuration"), (40, 3 * HOUR, 120 * HOUR), id="nothing"),
        pytest.param(("Retries", "RetryInterval", "PersistDuration"), (40, 3 * HOUR, 120 * HOUR), id="only-an-order"),
        pytest.param(("PersistDuration",), (8, 3 * HOUR, 120 * HOUR), id="no-persist-duration"),
        pytest.param(("RetryInterval", "PersistDuration"), (8, 15 * HOUR, 120 * HOUR), id="retries"),
        pytest.param(("Retries",), (16, 3 * HOUR, 48 * HOUR), id="interval-within-a-persist-duration"),
    ],
)
def test_e46_what_a_cpa_leaves_open_makes_five_days(
    names: tuple[str, ...], expected: tuple[int, timedelta, timedelta]
) -> None:
    found = cpa.review(_without(*names), ONS)
    for action in found.agreement.actions:
        agreed = action.reliability
        assert (agreed.retries, agreed.retry_interval, agreed.persist_duration) == expected
    assert any(notice.startswith("reliability: ") for notice in found.notices)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("xmlenc#sha256<", "xmldsig#sha1<"),
        ("xmldsig-more#rsa-sha256<", "xmldsig#rsa-sha1<"),
        (' tns:w3c="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"', ' tns:w3c="SHA256withRSA"'),
    ],
)
def test_a_weak_or_unknown_signature_is_refused(old: str, new: str) -> None:
    octets = spoiled((' tns:w3c="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"', ""), count=ALL)
    octets = octets if "w3c" not in old else document()
    text = octets.decode().replace(old, new)
    assert text != octets.decode()
    assert rules(text.encode()) == {"signature-algorithm", "default-channel"}


def test_a_signed_action_names_its_signature_on_both_sides() -> None:
    text = document(Profile.BE_S).decode()
    before, _, rest = text.rpartition("<tns:ReceiverNonRepudiation>")
    text = before + rest.partition("</tns:ReceiverNonRepudiation>")[2]
    assert rules(text.encode()) == {"signature-algorithm"}


def test_a_cipher_outside_the_list_is_refused() -> None:
    assert rules(spoiled((ContentCipher.AES256_GCM, "AES"), count=ALL)) == {"encryption-algorithm"}


@pytest.mark.parametrize("cipher", LegacyCipher)
def test_a087_an_old_cipher_is_not_for_sending(cipher: LegacyCipher) -> None:
    (told, *_) = mistakes(spoiled((ContentCipher.AES256_GCM, cipher), count=ALL))
    assert told.startswith("encryption-algorithm: ")
    assert "niet om mee te verzenden" in told
    assert "tijdelijke uitzondering" in told


def _in_one_direction(cipher: LegacyCipher, places: frozenset[int]) -> bytes:
    """Name the cipher in some bindings: each does so twice, the sender of the first party first."""
    first, *others = document(Profile.RM_E).decode().split(ContentCipher.AES256_GCM)
    named = (cipher if number in places else ContentCipher.AES256_GCM for number in range(len(others)))
    return "".join([first, *(name + text for name, text in zip(named, others, strict=True))]).encode()


@pytest.mark.parametrize("cipher", LegacyCipher)
def test_what_a_partner_sends_may_have_an_old_cipher_which_opens_nothing_by_itself(cipher: LegacyCipher) -> None:
    to_us, from_us = frozenset({2, 3, 4, 5}), frozenset({0, 1, 6, 7})
    found = cpa.review(_in_one_direction(cipher, to_us), ONS)
    assert any(each.startswith("encryption-algorithm: ") and "[[legacy]]" in each for each in found.notices)
    assert {action.cipher for action in found.agreement.actions} == {ContentCipher.AES256_GCM}
    assert found.agreement.legacy is None
    (told, *_) = mistakes(_in_one_direction(cipher, from_us))
    assert "niet om mee te verzenden" in told


def test_a087_sha_1_is_not_for_sending() -> None:
    found = mistakes(spoiled(("2001/04/xmlenc#sha256<", "2000/09/xmldsig#sha1<"), count=ALL))
    assert any("SHA-1" in each and "er wordt niet mee verzonden" in each for each in found)


def test_both_ends_name_the_same_cipher() -> None:
    assert rules(spoiled((ContentCipher.AES256_GCM, ContentCipher.AES128_GCM), count=2)) == {"encryption-algorithm"}


@pytest.mark.parametrize("binding", [SENDER, RECEIVER])
def test_every_exchange_has_both_bindings(binding: str) -> None:
    text = document(Profile.RM).decode()
    before, _, rest = text.rpartition(f"<tns:{binding} ")
    text = before + rest.partition(f"</tns:{binding}>")[2]
    assert rules(text.encode()) == {"both-bindings"}


def test_every_mistake_in_the_terms_is_told_at_once() -> None:
    octets = spoiled(
        ('duplicateElimination="always"', 'duplicateElimination="never"'),
        ("Retries>8<", "Retries>0<"),
        ("xmlenc#sha256<", "xmldsig#sha1<"),
        (ContentCipher.AES256_GCM, "http://www.w3.org/2001/04/xmlenc#aes256-cbc"),
        count=ALL,
    )
    assert rules(octets) == {
        "profile",
        "reliability",
        "signature-algorithm",
        "encryption-algorithm",
        "default-channel",
    }
    assert all(": regel " in sentence for sentence in mistakes(octets))


def test_an_action_without_channel_has_no_terms() -> None:
    assert rules(spoiled(("<tns:ChannelId>A_action</tns:ChannelId>", ""))) == {"structure"}


def test_a_channel_without_exchange_is_told_as_a_reference() -> None:
    octets = spoiled(('docExchangeId="A_exchange_action">', 'docExchangeId="nowhere">'))
    assert rules(octets) == {"reference"}
