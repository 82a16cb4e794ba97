"""Chapter 3.5: an answer keeps to its question, comes while the case is open, and is sometimes owed."""

from typing import Final

from gateway.domain.case import CaseFact
from gateway.domain.effect import Effect
from gateway.domain.employees import StaffRole
from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction
from gateway.domain.workdays import legal_time
from gateway.policy.elements import present
from gateway.policy.facts import Facts, Known
from gateway.policy.recorded import recorded_about
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.verdicts import Deny, Flag, Hold, Strip
from gateway.policy.wording import fold

# R079.
_ANSWERS: Final = frozenset(
    {
        MessageType.MSG_16,
        MessageType.MSG_18,
        MessageType.MSG_20,
        MessageType.MSG_22,
        MessageType.MSG_24,
        MessageType.MSG_28,
        MessageType.MSG_30,
    }
)
_LATE: Final = _ANSWERS | {MessageType.MSG_14, MessageType.MSG_32B}
_CONSENT: Final = " toestemming "
_NO_GROUND: Final = "antwoord.reden_geen_gegevens"


def _within_the_question(facts: Facts) -> Verdicts:
    answer = facts.content.antwoord
    if facts.type not in _ANSWERS or answer is None or not answer.delen:
        return ()
    asked = recorded_about(facts.history, CaseFact.QUESTION_ASKED)
    if not asked:
        because = "niet vastgelegd welke vragen zijn gesteld"
        return (Flag(because=because, repair="ga na dat alleen wordt beantwoord wat is gevraagd"),)
    extra = tuple(f"antwoord.delen[{number}]" for number, part in enumerate(answer.delen) if part.code not in asked)
    if not extra:
        return ()
    because = "dit antwoordt op een vraag die niet is gesteld"
    repair = "verwijder het; spontaan vertellen kan in een apart bericht (MSG-31)"
    return (
        Strip(because=because, repair=repair, elements=extra),
        Flag(because=because, repair=repair, elements=extra),
    )


def _register_without_content(facts: Facts) -> Verdicts:
    if facts.type is not MessageType.MSG_26:
        return ()
    found = present(facts.content, facts.entry.strippable)
    told = facts.history.messages(MessageType.MSG_26, direction=Direction.OUT)
    both = any(each.other != facts.header.receiver for each in told)
    because = "het register zegt alleen welke Veilig Thuis-organisaties betrokken zijn, en wanneer de treffer was"
    beyond = (Strip(because=because, repair="verwijder deze elementen", elements=found),) if found else ()
    tell = Flag(because="ook de andere Veilig Thuis-organisatie hoort van de treffer", repair="stuur die MSG-26 ook")
    return beyond if both else (*beyond, tell)


def _late_enrichment(facts: Facts) -> tuple[str, ...]:
    """Return what came in after the case was closed."""
    closed = [entry.at for entry in facts.history.case if entry.fact is CaseFact.CLOSED and entry.holds]
    return tuple(
        f"verrijking[{number}]"
        for number, item in enumerate(facts.content.verrijking)
        if item.ontvangen_op > legal_time(max(closed)).date()
    )


def _after_closure(facts: Facts) -> Verdicts:
    if facts.history.known(CaseFact.CLOSED) is not Known.YES:
        return ()
    late = _late_enrichment(facts)
    if not late and facts.type not in _LATE:
        return ()
    return (
        Hold(
            because="de zaak is gesloten, en dit hoort bij een antwoord van daarna",
            repair="besluit: bewaren, een nieuwe melding maken, of terugsturen",
            elements=late,
            owner=StaffRole.BEHANDELAAR,
            limit="D053",
        ),
    )


def _order_holds(facts: Facts) -> Verdicts:
    """The institution asks on an order that has begun."""
    question = facts.content.uitvraag
    since = question.maatregel_sinds if question else None
    if facts.type is not MessageType.MSG_32 or since is None or since.earliest <= facts.today:
        return ()
    return (
        Deny(
            because="de ondertoezichtstelling waarop dit verzoek rust, is nog niet begonnen",
            repair="noem de maatregel die nu geldt, met de datum",
            elements=("uitvraag.maatregel_sinds",),
        ),
    )


def _institution_may_demand(facts: Facts) -> Verdicts:
    answer = facts.content.antwoord
    if facts.type is not MessageType.MSG_32B or answer is None:
        return _order_holds(facts)
    if _CONSENT not in fold(answer.reden_geen_gegevens or ""):
        return ()
    return (
        Deny(
            because="bij een ondertoezichtstelling moet de instelling de inlichtingen krijgen, ook zonder toestemming",
            repair="geef de inlichtingen, of noem een andere reden",
            elements=(_NO_GROUND,),
        ),
    )


RULES: Final = (
    Rule(
        number="R079",
        name="Het antwoord blijft binnen de vraag",
        standing=Standing.LAW,
        sources=("AVG 5 (GK)", "Wmo 5.2.6"),
        effects=(Effect.STRIP, Effect.FLAG),
        judge=_within_the_question,
        examples=Examples(
            passes="Een antwoord op de twee gestelde vragen",
            refuses="De hele familiegeschiedenis erbij",
        ),
    ),
    Rule(
        number="R084",
        name="Het register antwoordt zonder inhoud",
        standing=Standing.AGREE,
        sources=("VTREG", "S003"),
        effects=(Effect.STRIP, Effect.FLAG),
        judge=_register_without_content,
        examples=Examples(
            passes="Alleen welke regio van Veilig Thuis betrokken is",
            refuses="De aard van een melding uit 2024",
        ),
    ),
    Rule(
        number="R086",
        name="Een antwoord na sluiting",
        standing=Standing.DESIGN,
        sources=("AVG 5 (GK)",),
        effects=(Effect.HOLD,),
        judge=_after_closure,
        examples=Examples(
            passes="Het late antwoord wacht op een besluit van de casushouder",
            refuses="Het late antwoord gaat vanzelf mee in een gesloten zaak",
        ),
    ),
    Rule(
        number="R088",
        name="De instelling mag inlichtingen vorderen",
        standing=Standing.LAW,
        sources=("Jw 7.3.11 lid 4",),
        effects=(Effect.DENY,),
        judge=_institution_may_demand,
        examples=Examples(
            passes="Een verzoek met de datum van de ondertoezichtstelling, en inlichtingen als antwoord",
            refuses="Een weigering omdat er geen toestemming is",
        ),
    ),
)
