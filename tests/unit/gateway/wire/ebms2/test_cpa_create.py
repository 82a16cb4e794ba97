"""Making a CPA from a form."""

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from gateway.domain.agreement import AgreementParty, DigestMethod, Profile, SyncReply
from gateway.domain.identifiers import AgreementId
from gateway.errors import ConfigError
from gateway.wire.ebms2 import cpa
from gateway.wire.ebms2.cpa_create import FormAction, create
from tests.kit.cpa_documents import (
    ANDER,
    END,
    ONS,
    RELIABILITY,
    SERVICE,
    START,
    VREEMD,
    document,
    form,
    party,
    rules_of,
)


@pytest.mark.parametrize("profile", Profile)
def test_both_parties_accept_what_is_made(profile: Profile) -> None:
    for own, other in ((ONS, ANDER), (ANDER, ONS)):
        agreement = cpa.parse(document(profile), own)
        assert (agreement.own.party_id, agreement.partner.party_id) == (own, other)
        assert (agreement.start, agreement.end) == (START, END)
        assert {action.profile for action in agreement.actions} == {profile}


@pytest.mark.parametrize("profile", Profile)
def test_the_published_schema_accepts_what_is_made(profile: Profile, standards: Path) -> None:
    schema = etree.XMLSchema(etree.parse(standards / "ebms2" / "cpp-cpa-2_0.xsd"))
    schema.assertValid(etree.fromstring(document(profile)))


def test_the_same_form_gives_the_same_octets() -> None:
    assert create(form()) == create(form())


def test_every_direction_is_as_the_form_says() -> None:
    directions = {(action.action, action.outbound) for action in cpa.parse(document(), ONS).actions}
    assert directions == {("melden", False), ("terugkoppelen", True), ("uitvragen", False)}


def test_every_binding_says_the_same() -> None:
    text = document().decode()
    assert (
        text.count("<tns:Retries>8</tns:Retries>") == text.count("<tns:PersistDuration>P2D</tns:PersistDuration>") == 4
    )


def test_every_attribute_that_adapters_stumble_over_is_written() -> None:
    root = etree.fromstring(document(Profile.BE))
    found = list(root.iter("{*}MessagingCharacteristics"))
    assert len(found) == 4
    assert all(len(each.attrib) == 5 for each in found)


def test_another_scheme_of_party_ids_is_written() -> None:
    parties = (party(ONS), replace(party(ANDER), party_type="urn:cv:oin"))
    assert cpa.parse(create(replace(form(), parties=parties)), ONS).partner.party_type == "urn:cv:oin"


def test_names_are_escaped() -> None:
    parties = (replace(party(ONS), name='Thuis & "Veilig" <Zuid>'), party(ANDER))
    assert cpa.parse(create(replace(form(), parties=parties)), ONS).own.name == parties[0].name


def test_a_form_with_mistakes_is_refused_with_all_of_them() -> None:
    parties = (replace(party(ONS), endpoint="http://veiligthuis.schakel.test"), replace(party(ANDER), role=""))
    wrong = replace(form(), parties=parties, end=START, reliability=replace(RELIABILITY, retries=0))
    with pytest.raises(ConfigError) as refusal:
        create(wrong)
    assert rules_of(refusal.value.mistakes) >= {"endpoint", "structure", "period", "reliability"}


@pytest.mark.parametrize(
    "wrong",
    [
        replace(party(ONS), signing_certificate=b""),
        replace(party(ONS), encryption_certificate=b""),
        replace(party(ONS), client_certificate=b""),
    ],
)
def test_a_certificate_that_the_profile_needs_is_given(wrong: AgreementParty) -> None:
    with pytest.raises(ConfigError, match="reference: "):
        create(replace(form(), parties=(wrong, party(ANDER))))


def test_an_action_is_sent_by_one_of_the_two() -> None:
    action = FormAction(service=SERVICE, action="melden", sender=VREEMD)
    with pytest.raises(ConfigError, match="pairing: "):
        create(replace(form(), actions=(action,)))


def test_a084_ways_of_acknowledging_are_not_mixed() -> None:
    mixed = replace(form(Profile.RM_S), actions=(form().actions[0], replace(form().actions[1], profile=Profile.RM)))
    with pytest.raises(ConfigError) as refusal:
        create(mixed)
    assert rules_of(refusal.value.mistakes) == {"one-acknowledgement"}


@pytest.mark.parametrize("name", ["a.b", "a/b", "a:b", "a b"])
def test_a088_a_cpaid_has_no_dots_or_odd_characters(name: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        create(replace(form(), agreement_id=AgreementId(name)))
    assert rules_of(refusal.value.mistakes) == {"identifier"}


@pytest.mark.parametrize("digest", DigestMethod)
@pytest.mark.parametrize("signed", [True, False])
def test_what_the_channel_agrees_is_written_for_both(digest: DigestMethod, signed: bool, standards: Path) -> None:  # noqa: FBT001 - a parameter of the test
    two = (form().actions[0], replace(form().actions[1], profile=Profile.RM_S))
    made = create(
        replace(
            form(), actions=two, sync_reply=SyncReply.MSH_SIGNALS_ONLY, receipts_signed=signed, digest_method=digest
        )
    )
    etree.XMLSchema(etree.parse(standards / "ebms2" / "cpp-cpa-2_0.xsd")).assertValid(etree.fromstring(made))
    for own in (ONS, ANDER):
        actions = cpa.parse(made, own).actions
        assert {each.profile for each in actions} == {Profile.RM_E, Profile.RM_S}
        assert {(each.sync_reply, each.receipt_signed, each.digest_method) for each in actions} == {
            (SyncReply.MSH_SIGNALS_ONLY, signed, digest)
        }
        assert {each.signature_method.rpartition("-")[2] for each in actions} == {digest.rpartition("#")[2]}


def test_what_xml_cannot_hold_is_refused_without_repeating_it() -> None:
    parties = (replace(party(ONS), name="Jansen\x00"), party(ANDER))
    with pytest.raises(ConfigError) as refusal:
        create(replace(form(), parties=parties))
    assert rules_of(refusal.value.mistakes) == {"xml"}
    assert "Jansen" not in str(refusal.value)
