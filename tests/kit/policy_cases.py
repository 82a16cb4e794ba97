"""The parties and messages that policy tests speak of; everything is fictional."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final, TypeVar

from gateway.domain.case import CaseEntry, CaseFact, Exchanged
from gateway.domain.content import (
    Adres,
    Betrokkene,
    Contact,
    Content,
    Informering,
    Melder,
    Melding,
    Onthulling,
    Overdracht,
    Triage,
)
from gateway.domain.employees import Employee, EmployeeId, StaffRole
from gateway.domain.identifiers import ConversationId, Oin, ReferenceNumber
from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction, Header, Message
from gateway.domain.moments import IncompleteDate
from gateway.domain.parking import StepTaken
from gateway.domain.party import Party, PartyKind
from gateway.domain.purposes import implied
from gateway.domain.region import Change
from gateway.policy import Effect, Facts, History, Rule, Verdict
from gateway.policy.elements import Group
from gateway.policy.engine import bind
from gateway.policy.verdicts import Allow, Copy, Deny, Flag, Hold, Justify, Route, Second, Strip, Timer

Record = TypeVar("Record", bound=Group)
AT: Final = datetime(2026, 3, 2, 10, tzinfo=UTC)
REFERENCE: Final = ReferenceNumber("0e09a81f-64a0-4793-b946-d6538fb3f37e")
CONVERSATION: Final = ConversationId("c6a1f3de-0b7f-4f3c-8f0a-2f9a5d1e7b60")
EMPLOYEE: Final = Employee(EmployeeId("m-17"), StaffRole.BEHANDELAAR)
DOCTOR: Final = Employee(EmployeeId("m-23"), StaffRole.VERTROUWENSARTS)
SCIENTIST: Final = Employee(EmployeeId("m-31"), StaffRole.GEDRAGSWETENSCHAPPER)
EARLIER: Final = ReferenceNumber("7d4f8a0e-5a53-4c0f-9d6e-3d1f7a2b4c5d")


def party(*kinds: PartyKind) -> Party:
    """Return an organisation of these kinds; its OIN follows from the first."""
    number = list(PartyKind).index(kinds[0]) + 1 if kinds else 99
    return Party(oin=Oin.parse(f"00000001{number:09}000"), name=f"Voorbeeld {number}", kinds=frozenset(kinds))


VT: Final = party(PartyKind.VT)
LOCAL_FIELD: Final = party(PartyKind.LOKAAL_VELD)
POLICE: Final = party(PartyKind.POLITIE)
SCHOOL: Final = party(PartyKind.SCHOOL)
CITIZEN: Final = party(PartyKind.BURGER)

ADDRESS: Final = Adres(straatnaam="Dorpsstraat", huisnummer=4, postcode="9999ZZ", woonplaats="Voorbeelddorp")
MOTHER: Final = Betrokkene(
    kenmerk="p1",
    rol="112",
    geslachtsnaam="Testpersoon",
    voornamen="Anna",
    geboortedatum=IncompleteDate(1985, 5, 1),
    bsn="999990019",
    bsn_bron="SBV 2026-03-02",
    adres=ADDRESS,
    informering=Informering(geinformeerd=True),
)
CHILD: Final = replace(
    MOTHER, kenmerk="p2", rol="301", voornamen="Kim", geboortedatum=IncompleteDate(2015, 4), bsn="999990020"
)
CONTACT: Final = Contact(naam="B. Behandelaar", functie="intern begeleider", telefoonnummer="0880000000")
OPEN_REPORTER: Final = Melder(
    onthulling=Onthulling.OPEN, professional=True, naam="B. Behandelaar", organisatie="School", contact=CONTACT
)
HIDDEN_CITIZEN: Final = Melder(onthulling=Onthulling.ANONIEM, professional=False, naam="Buur", contact=CONTACT)
REPORT: Final = Melding(identificatie="M-1", datum_melding=date(2026, 2, 27), omschrijving="Er zijn zorgen gemeld.")
TRIAGE: Final = Triage(besluit="lokaal veld", veiligheid="geen", datum=date(2026, 3, 2), motivering="passend")
DIRECT_HANDOVER: Final = Content(
    betrokkenen=(MOTHER, CHILD),
    melder=OPEN_REPORTER,
    melding=REPORT,
    triage=TRIAGE,
    overdracht=Overdracht(informeert_gezin="lokaal veld", informeert_gezin_op=date(2026, 3, 12)),
)
# One verdict of each effect, in the order of the effects.
EVERY_VERDICT: Final = (
    Deny(because="b"),
    Route(because="b", to=PartyKind.GI),
    Hold(because="b", owner=StaffRole.GEDRAGSWETENSCHAPPER, limit="D053"),
    Strip(because="b", elements=("melder.naam",)),
    Second(because="b", roles=frozenset({StaffRole.VERTROUWENSARTS})),
    Justify(because="b"),
    Copy(because="b", type=MessageType.MSG_36C, to=PartyKind.GEMEENTE),
    Flag(because="b"),
    Timer(because="b", deadline="D012", starts=True),
    Allow(because="b"),
)


def message(kind: MessageType, content: Content, sender: Party, receiver: Party) -> Message:
    """Return a message between two parties, on a reference of our own."""
    purpose, basis = implied(kind)
    header = Header(
        reference=REFERENCE,
        type=kind,
        sender=sender.oin,
        receiver=receiver.oin,
        conversation=CONVERSATION,
        created_at=AT,
        purpose=purpose,
        basis=basis,
    )
    return Message(header=header, content=content)


def facts(kind: MessageType, content: Content, sender: Party = VT, receiver: Party = LOCAL_FIELD) -> Facts:
    """Return the facts of a message that is about to leave; `replace` says the rest."""
    return Facts(
        message=message(kind, content, sender, receiver),
        sender=sender,
        receiver=receiver,
        direction=Direction.OUT,
        at=AT,
    )


def changed(record: Record, **fields: object) -> Record:
    """Return the record with these fields otherwise: whichever a test is about, by their names."""
    return replace(record, **fields)


def handover(content: Content = DIRECT_HANDOVER, /, **groups: object) -> Facts:
    """Return the facts of a direct handover from VT to the local field, with these groups otherwise."""
    return facts(MessageType.MSG_34, changed(content, **groups))


def headed(asked: Facts, **fields: object) -> Facts:
    """Return the same facts with these fields of the envelope otherwise."""
    return replace(asked, message=replace(asked.message, header=changed(asked.header, **fields)))


def arriving(asked: Facts) -> Facts:
    """Return the same facts as the receiving side has them."""
    return replace(asked, direction=Direction.IN)


def recorded(*facts: CaseFact, holds: bool = True, about: str = "") -> History:
    """Return a history in which these facts of the case are recorded, as they hold or hold no longer."""
    return History(
        case=tuple(
            CaseEntry(conversation=CONVERSATION, fact=fact, holds=holds, at=AT, by=EMPLOYEE.id, about=about)
            for fact in facts
        )
    )


def exchange(
    kind: MessageType,
    other: Party = LOCAL_FIELD,
    direction: Direction = Direction.OUT,
    **changes: object,
) -> Exchanged:
    """Return one message of the case that went or came an hour ago."""
    found = Exchanged(
        type=kind,
        direction=direction,
        reference=EARLIER,
        other=other.oin,
        other_kinds=other.kinds,
        other_name=other.name,
        at=AT - timedelta(hours=1),
    )
    return changed(found, **changes)


def taken(rule: str, effect: Effect, by: Employee = DOCTOR, **changes: object) -> StepTaken:
    """Return a step that somebody took just now, a doctor when nobody is named."""
    return changed(StepTaken(rule=rule, effect=effect, by=by, at=AT), **changes)


def setting(rule: str, asked: Facts, **values: int | frozenset[str]) -> Facts:
    """Return the same facts in a region that set these parameters of one rule."""
    change = Change(rule=rule, source="S000", author="Voorbeeld", parameters=tuple(values.items()))
    return replace(asked, region=replace(asked.region, changes=(change,)))


def judge(rules: tuple[Rule, ...], number: str, asked: Facts) -> tuple[Verdict, ...]:
    """Return what one rule of a chapter says; it says no more than it declares."""
    rule = next(rule for rule in rules if rule.number == number)
    verdicts = rule.judge(bind(rules, asked))
    assert {verdict.effect for verdict in verdicts} <= set(rule.effects), f"{number} says what it does not declare"
    return verdicts


def effects(verdicts: tuple[Verdict, ...]) -> list[Effect]:
    """Return the effects alone."""
    return [verdict.effect for verdict in verdicts]


def elements(verdicts: tuple[Verdict, ...]) -> set[str]:
    """Return every element that is named."""
    return {name for verdict in verdicts for name in verdict.elements}
