"""Chapter 3.4, first part: when a direct handover may be made at all, and how the family hears of it."""

from functools import partial
from typing import Final

from gateway.domain.case import CaseFact
from gateway.domain.effect import Effect
from gateway.domain.employees import StaffRole
from gateway.domain.kinds import MessageType
from gateway.policy.facts import Facts, Known
from gateway.policy.people import concerned, may_be_adult
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.rules.glass import is_broken
from gateway.policy.verdicts import Deny, Hold

# CL05. What is not in the list is not known to be safe (5: unknown codes are refused).
_SAFE: Final = frozenset({"geen", "geen acute of structurele onveiligheid"})
_LOCAL_FIELD: Final = "lokaal veld"
_OWNER: Final = StaffRole.GEDRAGSWETENSCHAPPER
_LIMIT: Final = "D053"


def acts_jointly(facts: Facts) -> bool:
    """Tell whether the case is acute and the local field began together with Veilig Thuis (R066a)."""
    return facts.history.known(CaseFact.JOINT_ACTION) is Known.YES


def _triage_finished(facts: Facts) -> Verdicts:
    triage = facts.content.triage
    if facts.type is not MessageType.MSG_34 or (triage is not None and triage.besluit) or acts_jointly(facts):
        return ()
    return (
        Deny(
            because="de triage is niet afgerond",
            repair="rond de veiligheidsbeoordeling af en leg het besluit met datum vast",
            elements=("triage.besluit", "triage.datum"),
        ),
    )


def _unsafe_stays(facts: Facts) -> Verdicts:
    triage = facts.content.triage
    if facts.type is not MessageType.MSG_34 or triage is None or acts_jointly(facts) or is_broken(facts):
        return ()
    if triage.veiligheid.casefold() in _SAFE and triage.besluit.casefold() == _LOCAL_FIELD:
        return ()
    return (
        Deny(
            because="bij acute of structurele onveiligheid, of een ander besluit dan lokaal veld, blijft de zaak hier",
            repair="houd de zaak bij Veilig Thuis, of handel samen met het lokale veld (R066a)",
            elements=("triage.veiligheid", "triage.besluit"),
        ),
    )


def _uninformed(facts: Facts) -> tuple[tuple[str, str], ...]:
    """Return the adults of whom it is not recorded that they were informed: the element, and the mark of the person."""
    return tuple(
        (f"{path}.informering", person.kenmerk)
        for path, person in concerned(facts.content)
        if may_be_adult(person, facts.today) and not (person.informering and person.informering.geinformeerd)
    )


def _is_delegated(facts: Facts) -> bool:
    return facts.history.known(CaseFact.INFORMING_DELEGATED) is Known.YES


def _family_informed(facts: Facts) -> Verdicts:
    if facts.type is not MessageType.MSG_34 or _is_delegated(facts) or is_broken(facts):
        return ()
    uninformed = tuple(path for path, _ in _uninformed(facts))
    if not uninformed:
        return ()
    return (
        Hold(
            because="niet iedere volwassen betrokkene is geïnformeerd",
            repair="informeer deze personen eerst, of spreek met het lokale veld af wie dat doet (R044)",
            elements=uninformed,
            owner=_OWNER,
            limit=_LIMIT,
        ),
    )


def _delegation_criteria(facts: Facts) -> Verdicts:
    if facts.type is not MessageType.MSG_34 or not _is_delegated(facts):
        return ()
    known = partial(facts.history.known, CaseFact.DELEGATION_CRITERIA_MET)
    unmet = tuple(path for path, name in _uninformed(facts) if known(name) is not Known.YES)
    if not unmet:
        return ()
    return (
        Hold(
            because="voor het overlaten van informeren zijn niet van ieder alle vijf criteria vastgelegd",
            repair="leg per persoon alle vijf criteria vast, of informeer zelf",
            elements=unmet,
            owner=_OWNER,
            limit=_LIMIT,
        ),
    )


def _who_informs(facts: Facts) -> Verdicts:
    if facts.type is not MessageType.MSG_34 or not _is_delegated(facts):
        return ()
    plan = facts.content.overdracht
    if plan is not None and plan.informeert_gezin and plan.informeert_gezin_op:
        return ()
    return (
        Deny(
            because="er staat niet wie het gezin informeert en wanneer",
            repair="vul de naam van wie informeert en de geplande datum in",
            elements=("overdracht.informeert_gezin", "overdracht.informeert_gezin_op"),
        ),
    )


RULES: Final = (
    Rule(
        number="R041",
        name="Geen overdracht voordat de triage klaar is",
        standing=Standing.AGREE,
        sources=("S001 5.1", "S001 5.1.1"),
        effects=(Effect.DENY,),
        judge=_triage_finished,
        revision=2,
        examples=Examples(
            passes="Een besluit voor het lokale veld, met de datum van vandaag",
            refuses="De zaak is alvast doorgezet terwijl de beoordeling nog loopt",
        ),
    ),
    Rule(
        number="R042",
        name="Onveilige zaken blijven bij Veilig Thuis",
        standing=Standing.AGREE,
        sources=("S000 Triage", "S001 ch. 4", "S001 5.1"),
        effects=(Effect.DENY,),
        judge=_unsafe_stays,
        revision=2,
        examples=Examples(
            passes="Er is geen acute en geen structurele onveiligheid",
            refuses="Acuut gevaar gaat per formulier naar het lokale veld",
        ),
    ),
    Rule(
        number="R043",
        name="Gezin geïnformeerd voor directe overdracht",
        standing=Standing.AGREE,
        sources=("S001 5.1",),
        effects=(Effect.HOLD,),
        judge=_family_informed,
        examples=Examples(
            passes="Beide ouders zijn telefonisch geïnformeerd",
            refuses="De vader weet van niets en er is niets afgesproken",
        ),
    ),
    Rule(
        number="R044",
        name="Informeren overlaten: vijf criteria",
        standing=Standing.AGREE,
        sources=("S001 bijlage 3b",),
        effects=(Effect.HOLD,),
        judge=_delegation_criteria,
        revision=2,
        examples=Examples(
            passes="De afwezige partner wordt later geïnformeerd; er is geen acuut gevaar",
            refuses="De partner is ter plaatse aangehouden en weet er dus al van",
        ),
    ),
    Rule(
        number="R045",
        name="Wie informeert wie, en wanneer",
        standing=Standing.AGREE,
        sources=("S001 5.1.2",),
        effects=(Effect.DENY,),
        judge=_who_informs,
        examples=Examples(
            passes="Het lokale veld belt het gezin op 12 maart",
            refuses="Er staat alleen dat het wordt opgepakt",
        ),
    ),
)
