"""Chapter 3.3, first half: the reporter stays hidden, or is named where that is agreed."""

from typing import Final

from gateway.domain.case import CaseFact
from gateway.domain.content import Betrokkene, Melder, Onthulling
from gateway.domain.effect import Effect
from gateway.domain.employees import StaffRole
from gateway.domain.kinds import MessageType
from gateway.policy.elements import any_said, present
from gateway.policy.facts import Facts, Known
from gateway.policy.people import is_reporter
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.steps import without_boilerplate
from gateway.policy.verdicts import Deny, Flag, Hold, Justify, Strip
from gateway.policy.wording import fold

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
_NO: Final = frozenset({"nee", "neen", "geen", "niet"})
# What says whether, and not what for (R031).
_NO_REASON: Final = _NO | {"ja", "j", "n", "x", "contact", "hoeft", "wel", "graag", "het", "is", "moet"}
_DECLARING: Final = frozenset({"005", "aangever"})
# Who signed S001 lets the table decide how an anonymous report is taken up (S001 3a.8).
_TABLE_AGREEMENT: Final = "S001"


def _is_hidden(melder: Melder) -> bool:
    return melder.onthulling in _HIDDEN


def _protect(facts: Facts, elements: tuple[str, ...], because: str) -> Verdicts:
    """Strip what leaves; mark what arrives, which is not dropped (3, "Direction")."""
    if not elements:
        return ()
    if facts.leaves:
        return (Strip(because=because, repair="verwijder deze gegevens van de melder", elements=elements),)
    return (Flag(because=because, repair="behandel deze gegevens als beschermd", elements=elements),)


def hiding_rule(facts: Facts) -> str | None:
    """Return the rule that hides the reporter of this message, if one does."""
    melder = facts.content.melder
    if melder is None or not _is_hidden(melder) or (facts.leaves and facts.type in REPORTS):
        return None
    if not melder.professional:
        return "R027"
    return "R028" if melder.reden_onthulling in GROUNDS else None


def _citizen(facts: Facts) -> Verdicts:
    if hiding_rule(facts) != "R027":
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
        if is_reporter(person) or _declares(person, melder)
    )
    return _protect(facts, found, "een beschermde melder of informant staat tussen de betrokkenen")


def _declares(person: Betrokkene, melder: Melder | None) -> bool:
    """Tell whether somebody who filed a complaint (CL12) is the hidden reporter: unless that has another name."""
    if melder is None or (person.status_in_zaak or "").casefold() not in _DECLARING:
        return False
    surname = fold(person.geslachtsnaam)
    # Who has no surname here cannot be told from the reporter.
    return not melder.naam or not surname.strip() or surname in fold(melder.naam)


def _direct_handover(facts: Facts) -> Verdicts:
    content = facts.content
    if facts.type is not MessageType.MSG_34:
        return ()
    if content.melder is not None and _is_hidden(content.melder):
        return _protect(facts, present(content, _IDENTITY), "een anonieme melder gaat niet mee in een overdracht")
    if any_said(content, ("melder.contact",)) or (content.melder is None and any_said(content, _IDENTITY)):
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
    return () if _is_needed(melder, facts) else _protect(facts, present(facts.content, _REPORTER), because)


def _is_needed(melder: Melder, facts: Facts) -> bool:
    """Tell whether it is said what the contact is for; a no, a bare yes and a phrase that says nothing do not."""
    words = without_boilerplate(melder.contact_nodig or "", facts.region).split()
    return not _NO_REASON.issuperset(words) and words[0] not in _NO


def _by_the_table(facts: Facts) -> Verdicts:
    melder = (facts.submitted or facts.message).content.melder
    agreed = _TABLE_AGREEMENT in facts.region.agreements
    if facts.type is not MessageType.MSG_34 or not agreed or melder is None or not _is_hidden(melder):
        return ()
    if facts.history.known(CaseFact.TABLE_DECISION) is Known.YES:
        return ()
    return (
        Hold(
            because="een anonieme melding gaat eerst langs de triagetafel, en van een besluit daar blijkt niets",
            repair="leg het besluit van de tafel over de aanpak vast",
            elements=("melder.onthulling",),
            owner=StaffRole.GEDRAGSWETENSCHAPPER,
            limit="D053",
        ),
    )


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
        examples=Examples(
            passes="De burger heeft gezegd dat hij bekend mag worden, en dat is vastgelegd",
            refuses="Een directe overdracht met het telefoonnummer van de buurvrouw die meldde",
        ),
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
        examples=Examples(
            passes="De huisarts blijft verborgen, want vader heeft aantoonbaar gedreigd",
            refuses="De huisarts wil liever niet genoemd worden",
        ),
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
        revision=3,
        examples=Examples(
            passes="De beschermde buurvrouw is uit de lijst van personen gehaald",
            refuses="De buurvrouw staat tussen de personen met de rol melder",
        ),
    ),
    Rule(
        number="R030",
        name="Contact van de melder bij directe overdracht",
        standing=Standing.AGREE,
        sources=("S001 5.1.3",),
        effects=(Effect.DENY, Effect.STRIP),
        judge=_direct_handover,
        revision=2,
        examples=Examples(
            passes="Het contact van de school die meldde gaat mee",
            refuses="De naam van een anonieme burger gaat mee",
        ),
    ),
    Rule(
        number="R031",
        name="Contact van de melder na een dienst: twee voorwaarden",
        standing=Standing.AGREE,
        sources=("S001 5.2.4",),
        effects=(Effect.STRIP,),
        judge=_after_service,
        revision=2,
        examples=Examples(
            passes="De melder is niet anoniem, en zijn contact is nodig voor gesprekken over het ouderschap",
            refuses="De melder is niet anoniem, maar waarvoor zijn contact nodig is, staat er niet",
        ),
    ),
    Rule(
        number="R032",
        name="Anonieme melding gaat langs de tafel",
        standing=Standing.AGREE,
        sources=("S001 3a.8",),
        effects=(Effect.HOLD,),
        judge=_by_the_table,
        examples=Examples(
            passes="De tafel besloot dat het lokale veld aanbelt met een andere aanleiding",
            refuses="Een anonieme melding gaat vanzelf als directe overdracht door",
        ),
    ),
)
