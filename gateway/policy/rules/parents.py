"""Chapter 3.4: all parents with authority are in, one of them may consent, and both hear of it."""

from datetime import date
from typing import Final

from gateway.domain.case import CaseFact
from gateway.domain.content import Betrokkene, Content
from gateway.domain.effect import Effect
from gateway.domain.employees import StaffRole
from gateway.domain.kinds import MessageType
from gateway.policy.facts import Facts
from gateway.policy.people import YOUTH_ROLES, authority_of, concerned, is_surely_adult, read_role
from gateway.policy.recorded import is_recorded, recorded_about
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.rules.handover import HANDOVERS
from gateway.policy.verdicts import Allow, Deny, Flag, Hold

# CL23: the one basis that is a person's own word.
CONSENT: Final = "TOESTEMMING"
# R050.
_COMPLETE: Final = frozenset({MessageType.MSG_34, MessageType.MSG_35, MessageType.MSG_51})
# CL17, by code and by text.
_CHILD_ROLES: Final = YOUTH_ROLES | {"115", "kind"}
_BOTH: Final = 2


def is_minor(person: Betrokkene, on: date) -> bool:
    """Tell whether the person can be a minor that day: by the date of birth, or else by the role."""
    birth = person.geboortedatum
    return read_role(person.rol) in _CHILD_ROLES if birth is None else not is_surely_adult(birth, on)


def minors(content: Content, on: date) -> tuple[tuple[str, Betrokkene], ...]:
    """Return every person who can be a minor that day, with their path."""
    return tuple((path, person) for path, person in concerned(content) if is_minor(person, on))


def _everybody_with_authority(facts: Facts) -> Verdicts:
    content = facts.content
    if facts.type not in _COMPLETE or not (minors(content, facts.today) or content.ongeboren):
        return ()
    if not is_recorded(facts.history, CaseFact.PARENT_WITH_AUTHORITY):
        return (
            Flag(
                because="niet vastgelegd wie er gezag hebben over het kind",
                repair="leg in de zaak vast wie gezag heeft; dan wordt gezien of er iemand ontbreekt",
                elements=("betrokkenen",),
            ),
        )
    present = {person.kenmerk for person in content.betrokkenen}
    if recorded_about(facts.history, CaseFact.PARENT_WITH_AUTHORITY) <= present:
        return ()
    return (
        Deny(
            because="iemand met gezag over het kind staat niet bij de betrokkenen",
            repair="neem iedere ouder of voogd met gezag op",
            elements=("betrokkenen",),
        ),
    )


def _parents(content: Content) -> tuple[tuple[str, Betrokkene], ...]:
    return tuple((path, person) for path, person in concerned(content) if authority_of(person))


def _consenting(content: Content) -> frozenset[str]:
    """Return who consented, for themselves or for a child, and did not take it back."""
    given = (each for person in content.betrokkenen for each in person.toestemming)
    return frozenset(each.door for each in given if each.door and each.gegeven and each.ingetrokken_op is None)


def _agreeing(facts: Facts) -> tuple[int, int] | None:
    """Return how many parents there are and how many agree, where a handover rests on consent alone."""
    if facts.type not in HANDOVERS or facts.header.basis != CONSENT:
        return None
    parents, consenting = _parents(facts.content), _consenting(facts.content)
    return len(parents), sum(person.kenmerk in consenting for _, person in parents)


def _one_is_enough(facts: Facts) -> Verdicts:
    counted = _agreeing(facts)
    if counted is None:
        return ()
    parents, agreeing = counted
    if not agreeing:
        return (
            Deny(
                because="geen ouder met gezag stemt in, en er is geen wettelijke grondslag genoemd",
                repair="noem de wettelijke grondslag van de overdracht, of leg de toestemming van een ouder vast",
                elements=("header.basis", "betrokkenen[].toestemming"),
            ),
        )
    if parents == _BOTH and agreeing < parents:
        return (Allow(because="een van de twee ouders met gezag stemt in met de overdracht, en dat is genoeg"),)
    return ()


def _both_informed(facts: Facts) -> Verdicts:
    counted = _agreeing(facts)
    if counted is None or not counted[1] or counted[1] == counted[0]:
        return ()
    uninformed = tuple(
        f"{path}.informering"
        for path, person in _parents(facts.content)
        if not (person.informering and person.informering.geinformeerd)
    )
    if not uninformed:
        return ()
    return (
        Hold(
            because="een ouder stemt in, en niet iedere ouder met gezag is geïnformeerd",
            repair="informeer ook de andere ouder, of leg vast hoe en wanneer dat gebeurt",
            elements=uninformed,
            owner=StaffRole.GEDRAGSWETENSCHAPPER,
            limit="D053",
        ),
    )


RULES: Final = (
    Rule(
        number="R050",
        name="Iedereen met gezag staat erin",
        standing=Standing.AGREE,
        sources=("S001 5.1.3",),
        effects=(Effect.DENY, Effect.FLAG),
        judge=_everybody_with_authority,
        examples=Examples(
            passes="Een overdracht met de moeder en ook de gescheiden vader die gezag heeft",
            refuses="Een overdracht met alleen de moeder bij wie het kind woont, terwijl de vader ook gezag heeft",
        ),
    ),
    Rule(
        number="R051",
        name="Toestemming van een van twee ouders is genoeg",
        standing=Standing.AGREE,
        sources=("S001 3a.5", "Wmo 4.1.1 lid 2 d"),
        effects=(Effect.DENY, Effect.ALLOW),
        judge=_one_is_enough,
        examples=Examples(
            passes="De moeder stemt in, de vader niet, en de vader is geïnformeerd",
            refuses="Geen van beide ouders stemt in en er is geen wettelijke grondslag genoemd",
        ),
    ),
    Rule(
        number="R052",
        name="Beide ouders zijn geïnformeerd",
        standing=Standing.AGREE,
        sources=("S001 3a.5",),
        effects=(Effect.HOLD,),
        judge=_both_informed,
        examples=Examples(
            passes="Beide ouders hebben een brief gekregen",
            refuses="De vader is niet bereikt en er is geen plan om hem te informeren",
        ),
    ),
)
