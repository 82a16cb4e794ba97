"""Chapter 3.7, second part: who is told of a request for investigation, when it may be made, what is told on."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from gateway.domain.case import CaseFact
from gateway.domain.content import (
    Beslissing,
    Contact,
    Content,
    Notificatie,
    Verwijsindexsignaal,
    VerzoekTotOnderzoek,
)
from gateway.domain.effect import Effect
from gateway.domain.kinds import Layer, MessageType
from gateway.domain.message import Direction, Urgency
from gateway.domain.party import Party, PartyKind
from gateway.policy import Facts, History
from gateway.policy.rules.justice import RULES
from gateway.policy.verdicts import Copy, Hold
from tests.kit.policy_cases import (
    LOCAL_FIELD,
    REPORT,
    VT,
    effects,
    elements,
    exchange,
    facts,
    handover,
    judge,
    party,
    recorded,
)

RAAD = party(PartyKind.RAAD)
COLLEGE = party(PartyKind.GEMEENTE)
REQUEST = VerzoekTotOnderzoek(
    zaak="Z-1", omschrijving="o", startdatum=date(2026, 3, 1), registratiedatum=date(2026, 3, 1)
)
SIGNAL = Verwijsindexsignaal(
    bsn="999990019",
    contact=Contact(naam="B. Behandelaar", organisatie="Veilig Thuis", telefoonnummer="0900-0000"),
    tijdstip=datetime(2026, 3, 2, tzinfo=UTC),
    verwijderen_op=date(2028, 3, 2),
)


def _request(sender: Party = VT, history: History | None = None, kind: MessageType = MessageType.MSG_51) -> Facts:
    asked = facts(kind, Content(verzoek=REQUEST), sender, RAAD)
    return asked if history is None else replace(asked, history=history)


# R103


def test_r103_the_request_with_the_notice_to_the_college_passes() -> None:
    told = exchange(MessageType.MSG_50, COLLEGE)
    assert judge(RULES, "R103", _request(history=History(exchanged=(told,)))) == ()


@pytest.mark.parametrize(
    "history",
    [
        History(),
        History(exchanged=(exchange(MessageType.MSG_50, LOCAL_FIELD),)),
        History(exchanged=(exchange(MessageType.MSG_50, COLLEGE, Direction.IN),)),
        History(exchanged=(exchange(MessageType.MSG_58, COLLEGE),)),
        History(waiting=(exchange(MessageType.MSG_50, COLLEGE),)),
    ],
)
def test_r103_the_request_alone_waits_for_the_notice(history: History) -> None:
    (verdict,) = judge(RULES, "R103", _request(history=history))
    assert isinstance(verdict, Copy)
    assert (verdict.type, verdict.to) == (MessageType.MSG_50, PartyKind.GEMEENTE)


@pytest.mark.parametrize("sender", [COLLEGE, LOCAL_FIELD, party(PartyKind.GI)])
def test_distinction_09_only_a_request_of_vt_needs_a_notice_to_the_college(sender: Party) -> None:
    assert judge(RULES, "R103", _request(sender)) == ()
    assert effects(judge(RULES, "R103", _request(VT))) == [Effect.COPY]
    both = replace(VT, kinds=VT.kinds | {PartyKind.GEMEENTE})
    assert judge(RULES, "R103", _request(both)) == ()


def test_r103_is_about_requests() -> None:
    assert judge(RULES, "R103", _request(kind=MessageType.MSG_21)) == ()


# R104


def _handed(kind: MessageType, *layers: Layer) -> History:
    return History(exchanged=(exchange(kind, reached=frozenset(layers)),))


def test_r104_vt_between_report_and_handover_passes() -> None:
    assert judge(RULES, "R104", _request()) == ()
    assert judge(RULES, "R104", _request(history=_handed(MessageType.MSG_34))) == ()
    assert judge(RULES, "R104", _request(history=_handed(MessageType.MSG_35, Layer.RECEIPT))) == ()


@pytest.mark.parametrize(
    ("kind", "layer"), [(MessageType.MSG_34, Layer.RECEIPT), (MessageType.MSG_35, Layer.ACCEPTANCE)]
)
def test_r104_vt_after_the_local_field_took_over_is_marked(kind: MessageType, layer: Layer) -> None:
    assert effects(judge(RULES, "R104", _request(history=_handed(kind, layer)))) == [Effect.FLAG]


@pytest.mark.parametrize("sender", [LOCAL_FIELD, COLLEGE])
def test_r104_the_local_field_without_own_information_is_held(sender: Party) -> None:
    (verdict,) = judge(RULES, "R104", _request(sender))
    assert isinstance(verdict, Hold)
    known = recorded(CaseFact.OWN_CONTACTS, holds=False)
    assert effects(judge(RULES, "R104", _request(sender, known))) == [Effect.HOLD]


def test_r104_the_local_field_that_knows_the_family_passes() -> None:
    assert judge(RULES, "R104", _request(LOCAL_FIELD, recorded(CaseFact.OWN_CONTACTS))) == ()
    got = History(exchanged=(exchange(MessageType.MSG_34, VT, Direction.IN),))
    assert judge(RULES, "R104", _request(LOCAL_FIELD, got)) == ()


def test_r104_is_about_requests_of_vt_and_the_local_field() -> None:
    assert judge(RULES, "R104", _request(party(PartyKind.GI))) == ()
    assert judge(RULES, "R104", _request(LOCAL_FIELD, kind=MessageType.MSG_02)) == ()


# R108


def _acute(history: History | None = None, *, by_header: bool = False) -> Facts:
    asked = _request(history=history)
    header = replace(asked.header, urgency=Urgency.SPOED) if by_header else asked.header
    content = asked.content if by_header else replace(asked.content, verzoek=replace(REQUEST, spoed=True))
    return replace(asked, message=replace(asked.message, header=header, content=content))


@pytest.mark.parametrize("by_header", [True, False])
def test_r108_a_call_first_and_the_form_after_passes(*, by_header: bool) -> None:
    assert judge(RULES, "R108", _acute(recorded(CaseFact.BOARD_CALLED), by_header=by_header)) == ()
    called = History(exchanged=(exchange(MessageType.MSG_52, RAAD),))
    assert judge(RULES, "R108", _acute(called, by_header=by_header)) == ()


@pytest.mark.parametrize("by_header", [True, False])
def test_r108_an_acute_request_as_first_contact_is_refused(*, by_header: bool) -> None:
    assert effects(judge(RULES, "R108", _acute(by_header=by_header))) == [Effect.DENY]
    denied = recorded(CaseFact.BOARD_CALLED, holds=False)
    assert effects(judge(RULES, "R108", _acute(denied, by_header=by_header))) == [Effect.DENY]


def test_distinction_10_an_ordinary_request_needs_no_call() -> None:
    assert judge(RULES, "R108", _request()) == ()
    assert judge(RULES, "R108", facts(MessageType.MSG_51, Content(), VT, RAAD)) == ()
    assert judge(RULES, "R108", _request(kind=MessageType.MSG_52)) == ()


# R109a


def _signal(content: Content) -> Facts:
    return facts(MessageType.MSG_66, content, VT, party(PartyKind.VERWIJSINDEX))


def test_r109a_who_may_be_called_and_until_when_passes() -> None:
    assert judge(RULES, "R109a", _signal(Content(verwijsindex=SIGNAL))) == ()


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (Content(verwijsindex=SIGNAL, zaak="M-1"), {"zaak"}),
        (Content(verwijsindex=SIGNAL, melding=REPORT), {"melding"}),
        (
            Content(verwijsindex=replace(SIGNAL, contact=replace(SIGNAL.contact, functie="reden: huiselijk geweld"))),
            {"verwijsindex.contact.functie"},
        ),
        (
            Content(verwijsindex=replace(SIGNAL, contact=replace(SIGNAL.contact, afdeling="Team Mishandeling"))),
            {"verwijsindex.contact.afdeling"},
        ),
    ],
)
def test_r109a_a_reason_a_report_or_a_text_is_refused(content: Content, named: set[str]) -> None:
    verdicts = judge(RULES, "R109a", _signal(content))
    assert effects(verdicts) == [Effect.DENY]
    assert {name.partition(".")[0] for name in elements(verdicts)} == {name.partition(".")[0] for name in named}


def test_r109a_is_about_the_index() -> None:
    assert judge(RULES, "R109a", handover()) == ()


# R110

NOTICE = Notificatie(status="Onderzoek gestart", datum=date(2026, 3, 1))


def _onward(notice: Notificatie | None, receiver: Party = LOCAL_FIELD) -> Facts:
    return facts(MessageType.MSG_34, Content(notificatie=notice), VT, receiver)


def test_r110_that_an_investigation_began_passes() -> None:
    assert judge(RULES, "R110", _onward(NOTICE)) == ()
    assert judge(RULES, "R110", _onward(None)) == ()


def test_r110_the_whole_notice_is_stripped_to_status_and_date() -> None:
    whole = replace(
        NOTICE,
        verzoek="Z-1",
        resultaat="Maatregel opgelegd",
        beslissingen=(Beslissing(datum=date(2026, 3, 1), maatregel="ots"),),
    )
    verdicts = judge(RULES, "R110", facts(MessageType.MSG_37, Content(notificatie=whole), VT, party(PartyKind.ZORG)))
    assert effects(verdicts) == [Effect.STRIP]
    assert elements(verdicts) == {"notificatie.verzoek", "notificatie.resultaat", "notificatie.beslissingen[0]"}


def test_r110_the_raad_itself_tells_all() -> None:
    asked = facts(MessageType.MSG_53, Content(notificatie=replace(NOTICE, resultaat="r")), RAAD, VT)
    assert judge(RULES, "R110", asked) == ()
