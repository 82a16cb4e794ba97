"""Chapter 3.10: how the house itself works: evidence, people, logs, rule sets, and the order of rules."""

from typing import Final

from gateway.domain.case import CaseFact
from gateway.domain.effect import Effect
from gateway.domain.employees import StaffRole
from gateway.policy.facts import Facts, Known
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.verdicts import Deny, Hold


def _audited(facts: Facts) -> Verdicts:
    if facts.house.audit_writable is not False:
        return ()
    return (
        Hold(
            because="het bewijs kan niet worden geschreven, en zonder bewijs gaat er niets uit",
            repair="herstel de opslag van het bewijs",
            owner=StaffRole.MANAGER,
            limit="D053",
        ),
    )


def _second_factor(facts: Facts) -> Verdicts:
    if facts.house.second_factor is not False:
        return ()
    return (
        Deny(
            because="wie dit aanbiedt, heeft zich met maar één factor bekendgemaakt",
            repair="meld u aan met een tweede factor, onder de eigen naam",
        ),
    )


def _not_ones_own(facts: Facts) -> Verdicts:
    author = facts.author
    if author is None or facts.history.known(CaseFact.ACCESS_BLOCKED, str(author.id)) is not Known.YES:
        return ()
    return (
        Deny(
            because="deze medewerker heeft geen toegang tot deze zaak",
            repair="laat een ander de zaak behandelen; de privacyfunctionaris hoort van deze poging",
        ),
    )


def _says_nothing(_: Facts) -> Verdicts:
    """Facts about a message cannot show it; the row says what keeps it."""
    return ()


def _versioned(facts: Facts) -> Verdicts:
    """The digest of the rules stands in every decision; here that what a region made of them has a date and a name."""
    region = facts.region
    named = all((region.name, region.author, region.source, *(c.author and c.source for c in region.changes)))
    if named and not (region.changes and region.valid_from > facts.today):
        return ()
    return (
        Deny(
            because="van deze regels staat niet wie ze vaststelde en vanaf wanneer, of ze gelden nog niet",
            repair="gebruik een regiobestand met datum, bron en auteur dat al geldt",
        ),
    )


RULES: Final = (
    # Evidence is in the commit that sends.
    Rule(
        number="R136",
        name="Zonder bewijs gaat er niets uit",
        standing=Standing.DESIGN,
        sources=("Wpg 32a", "NEN7513", "AVG 5 lid 2 (GK)"),
        effects=(Effect.HOLD,),
        judge=_audited,
        examples=Examples(
            passes="Het bericht wacht tot het bewijs weer geschreven kan worden", refuses="Verzenden en hopen"
        ),
    ),
    # A back office proves itself by a certificate of our own authority.
    Rule(
        number="R139",
        name="Twee factoren voor mensen",
        standing=Standing.STD,
        sources=("NTA7516", "BIO2"),
        effects=(Effect.DENY,),
        judge=_second_factor,
        examples=Examples(
            passes="Een medewerker met een tweede factor", refuses="Een gedeelde aanmelding van een postbus"
        ),
    ),
    Rule(
        number="R150",
        name="Niet in de eigen zaak, en niet uit nieuwsgierigheid",
        standing=Standing.DESIGN,
        sources=("AVG 32 (GK)", "S001 3a.11"),
        effects=(Effect.DENY,),
        judge=_not_ones_own,
        examples=Examples(
            passes="Een medewerker die de familie niet kent", refuses="Een medewerker zoekt de zaak van de buren op"
        ),
    ),
    # Kept by what logs and metrics may hold (listed fields) and what errors say (rules and identifiers).
    Rule(
        number="R151",
        name="Geen inhoud in logboek, fout of scherm",
        standing=Standing.STD,
        sources=("JZ Fo01", "NEN7513"),
        effects=(Effect.DENY,),
        judge=_says_nothing,
        examples=Examples(
            passes="In het logboek staat: MSG-34, 10.32 uur, afgeleverd", refuses="Een foutmelding met een BSN erin"
        ),
    ),
    Rule(
        number="R153",
        name="Regels hebben een versie",
        standing=Standing.DESIGN,
        sources=("AVG 5 lid 2 (GK)", "AVG 24 (GK)"),
        effects=(Effect.DENY,),
        judge=_versioned,
        examples=Examples(
            passes="De regels van april 2026, met bron en auteur",
            refuses="Een wijziging zonder versie, meteen van kracht",
        ),
    ),
    # Kept by the engine, where a rule more never turns a refusal into a pass, and by what a region may switch off.
    Rule(
        number="R154",
        name="Een regel verzwakt een zwaardere niet",
        standing=Standing.DESIGN,
        sources=("domain-rules.md 0.2",),
        effects=(Effect.DENY,),
        judge=_says_nothing,
        examples=Examples(
            passes="R051 staat iets toe, R050 weigert, en de weigering geldt",
            refuses="Een regio die R027 uitschakelt",
        ),
    ),
)
