"""Who the two parties are."""

import pytest

from gateway.domain.agreement import Profile
from gateway.wire.ebms2 import cpa
from tests.kit.cpa_documents import ANDER, ONS, document, party, rules, spoiled

ALL = 99
PARTY_ID = '<tns:PartyId tns:type="urn:osb:oin">00000099000000020000_T</tns:PartyId>'


def test_each_side_sees_itself_as_its_own() -> None:
    assert cpa.parse(document(), ONS).own == cpa.parse(document(), ANDER).partner == party(ONS)


@pytest.mark.parametrize(
    "identifier",
    [
        PARTY_ID.replace("urn:osb:oin", "oin"),
        PARTY_ID.replace("urn:osb:oin", "urn:o in"),
        PARTY_ID.replace(' tns:type="urn:osb:oin"', ""),
        PARTY_ID.replace("0000_T", "000_T"),
        PARTY_ID.replace("0000_T", "0000_X"),
        PARTY_ID.replace("0000_T", "0000_T "),
        PARTY_ID * 2,
    ],
)
def test_a_party_has_one_oin(identifier: str) -> None:
    assert rules(spoiled((PARTY_ID, identifier))) - {"certificate-oin"} == {"party-id"}


def test_e29_another_scheme_counts_for_now() -> None:
    found = cpa.review(spoiled((PARTY_ID, PARTY_ID.replace("urn:osb:oin", "urn:cv:oin"))), ONS)
    assert (found.agreement.own.party_type, found.agreement.partner.party_type) == ("urn:osb:oin", "urn:cv:oin")
    assert [notice.partition(":")[0] for notice in found.notices] == ["party-id"]


def test_a_comment_cannot_make_another_party_of_it() -> None:
    octets = spoiled((PARTY_ID, PARTY_ID.replace("00000099", "0000<!-- -->0099")))
    assert {"structure", "party-id"} <= rules(octets)


def test_production_is_not_mixed_with_test() -> None:
    assert rules(spoiled((PARTY_ID, PARTY_ID.replace("_T", "")))) == {"environment"}


def test_a_party_has_one_role() -> None:
    assert rules(spoiled(('Role tns:name="DIENST"', 'Role tns:name="HULP"'))) == {"one-role"}


def test_a_party_has_a_name_and_a_role() -> None:
    assert rules(spoiled(('partyName="Politie Proefland"', 'partyName=""'))) == {"structure"}
    assert rules(spoiled(('Role tns:name="DIENST"', 'Role tns:name=""'), count=ALL)) == {"structure"}


@pytest.mark.parametrize("mode", ["responseOnly", "signalsAndResponse", "signalsOnly"])
def test_an_answer_to_the_content_never_comes_back_on_the_same_connection(mode: str) -> None:
    assert rules(spoiled(('syncReplyMode="none"', f'syncReplyMode="{mode}"'), count=ALL)) == {"sync-reply"}


def test_all_channels_of_a_party_answer_in_the_same_way() -> None:
    # ebms2.md 1.3: a peer takes the mode of the default channel. The first two channels are one party's.
    sync = ('syncReplyMode="none"', 'syncReplyMode="mshSignalsOnly"')
    assert rules(spoiled(sync)) == {"sync-reply"}
    assert rules(spoiled(sync, count=2)) == {"channels-agree"}
    assert rules(spoiled(sync, count=ALL)) == set()


def test_the_default_channel_is_there() -> None:
    octets = spoiled(('defaultMshChannelId="A_signal"', 'defaultMshChannelId="nowhere"'))
    assert rules(octets) == {"reference", "default-channel"}


def test_the_default_channel_signs_what_it_acknowledges() -> None:
    text = document(Profile.RM_S).decode()
    before, _, rest = text.partition("<tns:SenderNonRepudiation>")
    text = before + rest.partition("</tns:SenderNonRepudiation>")[2]
    assert rules(text.encode()) == {"default-channel"}


def test_without_signatures_there_is_no_certificate_to_sign_with() -> None:
    agreement = cpa.parse(document(Profile.RM), ONS)
    assert agreement.own.signing_certificate == agreement.partner.encryption_certificate == b""
    assert agreement.own.client_certificate == party(ONS).client_certificate


def test_a_channel_without_exchange_or_transport_is_told_once() -> None:
    octets = spoiled(('transportId="A_transport" tns:doc', 'transportId="nowhere" tns:doc'), count=2)
    assert rules(octets) == {"reference"}
    octets = spoiled(('docExchangeId="A_exchange_signal">', 'docExchangeId="nowhere">'))
    assert rules(octets) == {"reference", "default-channel"}
