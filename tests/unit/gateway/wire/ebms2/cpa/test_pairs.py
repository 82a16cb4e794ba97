"""What one party sends the other must be able to receive."""

import pytest

from tests.kit.cpa_documents import document, mistakes, rules, spoiled

SERVICE_A = '<tns:Service tns:type="urn:osb:services">schakel:melding:1:0'


def test_a_good_document_pairs_every_action() -> None:
    assert mistakes(document()) == ()


@pytest.mark.parametrize(
    ("old", "new", "broken"),
    [
        ("OtherPartyActionBinding>B_action_1", "OtherPartyActionBinding>B_action_0", {"pairing"}),
        ("OtherPartyActionBinding>B_action_1", "OtherPartyActionBinding>nowhere", {"pairing"}),
        ("<tns:OtherPartyActionBinding>B_action_1</tns:OtherPartyActionBinding>", "", {"pairing"}),
        ("OtherPartyActionBinding>B_action_0", "OtherPartyActionBinding>B_action_2", {"pairing"}),
        ('action="terugkoppelen"', 'action="terugtrekken"', {"pairing"}),
        (SERVICE_A, SERVICE_A.replace("urn:osb:services", "urn:osb:diensten"), {"pairing"}),
        ("<tns:ChannelId>A_action</tns:ChannelId>", "<tns:ChannelId>A_action</tns:ChannelId>" * 2, {"one-channel"}),
    ],
)
def test_an_action_that_stands_alone_is_refused(old: str, new: str, broken: set[str]) -> None:
    assert rules(spoiled((old, new))) == broken


def test_the_receiver_need_not_name_the_binding_of_the_sender() -> None:
    octets = spoiled(("<tns:OtherPartyActionBinding>B_action_0</tns:OtherPartyActionBinding>", ""))
    assert rules(octets) == set()


def test_the_same_service_and_action_stand_once_in_each_direction() -> None:
    octets = spoiled(("schakel:uitvraag:1:0</", "schakel:melding:1:0</"), ("uitvragen", "melden"), count=99)
    assert rules(octets) == {"one-service-action"}


@pytest.mark.parametrize("service", ["schakel melding", "schakel:melding:1:0 ", "m\u00e9lding:1", "zero\u200bwidth:1"])
def test_a_service_has_no_white_space_and_nothing_invisible(service: str) -> None:
    assert rules(spoiled(("schakel:melding:1:0</", f"{service}</"), count=99)) == {"service"}


def test_a_service_without_type_is_a_uri() -> None:
    typed = ' tns:type="urn:osb:services"'
    assert rules(spoiled((typed, ""), count=99)) == set()
    assert rules(spoiled((typed, ""), ("schakel:melding:1:0</", "melding</"), count=99)) == {"service"}


def test_an_agreement_about_nothing_is_refused() -> None:
    text = document().decode()
    for name in ("CanSend", "CanReceive"):
        while f"<tns:{name}>" in text:
            before, _, rest = text.partition(f"<tns:{name}>")
            text = before + rest.partition(f"</tns:{name}>")[2]
    assert rules(text.encode()) == {"pairing"}


def test_an_action_without_channel_is_told_once() -> None:
    octets = spoiled(("<tns:ChannelId>A_action</tns:ChannelId>", ""))
    assert rules(octets) == {"structure"}
