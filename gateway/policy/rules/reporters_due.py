"""Chapter 3.3, fourth part: which reporter hears back at all, and when."""

from datetime import datetime, time
from typing import Final

from gateway.domain.case import CaseFact
from gateway.domain.content import Onthulling
from gateway.domain.effect import Effect
from gateway.domain.employees import StaffRole
from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction
from gateway.domain.party import PartyKind
from gateway.domain.workdays import add_workdays, legal_time
from gateway.policy.facts import Facts, Known
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.rules.reporter import REPORTS
from gateway.policy.verdicts import Deny, Flag, Justify, Second, Timer

_TO_REPORTER: Final = frozenset({MessageType.MSG_09, MessageType.MSG_10})
# What tells a reporter, of whatever kind, that the safety assessment is done.
_FIRST_FEEDBACK: Final = frozenset({MessageType.MSG_08, MessageType.MSG_09, MessageType.MSG_11})
# Answers to our questions: who gave one is an informant.
_ANSWERS: Final = frozenset(
    {
        *(MessageType.MSG_14, MessageType.MSG_16, MessageType.MSG_18, MessageType.MSG_20, MessageType.MSG_22),
        *(MessageType.MSG_24, MessageType.MSG_28, MessageType.MSG_30),
    }
)
_DEADLINE: Final = "D007"
_APPROVERS: Final = frozenset({StaffRole.GEDRAGSWETENSCHAPPER, StaffRole.VERTROUWENSARTS, StaffRole.TEAMLEIDER})


def _about_receiver(facts: Facts, fact: CaseFact) -> Known:
    """Return what is recorded of whoever gets this message; of a citizen without a number of its own: of the case."""
    own = facts.history.known(fact, str(facts.header.receiver))
    return own if own is not Known.UNKNOWN else facts.history.known(fact)


def _reachable(facts: Facts) -> Verdicts:
    if facts.type not in _TO_REPORTER:
        return ()
    known = _about_receiver(facts, CaseFact.REPORTER_REACHABLE)
    # An organisation stands in our register with an address that was verified; of a citizen it must be recorded.
    if known is Known.YES or (known is Known.UNKNOWN and not facts.goes_to(PartyKind.BURGER)):
        return ()
    return (
        Deny(
            because="van wie meldde is niet vastgelegd dat hij bekend is en op dit adres te bereiken",
            repair="ga na wie het is en of het adres klopt, en leg dat vast; bij een onbekende vervalt de plicht",
            elements=("header.receiver",),
        ),
    )


def _first_moment(facts: Facts) -> Verdicts:
    if facts.type in _FIRST_FEEDBACK:
        return (Timer(because="de melder hoort dat de beoordeling is gedaan", deadline=_DEADLINE, starts=False),)
    started = _started_at(facts)
    told = facts.history.last(*_FIRST_FEEDBACK, direction=Direction.OUT)
    if started is None or told is not None or not _expects_feedback(facts):
        return ()
    due = add_workdays(legal_time(started).date(), facts.region.number("R034", "working_days"))
    running = Timer(because="de melder is bekend en wil horen wat er gebeurt", deadline=_DEADLINE, starts=True)
    if facts.today <= due:
        return (running,)
    late = Flag(
        because="de melder heeft nog niets gehoord, en de termijn daarvoor is voorbij",
        repair="stuur de terugkoppeling vandaag, of leg uit waarom het later wordt",
        elements=("triage.datum",),
    )
    return (running, late)


def _started_at(facts: Facts) -> datetime | None:
    """Return when the term began: at the decision, or at the report where the region counts from there."""
    triage = facts.content.triage
    if not facts.comes_from(PartyKind.VT) or triage is None or not triage.besluit:
        return None
    report = facts.history.last(*REPORTS, direction=Direction.IN)
    if facts.region.number("R034", "counts_from_report") and report is not None:
        return report.at
    return datetime.combine(triage.datum, time(12), facts.at.tzinfo)


def _expects_feedback(facts: Facts) -> bool:
    """Tell whether the reporter is known and wants to hear; of whoever sent a report nothing else is known."""
    melder = (facts.submitted or facts.message).content.melder
    if melder is None:
        return facts.history.last(*REPORTS, direction=Direction.IN) is not None
    return melder.wil_terugkoppeling and melder.onthulling is not Onthulling.ONBEKEND


def _is_informant(facts: Facts) -> bool:
    """Tell whether the receiver answered a question and reported nothing, as far as nobody recorded otherwise."""
    recorded = facts.history.known(CaseFact.INFORMANT, str(facts.header.receiver))
    if recorded is not Known.UNKNOWN:
        return recorded is Known.YES
    answered = facts.history.last(*_ANSWERS, direction=Direction.IN, other=facts.header.receiver)
    reported = facts.history.last(*REPORTS, direction=Direction.IN, other=facts.header.receiver)
    return answered is not None and reported is None


def _informant(facts: Facts) -> Verdicts:
    if facts.type not in _TO_REPORTER or not _is_informant(facts):
        return ()
    because = "een informant krijgt geen terugkoppeling zoals een melder"
    if _about_receiver(facts, CaseFact.FEEDBACK_ARRANGED) is Known.YES:
        return (Justify(because=because, repair="motiveer wat met deze informant is afgesproken, en waarom"),)
    return (
        Deny(
            because=because,
            repair="leg vast dat en wat met deze informant is afgesproken, of stuur dit bericht niet",
            elements=("header.receiver",),
        ),
    )


def _involved(facts: Facts) -> Verdicts:
    if facts.type not in _TO_REPORTER:
        return ()
    involved = _about_receiver(facts, CaseFact.REPORTER_INVOLVED)
    if involved is Known.YES:
        return (
            Second(
                because="deze melder is zelf slachtoffer of verdachte, en heeft de rechten van een betrokkene",
                repair="informeer deze persoon als betrokkene, of laat een tweede persoon dit bericht goedkeuren",
                roles=_APPROVERS,
            ),
        )
    if involved is Known.UNKNOWN and facts.goes_to(PartyKind.BURGER):
        return (
            Flag(
                because="niet vastgelegd is of deze melder zelf slachtoffer of verdachte is",
                repair="leg het vast; wie zelf betrokken is, wordt als betrokkene geïnformeerd",
            ),
        )
    return ()


RULES: Final = (
    Rule(
        number="R033",
        name="Geen terugkoppeling aan een melder die niet te bereiken is",
        standing=Standing.LAW,
        sources=("Wmo 4.1.1 lid 2 g",),
        effects=(Effect.DENY,),
        judge=_reachable,
        examples=Examples(
            passes="Een brief aan de buurvrouw die als melder bekend is",
            refuses="Een mail aan een adres dat nooit is nagegaan",
        ),
    ),
    Rule(
        number="R034",
        name="Eerste terugkoppeling moet op tijd",
        standing=Standing.LAW,
        sources=("Wmo 4.1.1 lid 2 g", "S001 5.1.4", "S003 Veiligheidsbeoordeling"),
        effects=(Effect.TIMER, Effect.FLAG),
        judge=_first_moment,
        examples=Examples(
            passes="De terugkoppeling gaat op de vijfde werkdag uit",
            refuses="Op de zesde werkdag is nog niets verstuurd",
        ),
        # S003 counts from the report, S001 from the decision: a region chooses (D007).
        parameters={"working_days": 5, "counts_from_report": 0},
    ),
    Rule(
        number="R037",
        name="Een informant krijgt geen gewone terugkoppeling",
        standing=Standing.AGREE,
        sources=("KNMG bijlage 4",),
        effects=(Effect.DENY, Effect.JUSTIFY),
        judge=_informant,
        examples=Examples(
            passes="Met de huisarts is een gezamenlijk gesprek afgesproken",
            refuses="De huisarts die een vraag beantwoordde, krijgt vanzelf de uitkomst",
        ),
    ),
    Rule(
        number="R039",
        name="De melder is zelf betrokken",
        standing=Standing.DESIGN,
        sources=("Wmo 5.3.1-5.3.3", "GK"),
        effects=(Effect.SECOND, Effect.FLAG),
        judge=_involved,
        examples=Examples(
            passes="Het slachtoffer dat zelf meldde, wordt als betrokkene geïnformeerd",
            refuses="De verdachte vader krijgt vanzelf een terugkoppeling als melder",
        ),
    ),
)
