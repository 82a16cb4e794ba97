"""Chapter 3.3, first half: the reporter stays hidden, or is named where that is agreed."""

from typing import Final

from gateway.domain.content import Melder, Onthulling
from gateway.domain.effect import Effect
from gateway.domain.kinds import MessageType
from gateway.policy.elements import present
from gateway.policy.facts import Facts
from gateway.policy.people import REPORTING_ROLES
from gateway.policy.rule import Rule, Standing, Verdicts
from gateway.policy.verdicts import Deny, Flag, Justify, Strip

# Here the reporter speaks, or the report is brought to the one who must know; hiding begins behind that.
REPORTS: Final = frozenset(
    {
        MessageType.MSG_01,
        MessageType.MSG_02,
        MessageType.MSG_03,
        MessageType.MSG_04,
        MessageType.MSG_05,
        MessageType.MSG_31,
    }
)
_HIDDEN: Final = frozenset({Onthulling.ANONIEM, Onthulling.ONBEKEND})
# CL09; UbWmo 4.1.8 lid 3 a.
GROUNDS: Final = frozenset({"dreiging betrokkene", "dreiging melder of medewerkers", "verstoring vertrouwensrelatie"})
_REPORTER: Final = ("melder.naam", "melder.organisatie", "melder.contact")
# Who handed a report in is often who reported.
_IDENTITY: Final = (*_REPORTER, "melding.ingediend_door", "melding.contact_verdieping")


def _is_hidden(melder: Melder) -> bool:
    return melder.onthulling in _HIDDEN


def _protect(facts: Facts, elements: tuple[str, ...], because: str) -> Verdicts:
    """Strip what leaves; mark what arrives, which is not dropped (3, "Direction")."""
    if not elements:
        return ()
    if facts.leaves:
        return (Strip(because=because, repair="verwijder deze gegevens van de melder", elements=elements),)
    return (Flag(because=because, repair="behandel deze gegevens als beschermd", elements=elements),)


def _citizen(facts: Facts) -> Verdicts:
    melder = facts.content.melder
    if melder is None or melder.professional or not _is_hidden(melder) or (facts.leaves and facts.type in REPORTS):
        return ()
    return _protect(
        facts, present(facts.content, _IDENTITY), "een burger die meldt blijft verborgen zonder toestemming"
    )


def _professional(facts: Facts) -> Verdicts:
    melder = facts.content.melder
    open_about_it = melder is None or not melder.professional or melder.onthulling is Onthulling.OPEN
    if melder is None or open_about_it or (facts.leaves and facts.type in REPORTS):
        return ()
    if melder.reden_onthulling not in GROUNDS:
        return _without_ground(facts)
    found = present(facts.content, _IDENTITY) if _is_hidden(melder) else ()
    return _protect(facts, found, "deze professional blijft verborgen op een erkende grond")


def _without_ground(facts: Facts) -> Verdicts:
    because = "een professional blijft alleen op een erkende grond verborgen, en die ontbreekt"
    repair = f"noem een van de gronden ({', '.join(sorted(GROUNDS))}) of maak de melder bekend"
    elements = ("melder.reden_onthulling",)
    if facts.leaves:
        return (Justify(because=because, repair=repair, elements=elements),)
    return (Flag(because=because, repair=repair, elements=elements),)


def _in_person_list(facts: Facts) -> Verdicts:
    melder = facts.content.melder
    if (melder is not None and not _is_hidden(melder)) or (facts.leaves and facts.type in REPORTS):
        return ()
    found = tuple(
        f"betrokkenen[{number}]"
        for number, person in enumerate(facts.content.betrokkenen)
        if person.rol.casefold() in REPORTING_ROLES
    )
    return _protect(facts, found, "een beschermde melder of informant staat tussen de betrokkenen")


def _direct_handover(facts: Facts) -> Verdicts:
    content = facts.content
    if facts.type is not MessageType.MSG_34:
        return ()
    if content.melder is not None and _is_hidden(content.melder):
        return _protect(facts, present(content, _IDENTITY), "een anonieme melder gaat niet mee in een overdracht")
    if present(content, ("melder.contact",)) or (content.melder is None and present(content, _IDENTITY)):
        return ()
    return (
        Deny(
            because="het contact van de melder ontbreekt, en nergens staat dat de melder anoniem is",
            repair="vul het contact van de melder in of geef aan dat de melder anoniem is",
            elements=("melder.contact",),
        ),
    )


def _after_service(facts: Facts) -> Verdicts:
    melder = facts.content.melder
    if facts.type is not MessageType.MSG_35 or melder is None:
        return ()
    because = "na een dienst gaat de melder alleen mee als die niet anoniem is en het contact nodig is"
    if _is_hidden(melder):
        return _protect(facts, present(facts.content, _IDENTITY), because)
    return () if melder.contact_nodig else _protect(facts, present(facts.content, _REPORTER), because)


RULES: Final = (
    Rule(
        number="R027",
        name="Een burger die meldt blijft verborgen",
        standing=Standing.LAW,
        sources=("UbWmo 4.1.8 lid 3 b", "KNMG"),
        effects=(Effect.STRIP, Effect.FLAG),
        judge=_citizen,
        on_arrival=True,
        alone=True,
    ),
    Rule(
        number="R028",
        name="Een professional blijft alleen op een erkende grond verborgen",
        standing=Standing.LAW,
        sources=("UbWmo 4.1.8 lid 3 a",),
        effects=(Effect.JUSTIFY, Effect.STRIP, Effect.FLAG),
        judge=_professional,
        on_arrival=True,
        alone=True,
    ),
    Rule(
        number="R029a",
        name="Melder verborgen tussen de betrokkenen",
        standing=Standing.STD,
        sources=("JZ rollijst in vtMelding", "UbWmo 4.1.8 lid 3"),
        effects=(Effect.STRIP, Effect.FLAG),
        judge=_in_person_list,
        on_arrival=True,
        alone=True,
    ),
    Rule(
        number="R030",
        name="Contact van de melder bij directe overdracht",
        standing=Standing.AGREE,
        sources=("S001 5.1.3",),
        effects=(Effect.DENY, Effect.STRIP),
        judge=_direct_handover,
    ),
    Rule(
        number="R031",
        name="Contact van de melder na een dienst: twee voorwaarden",
        standing=Standing.AGREE,
        sources=("S001 5.2.4",),
        effects=(Effect.STRIP,),
        judge=_after_service,
    ),
)
