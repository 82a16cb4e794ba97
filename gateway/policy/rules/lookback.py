"""Chapter 3.5: how far back an answer looks, and that it tells what lies within (R075, R076)."""

from calendar import monthrange
from datetime import date
from typing import Final

from gateway.domain.case import CaseFact
from gateway.domain.content import Antwoord
from gateway.domain.effect import Effect
from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction
from gateway.domain.workdays import legal_time
from gateway.policy.elements import present
from gateway.policy.facts import Facts, Known
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.verdicts import Deny, Strip

_MONTHS: Final = 12
# What an answer says of the case that was closed; who is known stays to be answered.
_CASE: Final = (
    "antwoord.open_sinds",
    "antwoord.gesloten_op",
    "antwoord.soort_hulp",
    "antwoord.veiligheidsafspraken",
    "antwoord.processtatus",
    "antwoord.delen",
)


def months_before(day: date, months: int) -> date:
    """Return the day so many months earlier: the same day of the month, or its last (4.1, CAL-M)."""
    year, month = divmod(day.year * _MONTHS + day.month - 1 - months, _MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _asked_on(facts: Facts, question: MessageType) -> date:
    """Return the day of the question; of one that is not in our store, today."""
    asked = facts.history.messages(question, direction=Direction.IN, other=facts.header.receiver)
    named = [each for each in asked if each.reference == facts.header.cross_reference] or asked
    return legal_time(named[0].at if named else facts.at).date()


def _is_known(answer: Antwoord) -> bool:
    return answer.bekend and (not answer.per_persoon or any(each.bekend for each in answer.per_persoon))


def _must_tell(facts: Facts, answer: Antwoord) -> bool:
    """Tell whether a case lies within the term: as the answer itself says, or as was recorded."""
    told = answer.gesloten_op is not None or answer.open_sinds is not None
    return told or facts.history.known(CaseFact.OWN_CASE_WITHIN_TERM) is Known.YES


def _look_back(facts: Facts, question: MessageType, months: int) -> Verdicts:
    answer = facts.content.antwoord
    if answer is None:
        return ()
    since = months_before(_asked_on(facts, question), months)
    if answer.gesloten_op is not None and answer.gesloten_op < since:
        return (
            Strip(
                because="deze zaak is langer geleden gesloten dan er wordt teruggekeken",
                repair="verwijder wat over die zaak gaat, en antwoord zonder andere zaak dat de persoon niet bekend is",
                elements=present(facts.content, _CASE),
            ),
        )
    if _is_known(answer) or not _must_tell(facts, answer):
        return ()
    return (
        Deny(
            because="er is een zaak die open is, of binnen de termijn is gesloten; dan is de persoon bekend",
            repair="antwoord dat de persoon bekend is, en noem die zaak",
            elements=("antwoord.bekend",),
        ),
    )


def _municipality(facts: Facts) -> Verdicts:
    if facts.type is not MessageType.MSG_18:
        return ()
    return _look_back(facts, MessageType.MSG_17, facts.region.number("R075", "years") * _MONTHS)


def _safety_house(facts: Facts) -> Verdicts:
    if facts.type is not MessageType.MSG_20:
        return ()
    return _look_back(facts, MessageType.MSG_19, facts.region.number("R076", "months"))


RULES: Final = (
    Rule(
        number="R075",
        name="De gemeente kijkt twee jaar terug",
        standing=Standing.AGREE,
        sources=("S001 3a.7",),
        effects=(Effect.DENY, Effect.STRIP),
        judge=_municipality,
        parameters={"years": 2},
        examples=Examples(
            passes="Een zaak gesloten op 1 september 2024, gevraagd op 1 maart 2026",
            refuses="Een zaak gesloten op 1 november 2023, of niet bekend terwijl er 13 maanden geleden een zaak sloot",
        ),
    ),
    Rule(
        number="R076",
        name="Het Zorg- en Veiligheidshuis kijkt een half jaar terug",
        standing=Standing.AGREE,
        sources=("S001 3a.6",),
        effects=(Effect.DENY, Effect.STRIP),
        judge=_safety_house,
        parameters={"months": 6},
        examples=Examples(
            passes="Een zaak die 5 maanden geleden is gesloten",
            refuses="Een zaak die 7 maanden geleden is gesloten",
        ),
    ),
)
