"""Chapter 3.4, third part: who has the view on safety, and what proves it."""

from typing import Final

from gateway.domain.case import CaseFact, Exchanged
from gateway.domain.catalogue import CATALOGUE
from gateway.domain.content import Besluit
from gateway.domain.effect import Effect
from gateway.domain.kinds import Layer, MessageType
from gateway.domain.message import Direction, Urgency
from gateway.domain.workdays import end_of_workdays
from gateway.policy.elements import missing, says_nothing
from gateway.policy.facts import Facts, History, Known
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.rules.inquiry import REPORTS
from gateway.policy.verdicts import Deny, Flag
from gateway.policy.wording import fold

# CL20, proposal.
REASONS: Final = frozenset(
    {
        "niet onze inwoner",
        "reeds bij GI",
        "geen capaciteit",
        "onvolledig",
        "geen wettelijke grondslag",
        "al in behandeling bij andere partij",
        "veiligheidsoordeel betwist",
        "persoonlijk betrokken",
        "niet ontvankelijk",
    }
)
# Receipt of a direct handover is enough; whatever follows a service must be accepted.
_DIRECT: Final = MessageType.MSG_34
_HANDOVERS: Final = tuple(row.type for row in CATALOGUE.values() if MessageType.MSG_33 in row.accepted_by)
# D002.
_TRIAGE_WORKDAYS: Final = 5
_ACCEPTANCE: Final = (
    "acceptatie.team",
    "acceptatie.contact",
    "acceptatie.contact.telefoonnummer",
    "acceptatie.eerste_contact_gepland",
)


def _placed(history: History, holder: str) -> Known:
    """Tell whether our newest handover is taken over, by whom the text names as the holder; without one nobody knows.

    Somebody names a team by the organisation it is of: "Gemeente X, team Y".
    """
    handover = history.last(*_HANDOVERS, direction=Direction.OUT)
    if handover is None:
        return Known.UNKNOWN
    if not _taken_over(handover, history):
        return Known.NO
    if not handover.other_name:
        return Known.UNKNOWN
    return Known.YES if fold(handover.other_name) in fold(holder) else Known.NO


def _taken_over(handover: Exchanged, history: History) -> bool:
    """Tell whether it was accepted, or for a direct one: received, or decided upon at the table since (Q24, Q33)."""
    if handover.type is not _DIRECT:
        return Layer.ACCEPTANCE in handover.reached
    return Layer.RECEIPT in handover.reached or _is_decided(handover, history)


def _is_decided(handover: Exchanged, history: History) -> bool:
    """Tell whether its receiver got or sent a line of the table since, or the case book has a decision since."""
    lines = (line.at for line in history.messages(MessageType.MSG_49, other=handover.other))
    holds = history.known(CaseFact.TABLE_DECISION) is Known.YES
    noted = (entry.at for entry in history.case if holds and entry.fact is CaseFact.TABLE_DECISION)
    return any(at >= handover.at for at in (*lines, *noted))


def _has_begun(facts: Facts) -> Known:
    """Tell whether Veilig Thuis has the view on safety itself: urgent, triage finished, or its term over (R061 a-c)."""
    finished = facts.history.known(CaseFact.TRIAGE_FINISHED)
    came = facts.history.last(*REPORTS, direction=Direction.IN)
    over = came is not None and end_of_workdays(came.at, _TRIAGE_WORKDAYS) <= facts.at
    return Known.YES if over or facts.header.urgency is Urgency.SPOED else finished


def _evidence_of_state(facts: Facts) -> Verdicts:
    answer = facts.content.terugkoppeling
    claimed = answer.zicht_op_veiligheid_bij if answer else None
    if not claimed:
        return ()
    if facts.sender is not None and claimed == facts.sender.name:
        return _proven(
            _has_begun(facts),
            "Veilig Thuis zelf al het zicht op veiligheid heeft",
            "rond de triage af en leg dat vast; tot dan is het bij niemand belegd, tenzij er spoed is",
        )
    return _proven(
        _placed(facts.history, claimed),
        "wie hier staat het zicht op veiligheid heeft overgenomen",
        "noem de organisatie die de laatste overdracht kreeg, zoals het register haar noemt, en wacht op ontvangst of "
        "besluitregel (MSG-40, MSG-49), na een dienst op acceptatie (MSG-33)",
    )


def _proven(known: Known, what: str, repair: str) -> Verdicts:
    elements = ("terugkoppeling.zicht_op_veiligheid_bij",)
    if known is Known.UNKNOWN:
        return (Flag(because=f"niet nagegaan of {what}", repair=repair, elements=elements),)
    if known is Known.NO:
        return (Deny(because=f"er is geen bewijs dat {what}", repair=repair, elements=elements),)
    return ()


def _accepted_by_a_person(facts: Facts) -> Verdicts:
    answer = facts.content.acceptatie
    if facts.type is not MessageType.MSG_33 or answer is None or answer.besluit is Besluit.GEWEIGERD:
        return ()
    lacking = missing(facts.content, _ACCEPTANCE)
    if not lacking:
        return ()
    return (
        Deny(
            because="aanvaarden doet een mens met naam; stilte of een verstreken termijn is geen acceptatie",
            repair="vul team, naam, telefoon en datum van het eerste contact in",
            elements=lacking,
        ),
    )


def _reasoned_refusal(facts: Facts) -> Verdicts:
    answer = facts.content.acceptatie
    if facts.type is not MessageType.MSG_33 or answer is None or answer.besluit is not Besluit.GEWEIGERD:
        return ()
    if answer.reden in REASONS and not says_nothing(answer.toelichting):
        return ()
    return (
        Deny(
            because="een weigering heeft een reden uit de lijst en een toelichting",
            repair="kies een reden (CL20) en licht die toe",
            elements=("acceptatie.reden", "acceptatie.toelichting"),
        ),
    )


RULES: Final = (
    Rule(
        number="R061",
        name="Wie het zicht op veiligheid heeft, staat vast",
        standing=Standing.AGREE,
        sources=("S001 5.1.1", "S001 5.2.1", "S001 bijlage 1"),
        effects=(Effect.DENY, Effect.FLAG),
        judge=_evidence_of_state,
        revision=2,
        examples=Examples(
            passes="De ontvangst is om 10.32 uur bevestigd; het lokale veld heeft het zicht op veiligheid",
            refuses="Het lokale veld zou het zicht op veiligheid hebben na alleen een technische ontvangst",
        ),
    ),
    Rule(
        number="R062",
        name="Stilte is geen acceptatie",
        standing=Standing.DESIGN,
        sources=("S001 5.2.1",),
        effects=(Effect.DENY,),
        judge=_accepted_by_a_person,
        revision=2,
        examples=Examples(
            passes="Een medewerker aanvaardt de overdracht op de derde dag",
            refuses="Het systeem schrijft geaccepteerd omdat de termijn is verstreken",
        ),
    ),
    Rule(
        number="R063",
        name="Een weigering is gemotiveerd",
        standing=Standing.DESIGN,
        sources=("S001 5.5", "CL20"),
        effects=(Effect.DENY,),
        judge=_reasoned_refusal,
        revision=2,
        examples=Examples(
            passes="Niet woonachtig in onze gemeente, met de juiste gemeente erbij",
            refuses="Een weigering zonder reden",
        ),
    ),
)
