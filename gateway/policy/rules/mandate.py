"""Chapter 3.1, last part: who decides, and who may act for another."""

from typing import Final

from gateway.domain.effect import Effect
from gateway.domain.party import PartyKind
from gateway.policy.facts import Facts
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.verdicts import Deny
from gateway.policy.wording import fold

# How a decision says that Veilig Thuis took it.
_VT: Final = (" veilig thuis ", " vt ")


def _decided_by_vt(facts: Facts) -> Verdicts:
    """What a VT sends without saying who decided, it decided itself; what another sends must say so."""
    triage, sender = facts.content.triage, facts.sender
    if triage is None:
        return ()
    own = None if sender is None or PartyKind.VT not in sender.kinds else fold(sender.name)
    decider = own if triage.besloten_door is None else fold(triage.besloten_door)
    if decider is not None and (decider.startswith(_VT) or decider == own):
        return ()
    return (
        Deny(
            because="het besluit is niet door Veilig Thuis genomen",
            repair="laat Veilig Thuis besluiten en noem dat als besluitnemer; een tafel adviseert",
            elements=("triage.besloten_door",),
        ),
    )


def _mandated(facts: Facts) -> Verdicts:
    principal, sender = facts.header.mandate_of, facts.sender
    if principal is None or sender is None or principal == sender.oin:
        return ()
    if any(mandate.covers(principal, facts.type, facts.today) for mandate in sender.mandates):
        return ()
    return (
        Deny(
            because="er is geen mandaat dat deze berichtsoort nu dekt",
            repair="leg het mandaat vast met berichtsoorten en data, of laat de organisatie zelf zenden",
            elements=("header.mandate_of",),
        ),
    )


RULES: Final = (
    Rule(
        number="R014",
        name="Veilig Thuis besluit, partners niet",
        standing=Standing.LAW,
        sources=("Wmo 4.1.1", "S001 4.1"),
        effects=(Effect.DENY,),
        judge=_decided_by_vt,
        examples=Examples(
            passes="Een besluit van Veilig Thuis na de triagetafel",
            refuses='Een besluit van "triagetafel Parkstad"',
        ),
    ),
    Rule(
        number="R014a",
        name="Optreden voor een ander valt binnen het mandaat",
        standing=Standing.DESIGN,
        sources=("S002 §9 ZSM", "S000", "R098"),
        effects=(Effect.DENY,),
        judge=_mandated,
        examples=Examples(
            passes="Een ander Veilig Thuis dat buiten kantooruren voor deze regio een crisisinzet meldt",
            refuses="Datzelfde Veilig Thuis dat voor deze regio een overdracht na een dienst stuurt",
        ),
    ),
)
