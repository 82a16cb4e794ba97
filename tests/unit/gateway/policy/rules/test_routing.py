"""Chapter 3.4: who a handover goes to, what it may hold there, and what a move does not change."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from gateway.domain.case import CaseFact, Exchanged
from gateway.domain.content import Adres, Content, Melding, Regiooverdracht, Termijn, Verrijking
from gateway.domain.effect import Effect
from gateway.domain.kinds import Layer, MessageType
from gateway.domain.message import Direction, Urgency
from gateway.domain.moments import IncompleteDate
from gateway.domain.party import Party, PartyKind
from gateway.domain.region import Change, Region
from gateway.policy import Facts, History
from gateway.policy.rules.handover import HANDOVERS
from gateway.policy.rules.routing import RULES
from gateway.policy.verdicts import Hold, Route
from tests.kit.policy_cases import (
    ADDRESS,
    AT,
    CHILD,
    DIRECT_HANDOVER,
    EARLIER,
    LOCAL_FIELD,
    MOTHER,
    REPORT,
    VT,
    changed,
    effects,
    elements,
    exchange,
    facts,
    handover,
    judge,
    party,
    recorded,
    taken,
)

ZVH = party(PartyKind.ZVH)
MDA = party(PartyKind.MDA)
THERAPIST = party(PartyKind.ZORG)
REGION = replace(party(PartyKind.VT), oin=party(PartyKind.GI).oin)


def _at(receiver: Party, *, holds: bool = True, fact: CaseFact = CaseFact.PERSONALLY_INVOLVED) -> History:
    return recorded(fact, about=str(receiver.oin), holds=holds)


# R055


def test_r055_where_nobody_is_involved_it_passes() -> None:
    assert judge(RULES, "R055", replace(handover(), history=_at(LOCAL_FIELD, holds=False))) == ()


def test_r055_a_team_never_gets_the_case_of_its_own_colleague() -> None:
    verdicts = judge(RULES, "R055", replace(handover(), history=_at(LOCAL_FIELD)))
    assert effects(verdicts) == [Effect.ROUTE]
    assert [each.to for each in verdicts if isinstance(each, Route)] == [PartyKind.LOKAAL_VELD]


def test_r055_another_organisation_where_somebody_is_involved_is_refused() -> None:
    asked = replace(handover(), history=_at(LOCAL_FIELD), steps=(taken("R055", Effect.ROUTE),))
    assert effects(judge(RULES, "R055", asked)) == [Effect.DENY]


def test_r055_a_step_for_another_rule_changes_nothing() -> None:
    asked = replace(
        handover(), history=_at(LOCAL_FIELD), steps=(taken("R054", Effect.ROUTE), taken("R055", Effect.FLAG))
    )
    assert effects(judge(RULES, "R055", asked)) == [Effect.ROUTE]


def test_r055_not_knowing_is_flagged() -> None:
    assert effects(judge(RULES, "R055", handover())) == [Effect.FLAG]
    assert effects(judge(RULES, "R055", replace(handover(), history=_at(THERAPIST)))) == [Effect.FLAG]


def test_r055_is_about_handovers() -> None:
    asked = facts(MessageType.MSG_44, Content())
    assert judge(RULES, "R055", replace(asked, history=_at(LOCAL_FIELD))) == ()


def test_distinction_19_a_colleague_of_the_receiver_sends_the_case_to_another_municipality() -> None:
    neighbour = replace(LOCAL_FIELD, oin=party(PartyKind.GEMEENTE).oin)
    told = replace(handover(), history=_at(LOCAL_FIELD))
    assert effects(judge(RULES, "R055", told)) == [Effect.ROUTE]
    moved = facts(MessageType.MSG_34, DIRECT_HANDOVER, VT, neighbour)
    elsewhere = History(case=(*_at(LOCAL_FIELD).case, *_at(neighbour, holds=False).case))
    assert judge(RULES, "R055", replace(moved, history=elsewhere)) == ()


# R056


def _to_body(body: Party) -> Facts:
    return facts(MessageType.MSG_38, Content(), VT, body)


def test_r056_a_safety_house_can_carry_responsibility_by_law() -> None:
    assert judge(RULES, "R056", _to_body(ZVH)) == ()
    assert judge(RULES, "R056", _to_body(replace(MDA, kinds=frozenset({PartyKind.MDA, PartyKind.ZVH})))) == ()


def test_r056_a_team_without_a_legal_form_is_no_destination() -> None:
    assert effects(judge(RULES, "R056", _to_body(MDA))) == [Effect.DENY]


def test_r056_a_team_that_the_region_registered_passes() -> None:
    change = Change(rule="R056", source="MCNU", author="x", parameters=(("legal_bodies", frozenset({str(MDA.oin)})),))
    region = Region(name="r", valid_from=date(2026, 1, 1), author="x", source="y", changes=(change,))
    assert judge(RULES, "R056", replace(_to_body(MDA), region=region)) == ()


def test_r056_is_about_handovers() -> None:
    assert judge(RULES, "R056", facts(MessageType.MSG_13, Content(), VT, MDA)) == ()


# R057

ITEM = Verrijking(tekst="voorwaarde", bron="lokaal veld", ontvangen_op=date(2026, 3, 1), noodzaak="voor de behandeling")


def _to_professional(kind: PartyKind = PartyKind.ZORG, **groups: object) -> Facts:
    content = changed(DIRECT_HANDOVER, **groups)
    return facts(MessageType.MSG_37, content, VT, party(kind))


def test_r057_safety_conditions_for_the_therapist_of_the_mother_pass() -> None:
    assert judge(RULES, "R057", _to_professional(verrijking=(ITEM, replace(ITEM, bijzonder=("Gezondheid",))))) == ()


@pytest.mark.parametrize(
    "label", ["strafrechtelijk", "politie (Wpg)", "justitie (Wjsg)", "beroepsgeheim-jeugd", "nieuw"]
)
def test_r057_the_fathers_criminal_record_is_stripped(label: str) -> None:
    verdicts = judge(RULES, "R057", _to_professional(verrijking=(ITEM, replace(ITEM, bijzonder=(label,)))))
    assert effects(verdicts) == [Effect.STRIP]
    assert elements(verdicts) == {"verrijking[1]"}


def test_r057_what_another_agency_gave_under_conditions_is_stripped() -> None:
    verdicts = judge(RULES, "R057", _to_professional(verrijking=(replace(ITEM, voorwaarden=("niet aan ouders",)),)))
    assert elements(verdicts) == {"verrijking[0]"}


def test_r057_what_the_police_did_is_stripped() -> None:
    report = replace(REPORT, aanhouding="ja", aangifte="ja", relevante_registraties=("x",))
    suspect = replace(MOTHER, status_in_zaak="verdachte")
    verdicts = judge(RULES, "R057", _to_professional(melding=report, betrokkenen=(suspect, CHILD)))
    assert elements(verdicts) == {
        *(
            "melding.aanhouding",
            "melding.aangifte",
            "melding.relevante_registraties[0]",
            "betrokkenen[0].status_in_zaak",
        )
    }


def test_r057_a_task_has_labels_of_its_own() -> None:
    youth = replace(ITEM, bijzonder=("beroepsgeheim-jeugd",))
    assert judge(RULES, "R057", _to_professional(PartyKind.JEUGDHULP, verrijking=(youth,))) == ()
    assert effects(judge(RULES, "R057", _to_professional(PartyKind.WMO, verrijking=(youth,)))) == [Effect.STRIP]


def test_r057_is_about_a_professional_already_involved() -> None:
    asked = handover(replace(DIRECT_HANDOVER, verrijking=(replace(ITEM, bijzonder=("strafrechtelijk",)),)))
    assert judge(RULES, "R057", asked) == ()


# R064

OPEN = exchange(MessageType.MSG_34)


def _after(*earlier: Exchanged, **header: object) -> Facts:
    asked = replace(handover(), history=History(exchanged=earlier))
    return replace(asked, message=replace(asked.message, header=changed(asked.header, **header)))


def test_r064_a_first_handover_passes() -> None:
    assert judge(RULES, "R064", _after()) == ()
    assert judge(RULES, "R064", _after(exchange(MessageType.MSG_34, ZVH), exchange(MessageType.MSG_40))) == ()


def test_r064_a_replacement_names_what_it_replaces() -> None:
    assert judge(RULES, "R064", _after(OPEN, cross_reference=EARLIER)) == ()


def test_r064_two_competing_versions_wait() -> None:
    verdicts = judge(RULES, "R064", _after(OPEN))
    assert effects(verdicts) == [Effect.HOLD]
    assert "vervangen of aanvullen" in verdicts[0].repair


@pytest.mark.parametrize("kind", sorted(HANDOVERS))
def test_r064_an_open_handover_of_any_kind_is_one(kind: MessageType) -> None:
    open_one = exchange(kind)
    assert effects(judge(RULES, "R064", _after(open_one))) == [Effect.HOLD]
    assert judge(RULES, "R064", _after(open_one, cross_reference=EARLIER)) == ()


def test_r064_a_handover_that_was_taken_up_or_refused_is_closed() -> None:
    started = exchange(MessageType.MSG_41, direction=Direction.IN, cross_reference=EARLIER)
    refused = exchange(MessageType.MSG_33, direction=Direction.IN, cross_reference=EARLIER)
    assert judge(RULES, "R064", _after(OPEN, started)) == ()
    assert judge(RULES, "R064", _after(OPEN, refused)) == ()


def test_r064_receipt_or_acceptance_alone_closes_nothing() -> None:
    received = exchange(MessageType.MSG_40, direction=Direction.IN, cross_reference=EARLIER)
    accepted = exchange(MessageType.MSG_33, direction=Direction.IN, cross_reference=EARLIER)
    agreed = replace(OPEN, reached=frozenset({Layer.ACCEPTANCE}))
    assert effects(judge(RULES, "R064", _after(OPEN, received))) == [Effect.HOLD]
    assert effects(judge(RULES, "R064", _after(agreed, accepted))) == [Effect.HOLD]


def test_r064_is_about_handovers() -> None:
    asked = facts(MessageType.MSG_44, Content())
    twice = History(exchanged=(exchange(MessageType.MSG_44),))
    assert judge(RULES, "R064", replace(asked, history=twice)) == ()


# R065

FOSTERED = replace(CHILD, verblijfadres=replace(ADDRESS, woonplaats="Voorbeeldstad"))


def _living(child: object, history: History | None = None, kind: MessageType = MessageType.MSG_34) -> Facts:
    content = changed(DIRECT_HANDOVER, betrokkenen=(MOTHER, child))
    return replace(facts(kind, content), history=history or History())


def test_r065_a_foster_child_goes_to_the_municipality_of_before() -> None:
    right = _at(LOCAL_FIELD, fact=CaseFact.RIGHT_PLACE)
    assert judge(RULES, "R065", _living(FOSTERED, right)) == ()


@pytest.mark.parametrize("kind", [MessageType.MSG_34, MessageType.MSG_35, MessageType.MSG_39])
def test_r065_to_the_municipality_of_the_foster_parents_without_a_reason_it_waits(kind: MessageType) -> None:
    verdicts = judge(RULES, "R065", _living(FOSTERED, kind=kind))
    assert effects(verdicts) == [Effect.HOLD]
    assert elements(verdicts) == {"betrokkenen[1].verblijfadres"}
    assert [each.limit for each in verdicts if isinstance(each, Hold)] == ["D053"]


def test_r065_a_receiver_that_is_recorded_as_wrong_makes_it_wait() -> None:
    wrong = _at(LOCAL_FIELD, fact=CaseFact.RIGHT_PLACE, holds=False)
    assert effects(judge(RULES, "R065", _living(CHILD, wrong))) == [Effect.HOLD]


@pytest.mark.parametrize("stay", [None, ADDRESS, Adres(), Adres(woonplaats="VOORBEELDDORP")])
def test_r065_not_knowing_of_a_child_at_home_is_flagged(stay: Adres | None) -> None:
    assert effects(judge(RULES, "R065", _living(replace(CHILD, verblijfadres=stay)))) == [Effect.FLAG]


def test_r065_acute_safety_goes_to_where_the_child_is() -> None:
    asked = _living(FOSTERED)
    urgent = replace(asked.message, header=replace(asked.header, urgency=Urgency.SPOED))
    assert judge(RULES, "R065", replace(asked, message=urgent)) == ()


def test_r065_is_about_the_handover_of_a_child() -> None:
    assert judge(RULES, "R065", _living(replace(CHILD, geboortedatum=IncompleteDate(1990)))) == ()
    assert judge(RULES, "R065", _living(FOSTERED, kind=MessageType.MSG_44)) == ()


# R065a

RECEIVED = exchange(MessageType.MSG_01, LOCAL_FIELD, Direction.IN, at=datetime(2026, 2, 27, 9, tzinfo=UTC))


def _moving(
    begun: date, *, history: History | None = None, number: str = "D002", melding: Melding | None = REPORT
) -> Facts:
    terms = (Termijn(nummer="D014", begonnen_op=date(2026, 3, 2)), Termijn(nummer=number, begonnen_op=begun))
    where = Regiooverdracht(stand="triage", termijnen=terms, veiligheidsbeeld="matig", gezin_weet="ja")
    asked = facts(MessageType.MSG_39, Content(regio=where, melding=melding), VT, REGION)
    return replace(asked, history=history or History(exchanged=(RECEIVED,)))


def test_r065a_the_five_days_keep_their_beginning() -> None:
    assert judge(RULES, "R065a", _moving(date(2026, 2, 27))) == ()


@pytest.mark.parametrize("number", ["D001", "D002", "D003"])
def test_r065a_new_five_days_are_refused(number: str) -> None:
    verdicts = judge(RULES, "R065a", _moving(date(2026, 2, 28), number=number))
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {"regio.termijnen[1].begonnen_op"}


def test_r065a_a_term_of_later_may_begin_later() -> None:
    assert judge(RULES, "R065a", _moving(AT.date(), number="D014")) == ()


def test_r065a_without_the_report_in_our_store_its_own_date_makes_it_flag() -> None:
    assert effects(
        judge(RULES, "R065a", _moving(date(2026, 2, 28), history=History(case=recorded(CaseFact.CLOSED).case)))
    ) == [Effect.FLAG]
    nothing = _moving(date(2026, 2, 28), history=History(case=recorded(CaseFact.CLOSED).case), melding=None)
    assert judge(RULES, "R065a", nothing) == ()


def test_r065a_is_about_a_handover_to_another_region() -> None:
    asked = _moving(date(2026, 2, 28))
    other = replace(asked.message, header=replace(asked.header, type=MessageType.MSG_35))
    assert judge(RULES, "R065a", replace(asked, message=other)) == ()
    assert judge(RULES, "R065a", facts(MessageType.MSG_39, Content(), VT, REGION)) == ()
