"""Chapter 3.1 with chapter 2: who may send what to whom, and what such a message must and may hold."""

from typing import Final

from gateway.domain.kinds import MessageType
from gateway.policy.elements import missing, present, unlisted
from gateway.policy.facts import Facts
from gateway.policy.rule import Rule, Standing, Verdicts
from gateway.policy.verdicts import Allow, Deny, Effect

# R046 and R048 say it themselves.
SET_BY_A_RULE: Final = {
    MessageType.MSG_34: frozenset(
        {
            "betrokkenen",
            "melding",
            "triage.besluit",
            "triage.motivering",
            "overdracht.informeert_gezin",
            "overdracht.informeert_gezin_op",
        }
    ),
    MessageType.MSG_35: frozenset(
        {"dienst.veiligheidsvoorwaarden", "dienst.gevolgen", "dienst.afspraken", "dienst.monitorafspraken"}
    ),
}


def _route(facts: Facts) -> Verdicts:
    if facts.entry.travels and facts.ways:
        return (Allow(because="deze afzender mag dit bericht aan deze ontvanger sturen"),)
    return (
        Deny(
            because="deze berichtsoort gaat niet van deze afzender naar deze ontvanger",
            repair="kies een ontvanger of berichtsoort die voor deze afzender is afgesproken (matrix van hoofdstuk 2)",
        ),
    )


def _mandatory(facts: Facts) -> Verdicts:
    spoken_for = SET_BY_A_RULE.get(facts.type, frozenset())
    lacking = missing(facts.content, (name for name in facts.entry.mandatory if name not in spoken_for))
    choices = tuple(" of ".join(names) for names in facts.entry.one_of if not present(facts.content, names))
    if not lacking and not choices:
        return ()
    return (
        Deny(
            because="er ontbreken verplichte elementen",
            repair="vul deze elementen in",
            elements=lacking + choices,
        ),
    )


def _listed(facts: Facts) -> Verdicts:
    entry = facts.entry
    extra = unlisted(facts.content, entry.elements + entry.strippable)
    doubled = tuple(name for name in entry.single if len(getattr(facts.content, name)) > 1)
    if not extra and not doubled:
        return ()
    return (
        Deny(
            because="deze elementen horen niet in deze berichtsoort, of niet meer dan één keer",
            repair="haal deze elementen weg",
            elements=extra + doubled,
        ),
    )


RULES: Final = (
    Rule(
        number="R002",
        name="Berichtsoort, afzender en ontvanger horen bij elkaar",
        standing=Standing.LAW,
        sources=("domain-rules.md 2", "STUF StUF052"),
        effects=(Effect.ALLOW, Effect.DENY),
        judge=_route,
        on_arrival=True,
    ),
    # Chapter 2 gives its lists no number of their own.
    Rule(
        number="H2M",
        name="Verplichte elementen van de berichtsoort",
        standing=Standing.STD,
        sources=("domain-rules.md 2 (M)", "domain-rules.md 2.8"),
        effects=(Effect.DENY,),
        judge=_mandatory,
    ),
    Rule(
        number="H2X",
        name="Alleen elementen die de berichtsoort noemt",
        standing=Standing.STD,
        sources=("domain-rules.md 2 (X)", "domain-rules.md 2.8"),
        effects=(Effect.DENY,),
        judge=_listed,
    ),
)
