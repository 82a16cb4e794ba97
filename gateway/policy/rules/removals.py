"""Chapter 3.10: what was removed is seen to be removed, and is gone."""

import re
from typing import Final

from gateway.domain.effect import Effect
from gateway.domain.employees import StaffRole
from gateway.domain.faults import FaultCode
from gateway.policy.facts import Facts
from gateway.policy.residue import residue
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.verdicts import Deny, Hold

_NUMBER: Final = re.compile(r"R\d{3}[a-z]?|H[12][A-Z]|CL\d{2}", re.ASCII)


def _visible(facts: Facts) -> Verdicts:
    """`strip` names the rules in what the receiver gets, and steps.py lets no STRIP pass unconfirmed: what is left."""
    return _only_numbers(facts) + _nothing_left(facts)


def _only_numbers(facts: Facts) -> Verdicts:
    named = enumerate(facts.content.verwijderd)
    found = tuple(f"verwijderd[{place}]" for place, text in named if not _NUMBER.fullmatch(text))
    if not found:
        return ()
    return (
        Deny(
            because="wat is verwijderd, staat er alleen met het nummer van de regel",
            repair="noem het nummer van de regel, en niets van de inhoud",
            elements=found,
        ),
    )


def _nothing_left(facts: Facts) -> Verdicts:
    found = () if facts.submitted is None else residue(facts.submitted, facts.message)
    if not found:
        return ()
    return (
        Hold(
            because="wat is verwijderd, staat ook in een tekst die blijft",
            repair="laat een tweede lezer deze teksten bekijken, of trek het bericht in en pas ze aan",
            elements=found,
            owner=StaffRole.GEDRAGSWETENSCHAPPER,
            limit="D053",
            another=True,
        ),
    )


RULES: Final = (
    Rule(
        number="R146",
        name="Wat is verwijderd, is zichtbaar verwijderd",
        standing=Standing.DESIGN,
        sources=("R132", "S001 4.1", "STUF StUF055"),
        effects=(Effect.DENY, Effect.HOLD),
        judge=_visible,
        on_arrival=True,
        fault=FaultCode.NOT_CONFORMING,
        alone=True,
        examples=Examples(
            passes="De ontvanger leest dat de melder is verwijderd op grond van R027",
            refuses="Een element ontbreekt zonder dat iemand het kan zien",
        ),
    ),
)
