"""Chapter 3.4: who has the view on safety, and what proves it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from gateway.domain.case import CaseFact
from gateway.domain.catalogue import CATALOGUE
from gateway.domain.content import Acceptatie, Besluit, Content, Terugkoppeling
from gateway.domain.kinds import Layer, MessageType
from gateway.domain.message import Direction, Urgency
from gateway.policy import UNKNOWN_HISTORY, Effect, Facts, History
from gateway.policy.rules.responsibility import REASONS, RULES
from tests.kit.policy_cases import (
    AT,
    CONTACT,
    LOCAL_FIELD,
    POLICE,
    VT,
    effects,
    elements,
    exchange,
    facts,
    judge,
    recorded,
)

ACCEPTED = Acceptatie(besluit=Besluit.AANVAARD, team="Noord", contact=CONTACT, eerste_contact_gepland=date(2026, 3, 10))
REFUSED = Acceptatie(besluit=Besluit.GEWEIGERD, reden="niet onze inwoner", toelichting="woont in Voorbeeldstad")


def _handed_over(kind: MessageType, *reached: Layer) -> History:
    return History(exchanged=(exchange(kind, reached=frozenset(reached)),))


PLACED = _handed_over(MessageType.MSG_34, Layer.TECHNICAL, Layer.RECEIPT)
NOT_PLACED = _handed_over(MessageType.MSG_34, Layer.TECHNICAL)


HOLDER = f"{LOCAL_FIELD.name}, wijkteam Noord"


def _claims(holder: str | None, history: History = UNKNOWN_HISTORY) -> Facts:
    answer = Terugkoppeling(
        identificatie_melding="M-1",
        status="overdracht",
        uitgevoerd_door_naam=VT.name,
        uitgevoerd_door_oin=VT.oin,
        zicht_op_veiligheid_bij=holder,
    )
    asked = facts(MessageType.MSG_08, Content(terugkoppeling=answer), VT, POLICE)
    return replace(asked, history=history)


def _answers(answer: Acceptatie | None) -> Facts:
    return facts(MessageType.MSG_33, Content(acceptatie=answer), LOCAL_FIELD, VT)


# R061


def test_r061_with_evidence_another_may_be_named() -> None:
    assert judge(RULES, "R061", _claims(HOLDER, PLACED)) == ()


def test_r061_a_state_without_evidence_is_refused() -> None:
    verdicts = judge(RULES, "R061", _claims(HOLDER, NOT_PLACED))
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {"terugkoppeling.zicht_op_veiligheid_bij"}


@pytest.mark.parametrize(
    ("kind", "layer", "said"),
    [
        (MessageType.MSG_34, Layer.RECEIPT, []),
        (MessageType.MSG_35, Layer.RECEIPT, [Effect.DENY]),
        (MessageType.MSG_35, Layer.ACCEPTANCE, []),
        (MessageType.MSG_39, Layer.ACCEPTANCE, []),
        (MessageType.MSG_01, Layer.ACCEPTANCE, [Effect.FLAG]),
    ],
)
def test_r061_receipt_places_a_direct_handover_and_acceptance_every_other(
    kind: MessageType, layer: Layer, said: list[Effect]
) -> None:
    assert effects(judge(RULES, "R061", _claims(HOLDER, _handed_over(kind, layer)))) == said


def test_r061_a_handover_that_came_to_us_places_nothing_elsewhere() -> None:
    came = History(exchanged=(exchange(MessageType.MSG_34, LOCAL_FIELD, Direction.IN, reached=frozenset(Layer)),))
    assert effects(judge(RULES, "R061", _claims(HOLDER, came))) == [Effect.FLAG]


def test_r061_what_one_received_does_not_prove_that_another_has_it() -> None:
    assert effects(judge(RULES, "R061", _claims("Gemeente Elders", PLACED))) == [Effect.DENY]
    unnamed = History(exchanged=tuple(replace(each, other_name="") for each in PLACED.exchanged))
    assert effects(judge(RULES, "R061", _claims(HOLDER, unnamed))) == [Effect.FLAG]


def test_r061_the_newest_handover_counts_and_no_older_one() -> None:
    later = exchange(MessageType.MSG_35, at=AT)
    newer = History(exchanged=(*PLACED.exchanged, later))
    assert effects(judge(RULES, "R061", _claims(HOLDER, newer))) == [Effect.DENY]
    accepted = History(exchanged=(*PLACED.exchanged, replace(later, reached=frozenset({Layer.ACCEPTANCE}))))
    assert judge(RULES, "R061", _claims(HOLDER, accepted)) == ()


@pytest.mark.parametrize("direction", Direction)
def test_r061_a_line_of_the_table_places_a_direct_handover(direction: Direction) -> None:
    line = exchange(MessageType.MSG_49, direction=direction)
    assert judge(RULES, "R061", _claims(HOLDER, History(exchanged=(*NOT_PLACED.exchanged, line)))) == ()
    of_another = exchange(MessageType.MSG_49, POLICE, direction)
    before = replace(line, at=line.at - timedelta(minutes=1))
    for each in (of_another, before):
        said = judge(RULES, "R061", _claims(HOLDER, History(exchanged=(*NOT_PLACED.exchanged, each))))
        assert effects(said) == [Effect.DENY]
    after_a_service = _handed_over(MessageType.MSG_35, Layer.RECEIPT)
    said = judge(RULES, "R061", _claims(HOLDER, History(exchanged=(*after_a_service.exchanged, line))))
    assert effects(said) == [Effect.DENY]


def test_r061_a_decision_of_the_table_in_the_case_book_places_a_direct_handover() -> None:
    handed_over = NOT_PLACED.exchanged
    decided = recorded(CaseFact.TABLE_DECISION).case
    assert judge(RULES, "R061", _claims(HOLDER, History(exchanged=handed_over, case=decided))) == ()
    before = tuple(replace(entry, at=entry.at - timedelta(days=1)) for entry in decided)
    undone = (*decided, *recorded(CaseFact.TABLE_DECISION, holds=False).case)
    for case in (before, undone):
        said = judge(RULES, "R061", _claims(HOLDER, History(exchanged=handed_over, case=case)))
        assert effects(said) == [Effect.DENY]


def test_r061_a_state_of_which_nobody_sought_the_evidence_is_flagged() -> None:
    assert effects(judge(RULES, "R061", _claims("Wijkteam Noord"))) == [Effect.FLAG]


def test_r061_once_the_triage_is_finished_we_may_say_that_it_is_with_us() -> None:
    assert judge(RULES, "R061", _claims(VT.name, recorded(CaseFact.TRIAGE_FINISHED))) == ()
    assert effects(judge(RULES, "R061", _claims(VT.name))) == [Effect.FLAG]


def _open_since(came_at: datetime) -> History:
    open_triage = recorded(CaseFact.TRIAGE_FINISHED, holds=False)
    return replace(open_triage, exchanged=(exchange(MessageType.MSG_01, POLICE, Direction.IN, at=came_at),))


# D002: five working days; Monday 23 February is over at midnight after Monday 2 March.
IN_TIME = datetime(2026, 2, 23, 9, tzinfo=UTC)
TOO_LATE = datetime(2026, 2, 20, 9, tzinfo=UTC)


def test_distinction_16_before_the_triage_is_finished_nobody_is_responsible() -> None:
    asked = _claims(VT.name, _open_since(IN_TIME))
    assert effects(judge(RULES, "R061", asked)) == [Effect.DENY]
    urgent = replace(asked.message, header=replace(asked.header, urgency=Urgency.SPOED))
    assert judge(RULES, "R061", replace(asked, message=urgent)) == ()
    assert judge(RULES, "R061", _claims(VT.name, _open_since(TOO_LATE))) == ()


def test_distinction_17_delivery_is_not_receipt_and_receipt_is_not_acceptance() -> None:
    delivered = _handed_over(MessageType.MSG_34, Layer.TECHNICAL)
    received = _handed_over(MessageType.MSG_35, Layer.TECHNICAL, Layer.RECEIPT)
    for history in (delivered, received):
        assert effects(judge(RULES, "R061", _claims("Wijkteam Noord", history))) == [Effect.DENY]
    silence = Acceptatie(besluit=Besluit.AANVAARD, toelichting="verstreken termijn")
    assert effects(judge(RULES, "R062", _answers(silence))) == [Effect.DENY]


def test_distinction_04_each_handover_has_a_term_of_its_own_for_contact() -> None:
    assert "D013" in CATALOGUE[MessageType.MSG_34].deadlines
    assert "D015" in CATALOGUE[MessageType.MSG_35].deadlines
    assert "D013" not in CATALOGUE[MessageType.MSG_35].deadlines
    assert {"D013", "D015", "D016"} <= set(CATALOGUE[MessageType.MSG_41].deadlines)


def test_r061_of_an_unknown_sender_nothing_is_believed() -> None:
    assert effects(judge(RULES, "R061", replace(_claims(VT.name, NOT_PLACED), sender=None))) == [Effect.DENY]


def test_r061_who_claims_nothing_needs_no_evidence() -> None:
    assert judge(RULES, "R061", _claims(None)) == ()
    assert judge(RULES, "R061", _answers(ACCEPTED)) == ()


# R062


@pytest.mark.parametrize("decision", [Besluit.AANVAARD, Besluit.AANVAARD_MET_OPMERKING])
def test_r062_a_person_accepts_by_name(decision: Besluit) -> None:
    assert judge(RULES, "R062", _answers(replace(ACCEPTED, besluit=decision))) == ()


def test_r062_a_lapsed_term_accepts_nothing() -> None:
    verdicts = judge(RULES, "R062", _answers(Acceptatie(besluit=Besluit.AANVAARD, toelichting="verstreken termijn")))
    assert effects(verdicts) == [Effect.DENY]
    assert {"acceptatie.team", "acceptatie.contact", "acceptatie.eerste_contact_gepland"} < elements(verdicts)


def test_r062_is_about_acceptance() -> None:
    assert judge(RULES, "R062", _answers(REFUSED)) == ()
    assert judge(RULES, "R062", _answers(None)) == ()
    assert judge(RULES, "R062", _claims(None)) == ()


# R063


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_r063_a_refusal_with_a_reason_from_the_list_passes(reason: str) -> None:
    assert judge(RULES, "R063", _answers(replace(REFUSED, reden=reason))) == ()


@pytest.mark.parametrize(
    "answer",
    [
        Acceptatie(besluit=Besluit.GEWEIGERD),
        replace(REFUSED, toelichting=None),
        replace(REFUSED, toelichting=" "),
        replace(REFUSED, reden="geen zin"),
    ],
)
def test_r063_an_empty_refusal_is_refused(answer: Acceptatie) -> None:
    verdicts = judge(RULES, "R063", _answers(answer))
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {"acceptatie.reden", "acceptatie.toelichting"}


def test_r063_is_about_refusals() -> None:
    assert judge(RULES, "R063", _answers(ACCEPTED)) == ()
    assert judge(RULES, "R063", _answers(None)) == ()
    assert judge(RULES, "R063", _claims(None)) == ()
