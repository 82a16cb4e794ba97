"""Chapter 3.7: the request for investigation and what the Raad answers."""

from dataclasses import replace
from datetime import date

import pytest

from gateway.domain.content import Betrokkene, Bijlage, Content, Informering, Notificatie
from gateway.domain.kinds import MessageType
from gateway.domain.party import Party, PartyKind
from gateway.domain.references import Instance, ReferenceLists
from gateway.policy import Effect, Facts
from gateway.policy.house import Channel, House
from gateway.policy.rules.board import RULES
from tests.kit.policy_cases import (
    CHILD,
    MOTHER,
    SCHOOL,
    VT,
    arriving,
    changed,
    effects,
    elements,
    facts,
    handover,
    judge,
    party,
)

RAAD = party(PartyKind.RAAD)
FORM = Bijlage(naam="vto.pdf", soort="Verzoek tot onderzoek RvdK", mime="application/pdf", inhoud=b"%PDF-")
HISTORY = replace(FORM, soort="Gezinsgeschiedenis")
DIAGNOSIS = replace(FORM, soort="Diagnostisch onderzoek")


def _request(content: Content, sender: Party = VT, kind: MessageType = MessageType.MSG_51) -> Facts:
    return facts(kind, content, sender, RAAD)


# R102


@pytest.mark.parametrize(
    "kind", [PartyKind.VT, PartyKind.GEMEENTE, PartyKind.LOKAAL_VELD, PartyKind.GI, PartyKind.JEUGDHULP]
)
def test_r102_who_may_request_may(kind: PartyKind) -> None:
    assert judge(RULES, "R102", _request(Content(), party(kind))) == ()


@pytest.mark.parametrize("sender", [SCHOOL, party(PartyKind.ZORG), party(PartyKind.ZVH)])
def test_r102_nobody_else_may(sender: Party) -> None:
    verdicts = judge(RULES, "R102", arriving(_request(Content(), sender)))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"header.sender"})


def test_r102_is_about_requests_of_somebody_known() -> None:
    assert judge(RULES, "R102", _request(Content(), SCHOOL, MessageType.MSG_02)) == ()
    assert judge(RULES, "R102", replace(_request(Content()), sender=None)) == ()


# R105


def _told(*persons: Betrokkene, kind: MessageType = MessageType.MSG_51) -> Facts:
    return _request(Content(betrokkenen=persons), kind=kind)


@pytest.mark.parametrize(
    "person",
    [
        replace(MOTHER, informering=Informering(geinformeerd=True)),
        replace(MOTHER, informering=Informering(geinformeerd=False, reden_niet="veiligheid kind")),
        replace(MOTHER, rol="113", informering=None),
        replace(MOTHER, rol="111", informering=None),
        replace(MOTHER, gezag=False, informering=None),
    ],
)
def test_r105_who_was_told_or_need_not_be_passes(person: Betrokkene) -> None:
    assert judge(RULES, "R105", _told(CHILD, person)) == ()


@pytest.mark.parametrize(
    ("person", "named"),
    [
        (replace(MOTHER, informering=None), "betrokkenen[1].informering"),
        (replace(MOTHER, rol="voogd", informering=None), "betrokkenen[1].informering"),
        (replace(MOTHER, rol="111", gezag=True, informering=None), "betrokkenen[1].informering"),
        (replace(MOTHER, informering=Informering(geinformeerd=False)), "betrokkenen[1].informering.reden_niet"),
        (
            replace(MOTHER, informering=Informering(geinformeerd=False, reden_niet="\u00a0")),
            "betrokkenen[1].informering.reden_niet",
        ),
    ],
)
def test_r105_a_parent_with_authority_of_whom_nothing_is_said_is_refused(person: Betrokkene, named: str) -> None:
    verdicts = judge(RULES, "R105", _told(CHILD, person))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {named})


def test_r105_is_about_requests_for_investigation() -> None:
    assert judge(RULES, "R105", _told(replace(MOTHER, informering=None), kind=MessageType.MSG_54)) == ()


# R106


def test_r106_who_somebody_is_passes() -> None:
    assert judge(RULES, "R106", _told(CHILD, MOTHER)) == ()


@pytest.mark.parametrize("name", ["status_in_zaak", "overige_zorg", "aanvullende_informatie", "taal"])
def test_r106_what_is_beyond_the_list_is_stripped(name: str) -> None:
    person = changed(MOTHER, **{name: "x"})
    verdicts = judge(RULES, "R106", _told(CHILD, person))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.STRIP], {f"betrokkenen[1].{name}"})
    assert judge(RULES, "R106", _told(CHILD, person, kind=MessageType.MSG_55)) == ()


# R107


def _documents(*files: Bijlage, basis: str | None = None) -> Facts:
    asked = _request(Content(bijlagen=files))
    return replace(asked, message=replace(asked.message, header=replace(asked.header, basis=basis)))


def test_r107_the_form_and_two_more_pass() -> None:
    assert judge(RULES, "R107", _documents(FORM)) == ()
    assert judge(RULES, "R107", _documents(FORM, HISTORY, HISTORY)) == ()


def test_r107_without_any_document_another_rule_speaks() -> None:
    assert judge(RULES, "R107", _documents()) == ()


@pytest.mark.parametrize(
    ("files", "named"),
    [
        ((FORM, HISTORY, HISTORY, HISTORY), {"bijlagen"}),
        ((HISTORY,), {"bijlagen"}),
        ((FORM, replace(FORM, soort="overig")), {"bijlagen[1].soort"}),
    ],
)
def test_r107_too_many_or_of_another_kind_or_without_the_form_is_refused(
    files: tuple[Bijlage, ...], named: set[str]
) -> None:
    verdicts = judge(RULES, "R107", _documents(*files))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], named)


def test_r107_a_diagnosis_has_a_ground() -> None:
    assert judge(RULES, "R107", _documents(FORM, DIAGNOSIS, basis="TOESTEMMING")) == ()
    verdicts = judge(RULES, "R107", _documents(FORM, DIAGNOSIS))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"bijlagen[1]"})


def test_r107_a_diagnosis_that_arrives_without_ground_is_marked() -> None:
    assert effects(judge(RULES, "R107", arriving(_documents(FORM, DIAGNOSIS)))) == [Effect.FLAG]


def test_r107_is_about_requests_for_investigation() -> None:
    assert judge(RULES, "R107", _request(Content(bijlagen=(HISTORY,)), kind=MessageType.MSG_16)) == ()


# R109


def _to(*entries: Instance) -> Facts:
    return replace(_request(Content()), references=ReferenceLists(version="1", instances=entries))


CLOSED = Instance(code="RC0103", name="Raad", oin=RAAD.oin, valid_until=date(2009, 1, 1))


def test_r109_an_instance_of_today_or_one_that_no_list_names_passes() -> None:
    assert judge(RULES, "R109", _to(CLOSED, replace(CLOSED, code="RC0108", valid_until=None))) == ()
    assert judge(RULES, "R109", _to(replace(CLOSED, oin=VT.oin))) == ()


def test_r109_a_closed_instance_is_refused() -> None:
    verdicts = judge(RULES, "R109", _to(CLOSED))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"header.receiver"})


@pytest.mark.parametrize("kind", [MessageType.MSG_51, MessageType.MSG_53, MessageType.MSG_54])
def test_r109_another_channel_than_the_appointed_one_is_refused(kind: MessageType) -> None:
    asked = _request(Content(), kind=kind)
    assert judge(RULES, "R109", replace(asked, house=House(channel=Channel.CHAIN))) == ()
    assert effects(judge(RULES, "R109", replace(asked, house=House(channel=Channel.MAIL)))) == [Effect.DENY]


def test_distinction_10_what_is_no_request_may_go_another_way() -> None:
    asked = _request(Content(), kind=MessageType.MSG_52)
    assert judge(RULES, "R109", replace(asked, house=House(channel=Channel.TELEPHONE))) == ()


def test_distinction_11_not_informed_needs_a_reason_for_each_parent_with_authority() -> None:
    told = replace(MOTHER, informering=Informering(geinformeerd=False, reden_niet="veiligheid kind"))
    untold = replace(MOTHER, informering=Informering(geinformeerd=False))
    assert judge(RULES, "R105", _told(told, told)) == ()
    assert elements(judge(RULES, "R105", _told(told, untold))) == {"betrokkenen[1].informering.reden_niet"}


# CL16


def _notice(status: str, result: str | None) -> Facts:
    notice = Notificatie(verzoek="Z-001", status=status, datum=date(2026, 3, 1), resultaat=result)
    return facts(MessageType.MSG_53, Content(notificatie=notice), RAAD, VT)


@pytest.mark.parametrize(
    ("status", "result"),
    [
        ("Intake afgerond", None),
        ("Intake afgerond", "Verzoek tot onderzoek afgewezen"),
        ("Onderzoek afgerond", "Geen rekest Kinderbescherming"),
        ("Zaak afgerond", "Geen rekest Kinderbescherming"),
        ("Zaak afgerond", "Verzoek tot onderzoek afgewezen"),
        ("Zaak afgerond", "Maatregel opgelegd"),
    ],
)
def test_cl16_a_result_of_this_stage_or_of_one_before_passes(status: str, result: str | None) -> None:
    assert judge(RULES, "CL16", _notice(status, result)) == ()


@pytest.mark.parametrize(
    ("status", "result"),
    [
        ("Intake afgerond", "Maatregel opgelegd"),
        ("Intake afgerond", "Geen rekest Kinderbescherming"),
        ("Onderzoek afgerond", "Verzoek tot onderzoek afgewezen"),
        ("Onderzoek afgerond", "Maatregel opgelegd"),
        ("Onderzoek afgerond", "Geen maatregel opgelegd"),
    ],
)
def test_cl16_a_result_that_cannot_be_there_yet_or_any_more_is_refused(status: str, result: str) -> None:
    verdicts = judge(RULES, "CL16", _notice(status, result))
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {"notificatie.status", "notificatie.resultaat"}


def test_cl16_without_a_notice_it_says_nothing() -> None:
    assert judge(RULES, "CL16", handover()) == ()
