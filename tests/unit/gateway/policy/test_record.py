from dataclasses import fields, replace
from datetime import timedelta

import pytest

from gateway.domain.case import CaseFact
from gateway.domain.content import Bijlage
from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction
from gateway.domain.references import ReferenceLists
from gateway.policy import Decision, Effect, Facts, History, Known, facts_digest, judge, record_of
from gateway.policy.engine import Clash
from tests.kit.content_samples import MARK, whole_content
from tests.kit.policy_cases import (
    AT,
    DIRECT_HANDOVER,
    DOCTOR,
    EMPLOYEE,
    POLICE,
    VT,
    changed,
    exchange,
    handover,
    message,
    recorded,
    taken,
)

PAPER = Bijlage(naam="a.pdf", soort="plan", mime="application/pdf", inhoud=b"a")
ASKED = replace(
    handover(replace(DIRECT_HANDOVER, bijlagen=(PAPER,))),
    author=EMPLOYEE,
    steps=(taken("R082", Effect.JUSTIFY, justification="omdat het vannacht moet"),),
    history=recorded(CaseFact.CLOSED),
)


def _other(**changes: object) -> Facts:
    return changed(ASKED, **changes)


def _content(**changes: object) -> Facts:
    return _other(message=replace(ASKED.message, content=changed(ASKED.content, **changes)))


OTHERS = {
    "another element": _content(zaak="Z-1"),
    "another attachment": _content(bijlagen=(replace(PAPER, inhoud=b"b"),)),
    "no attachment": _content(bijlagen=()),
    "another header": _other(message=message(MessageType.MSG_35, ASKED.content, VT, POLICE)),
    "no sender": _other(sender=None),
    "another receiver": _other(receiver=POLICE),
    "another kind of receiver": _other(receiver=replace(POLICE, oin=ASKED.header.receiver)),
    "another direction": _other(direction=Direction.IN),
    "another moment": _other(at=AT + timedelta(microseconds=1)),
    "another entry": _other(history=recorded(CaseFact.CLOSED, holds=False)),
    "another message exchanged": _other(history=History(exchanged=(exchange(MessageType.MSG_34),))),
    "the same message waiting": _other(history=History(waiting=(exchange(MessageType.MSG_34),))),
    "another cross reference": _other(history=History(cross_reference_known=Known.YES)),
    "a certificate": _other(certificate=VT.oin),
    "other lists": _other(references=ReferenceLists(version="1.0.87")),
    "another patience": _other(patience=timedelta(days=1)),
    "no author": _other(author=None),
    "another author": _other(author=DOCTOR),
    "no steps": _other(steps=()),
    "another justification": _other(steps=(replace(ASKED.steps[0], justification="omdat"),)),
    "another region": _other(region=replace(ASKED.region, name="Ander")),
    "submitted": _other(submitted=ASKED.message),
}


def test_the_digest_changes_with_every_fact() -> None:
    digests = {name: facts_digest(other) for name, other in OTHERS.items()}
    assert len({facts_digest(ASKED), *digests.values()}) == len(OTHERS) + 1
    assert all(len(digest) == 64 for digest in digests.values())


def test_the_same_facts_have_the_same_digest() -> None:
    assert facts_digest(_other()) == facts_digest(ASKED)
    kinds = replace(VT, kinds=frozenset({*VT.kinds, *POLICE.kinds}))
    other = replace(VT, kinds=frozenset({*POLICE.kinds, *VT.kinds}))
    assert facts_digest(_other(sender=kinds)) == facts_digest(_other(sender=other))


def test_what_ends_one_text_and_begins_the_next_is_told_apart() -> None:
    pairs = [("ab", "c"), ("a", "bc"), ("abc", None), (None, "abc"), ("abc", "")]
    mothers = [replace(DIRECT_HANDOVER.betrokkenen[0], telefoonnummer=first, emailadres=then) for first, then in pairs]
    assert len({facts_digest(_content(betrokkenen=(mother,))) for mother in mothers}) == len(pairs)


def test_no_field_of_the_facts_is_left_out_of_these_tests() -> None:
    changed = {
        field.name
        for field in fields(Facts)
        for other in OTHERS.values()
        if getattr(other, field.name) != getattr(ASKED, field.name)
    }
    # What the house knows of the way of a message has the same canonical form as the rest.
    assert {field.name for field in fields(Facts)} - changed <= {"house"}


def test_the_record_names_the_rules_with_their_revision_and_effect() -> None:
    asked = handover()
    decision = judge(asked)
    record = dict(record_of(decision, asked))
    assert list(record) == ["verdict", "rules", "rulings", "lost", "rule-set", "region", "region-digest", "facts"]
    assert record["verdict"] == "passes"
    assert record["rule-set"] == decision.rule_set
    assert record["facts"] == facts_digest(asked)
    assert (record["region"], record["region-digest"]) == ("Landelijk", asked.region.digest)
    spoken = record["rulings"].split(",")
    assert "R002:2:allow" in spoken
    assert len(set(spoken)) == len(spoken)


def test_the_record_names_which_source_lost_to_which() -> None:
    decision = judge(handover())
    first, second = (ruling.rule for ruling in decision.rulings[:2])
    clash = Clash(winner=first, loser=second)
    lost = dict(record_of(Decision(decision.rulings, "", (), (clash, clash)), handover()))["lost"]
    assert lost == f"{second.number}<{first.number}"


@pytest.mark.parametrize("kind", [MessageType.MSG_34, MessageType.MSG_01])
def test_the_record_never_holds_content(kind: MessageType) -> None:
    asked = _other(message=message(kind, whole_content(), VT, POLICE))
    assert all(MARK not in value for _, value in record_of(judge(asked), asked))
