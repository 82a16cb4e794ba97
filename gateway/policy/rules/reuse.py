"""Chapter 3.8, second part: what co-operation bodies may get and keep, and re-use by the municipality."""

from datetime import date
from typing import Final

from gateway.domain.case import CaseFact
from gateway.domain.effect import Effect
from gateway.domain.party import PartyKind
from gateway.domain.purposes import Basis, Purpose
from gateway.policy.elements import walk
from gateway.policy.facts import Facts, Known
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.rules.bodies import is_body, is_wgs
from gateway.policy.verdicts import Deny, Flag
from gateway.policy.wording import fold

# Sworn professionals: 7:457 BW and 88 Wet BIG, and 7.3.11 Jw.
_SWORN: Final = frozenset({PartyKind.ZORG, PartyKind.JEUGDHULP})
_HEALTH: Final = ("gezondheid", "beroepsgeheim")
_YEARS: Final = 5
# CL23; what a college does with them is help (Jw 7.4.0) or its task under Wmo 5.1.1.
_COLLEGE_PURPOSES: Final = frozenset(Purpose) - {Purpose.BELEID}


def _health(facts: Facts) -> Verdicts:
    content = facts.content
    if not facts.goes_to(PartyKind.ZVH):
        return ()
    labels = enumerate(item.bijzonder for item in content.verrijking)
    found = [f"verrijking[{number}]" for number, names in labels if any(n.startswith(_HEALTH) for n in names)]
    sworn = facts.sender is not None and bool(_SWORN & facts.sender.kinds) and not is_body(facts.sender)
    if sworn and content.antwoord is not None:
        found.append("antwoord")
    if not found or facts.history.known(CaseFact.HEALTH_GROUND) is Known.YES:
        return ()
    return (
        Deny(
            because="gezondheidsgegevens gaan alleen naar een veiligheidshuis met toestemming, wet of goede zorg",
            repair="leg de uitdrukkelijke toestemming vast, of de wet of goede zorg die het vraagt",
            elements=tuple(found),
        ),
    )


def _conditions(facts: Facts) -> Verdicts:
    if not (is_body(facts.sender) or is_body(facts.receiver)) or not facts.content.verrijking:
        return ()
    items = tuple(enumerate(facts.content.verrijking))
    shown = any(item.voorwaarden for _, item in items)
    dropped = facts.history.known(CaseFact.SUPPLIER_CONDITION) is Known.YES and not shown
    found = [f"verrijking[{number}]" for number, item in items if any(map(_forbids, item.voorwaarden))]
    if dropped:
        found.append("verrijking[].voorwaarden")
    if not found:
        return ()
    return (
        Deny(
            because="een voorwaarde van wie de gegevens verstrekte, staat er niet bij of verbiedt dit",
            repair="neem de voorwaarde mee zoals zij gesteld is, of laat het gegeven weg",
            elements=tuple(found),
        ),
    )


def _forbids(condition: str) -> bool:
    said = fold(condition)
    return " niet " in said and any(body in said for body in (" zvh ", "veiligheidshuis", " mda "))


def _too_old(facts: Facts) -> Verdicts:
    if not (is_wgs(facts) or is_body(facts.sender)):
        return ()
    day = facts.today
    groups = (("verrijking", facts.content.verrijking), ("antwoord.delen", _parts(facts)))
    dated = ((f"{name}[{n}]", item) for name, items in groups for n, item in enumerate(items))
    found = tuple(path for path, item in dated if any(_is_past(value, day) for _, value in walk(item)))
    if not found:
        return ()
    return (
        Flag(
            because="in een samenwerkingsverband worden gegevens na vijf jaar vernietigd",
            repair="vernietig deze gegevens en stuur ze niet",
            elements=found,
        ),
    )


def _parts(facts: Facts) -> tuple[object, ...]:
    return () if facts.content.antwoord is None else facts.content.antwoord.delen


def _is_past(value: object, day: date) -> bool:
    """Five years after the day it is, on the day itself not yet."""
    if not isinstance(value, date):
        return False
    return (day.year - value.year, day.month, day.day) > (_YEARS, value.month, value.day)


def _reuse(facts: Facts) -> Verdicts:
    purpose, basis = facts.header.purpose or "", facts.header.basis or ""
    college = facts.comes_from(PartyKind.GEMEENTE) or facts.comes_from(PartyKind.LOKAAL_VELD)
    other = bool(purpose) and purpose not in _COLLEGE_PURPOSES
    if not college or facts.comes_from(PartyKind.VT) or not (other or basis == Basis.TOESTEMMING):
        return ()
    if facts.history.known(CaseFact.REUSE_CONSENT) is Known.YES:
        return ()
    return (
        Deny(
            because="een college gebruikt gegevens van Veilig Thuis voor iets anders alleen met toestemming",
            repair="vraag de betrokkene uitdrukkelijk om toestemming en leg die vast, of noem het eigen doel",
            elements=("header.purpose",),
        ),
    )


RULES: Final = (
    Rule(
        number="R116",
        name="Gezondheidsgegevens naar een veiligheidshuis",
        standing=Standing.LAW,
        sources=("WGS 2.29 lid 2",),
        effects=(Effect.DENY,),
        judge=_health,
        examples=Examples(
            passes="De patiënt gaf schriftelijk toestemming",
            refuses="Gezondheidsgegevens gaan mee vanwege de ernst",
        ),
    ),
    Rule(
        number="R117",
        name="Voorwaarden van de verstrekker gelden in het verband",
        standing=Standing.LAW,
        sources=("WGS 2.29 lid 3", "R080"),
        effects=(Effect.DENY,),
        judge=_conditions,
        examples=Examples(
            passes="De voorwaarde staat erbij en wordt nageleefd",
            refuses="Het veld met de voorwaarde is weggehaald",
        ),
    ),
    Rule(
        number="R118",
        name="Na vijf jaar vernietigen",
        standing=Standing.LAW,
        sources=("WGS 1.8",),
        effects=(Effect.FLAG,),
        judge=_too_old,
        examples=Examples(passes="Een gegeven van vier jaar oud", refuses="Een gegeven van zes jaar oud"),
    ),
    Rule(
        number="R119",
        name="Ander gebruik door het college alleen met toestemming",
        standing=Standing.LAW,
        sources=("Wmo 4.2.12 lid 3", "Wmo 5.1.1 lid 4-5", "Jw 7.4.0"),
        effects=(Effect.DENY,),
        judge=_reuse,
        examples=Examples(
            passes="De gemeente begeleidt het gezin naar jeugdhulp",
            refuses="De gemeente controleert er uitkeringsfraude mee",
        ),
    ),
)
