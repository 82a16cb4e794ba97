"""Chapter 3.1, last part: who decides, and who may act for another."""

import re
from typing import Final

from gateway.domain.effect import Effect
from gateway.domain.party import PartyKind
from gateway.policy.facts import Facts
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.verdicts import Deny
from gateway.policy.wording import fold

# How a decision says that Veilig Thuis took it.
_VT: Final = (" veilig thuis ", " vt ")
# Who decides with it or instead of it; who was heard before decides nothing.
_OTHERS: Final = re.compile(
    r" (?:\w*tafel|loka(?:al|le) veld|(?:wijk|buurt|gebieds|jeugd)team|raad|politie|(?:keten)?partners|"
    r"(?:en|met|of|namens)(?: de| het)? (?:gemeente|gi|om|team|college)) "
)
_HEARD: Final = re.compile(r" (?:na|in|op|gehoord|advies|overleg|afstemming) ")


def _decided_by_vt(facts: Facts) -> Verdicts:
    """What a VT sends without saying who decided, it decided itself; what another sends must say so."""
    triage, sender = facts.content.triage, facts.sender
    if triage is None:
        return ()
    own = None if sender is None or PartyKind.VT not in sender.kinds else fold(sender.name)
    decider = own if triage.besloten_door is None else fold(triage.besloten_door)
    if decider is not None and (decider == own or _is_vt_alone(decider)):
        return ()
    return (
        Deny(
            because="het besluit is niet door Veilig Thuis genomen",
            repair="laat Veilig Thuis besluiten en noem dat als besluitnemer; een tafel adviseert",
            elements=("triage.besloten_door",),
        ),
    )


def _is_vt_alone(decider: str) -> bool:
    """Tell whether Veilig Thuis is named as who decided, and none of the bodies that it meets with it."""
    alone = f"{_HEARD.split(decider)[0].rstrip()} "
    return decider.startswith(_VT) and _OTHERS.search(alone) is None


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
        revision=2,
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
