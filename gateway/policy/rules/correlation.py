"""Chapter 3.10, second part: reference numbers, and the message that another one is about."""

import re
from typing import Final

from gateway.domain.effect import Effect
from gateway.domain.faults import FaultCode
from gateway.domain.kinds import MessageType
from gateway.policy.facts import Facts, Known
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.verdicts import Deny, Flag

# RFC 4122, version 4, in lower case.
_OWN_REFERENCE: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.ASCII)
# 2.7: what gateways say themselves can be about any message.
_ABOUT_ANY: Final = frozenset(kind for kind in MessageType if kind.startswith("TEC-"))
_CROSS_REFERENCE: Final = ("header.cross_reference",)
_UNKNOWN: Final = Deny(
    because="het bericht waarnaar dit verwijst is niet bekend",
    repair="verwijs naar een bericht dat tussen deze partijen is uitgewisseld",
    elements=_CROSS_REFERENCE,
)


def _unique(facts: Facts) -> Verdicts:
    if facts.history.reference_used is not Known.YES:
        return ()
    return (
        Deny(
            because="deze afzender heeft dit referentienummer al eerder gebruikt",
            repair="geef ieder bericht een eigen referentienummer",
            elements=("header.reference",),
        ),
    )


def _cross_reference(facts: Facts) -> Verdicts:
    known = facts.history.cross_reference_known
    if facts.header.cross_reference is None:
        return _without_reference(facts)
    if known is Known.NO:
        return (_UNKNOWN,)
    if known is Known.UNKNOWN:
        return (Flag(because="niet nagegaan of het bericht bestaat waarnaar dit verwijst", elements=_CROSS_REFERENCE),)
    return () if _fits(facts) else _misfit()


def _without_reference(facts: Facts) -> Verdicts:
    if not facts.entry.refers:
        return ()
    return (
        Deny(
            because="er staat niet op welk bericht dit een antwoord is",
            repair="vul het referentienummer van dat bericht in",
            elements=_CROSS_REFERENCE,
        ),
    )


def _fits(facts: Facts) -> bool:
    """An answer is about a message that went the other way, and of a type that it can answer."""
    if not facts.entry.refers:
        return True
    earlier = facts.history.cross_reference_type
    if facts.type in _ABOUT_ANY:
        return earlier is not None
    return any(kind is earlier for kind, _ in facts.entry.fulfils)


def _misfit() -> Verdicts:
    return (
        Deny(
            because="dit bericht is geen antwoord op het bericht waarnaar het verwijst",
            repair="verwijs naar het eigen bericht van de ontvanger waarop dit het antwoord is",
            elements=_CROSS_REFERENCE,
        ),
    )


def _own_reference(facts: Facts) -> Verdicts:
    if not facts.leaves or _OWN_REFERENCE.fullmatch(str(facts.header.reference)):
        return ()
    return (
        Deny(
            because="een eigen referentienummer is een UUID versie 4 in kleine letters",
            repair="laat Schakel het referentienummer maken",
            elements=("header.reference",),
        ),
    )


RULES: Final = (
    Rule(
        number="R141",
        name="Een referentienummer is van één bericht",
        standing=Standing.STD,
        sources=("STUF StUF016", "JZ referentienummer"),
        effects=(Effect.DENY,),
        judge=_unique,
        on_arrival=True,
        fault=FaultCode.REFERENCE_USED,
        examples=Examples(
            passes="Hetzelfde bericht nog eens krijgt dezelfde bevestiging",
            refuses="Een andere inhoud onder een oud nummer",
        ),
    ),
    Rule(
        number="R142",
        name="Kruisverwijzing bestaat en past",
        standing=Standing.STD,
        sources=("STUF StUF043", "JZ crossRefnummer"),
        effects=(Effect.DENY, Effect.FLAG),
        judge=_cross_reference,
        on_arrival=True,
        fault=FaultCode.UNKNOWN_CROSS_REFERENCE,
        alone=True,
        revision=2,
        examples=Examples(
            passes="Een antwoord op een bericht dat er is",
            refuses="Een antwoord op niets",
        ),
    ),
    Rule(
        number="R143",
        name="Eigen referenties zijn UUID's",
        standing=Standing.STD,
        sources=("GGK IB009, CC04", "JZ Refnummer"),
        effects=(Effect.DENY,),
        judge=_own_reference,
        examples=Examples(
            passes="0e09a81f-64a0-4793-b946-d6538fb3f37e",
            refuses="VT-2026-001 als eigen nummer",
        ),
    ),
)
