"""Samples: one for every type that travels."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gateway import policy
from gateway.domain.case import CaseEntry, CaseFact, Exchanged
from gateway.domain.catalogue import CATALOGUE
from gateway.domain.employees import EmployeeId
from gateway.domain.identifiers import Oin, ReferenceNumber
from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction
from gateway.domain.party import Party, PartyKind
from gateway.errors import NotAMessageError
from gateway.formats import office
from gateway.formats.samples import RECEIVER, SENDER, sample_message, whole_message
from gateway.policy import History, Known
from gateway.policy.elements import covers, walk

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize("kind", [entry.type for entry in CATALOGUE.values() if entry.travels])
def test_a_sample_survives_office_json(kind: MessageType) -> None:
    message = sample_message(kind, AT)
    assert office.render(message)
    assert (message.header.cross_reference is not None) == CATALOGUE[kind].refers


def test_what_never_travels_has_no_sample() -> None:
    with pytest.raises(NotAMessageError):
        sample_message(MessageType.MSG_62, AT)


REPORT = Exchanged(
    type=MessageType.MSG_02,
    direction=Direction.IN,
    reference=ReferenceNumber("melding-1"),
    other=RECEIVER,
    other_kinds=frozenset({PartyKind.SCHOOL}),
    at=AT,
)
# R112: of MSG-38 what it is for was tested.
TESTED = CaseEntry(
    conversation=sample_message(MessageType.MSG_38, AT).header.conversation,
    fact=CaseFact.PURPOSE_TESTED,
    holds=True,
    at=AT,
    by=EmployeeId("m-17"),
)
KNOWN = History(case=(TESTED,), exchanged=(REPORT,), cross_reference_known=Known.YES)


@pytest.mark.parametrize("kind", [entry.type for entry in CATALOGUE.values() if entry.travels])
def test_a_sample_may_leave_on_one_of_its_routes_at_least(kind: MessageType) -> None:
    answered = next((about for about, _ in CATALOGUE[kind].fulfils), MessageType.MSG_34)
    history = replace(KNOWN, cross_reference_type=answered)
    refusals = []
    for sender, receiver in sorted(CATALOGUE[kind].routes):
        facts = policy.Facts(
            message=sample_message(kind, AT),
            sender=_party(sender, SENDER),
            receiver=_party(receiver, RECEIVER),
            direction=Direction.OUT,
            at=AT,
            history=history,
        )
        decision = policy.judge(facts)
        if decision.passes:
            return
        refusals.append(decision.rules)
    pytest.fail(str(refusals[:1]))


def _party(kind: PartyKind, oin: Oin) -> Party:
    return Party(oin=oin, name="Voorbeeldorganisatie", kinds=frozenset({kind}))


@pytest.mark.parametrize("kind", [kind for kind, entry in CATALOGUE.items() if entry.travels])
def test_a_whole_message_says_everything_that_its_row_lists(kind: MessageType) -> None:
    said = {re.sub(r"\[\d+\]", "[]", path) for path, _ in walk(whole_message(kind, AT).content)}
    missing = [
        path for path in CATALOGUE[kind].elements if not any(covers(path, each) or covers(each, path) for each in said)
    ]
    assert missing == []
