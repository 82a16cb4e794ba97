"""Chapter 3.10: breaking the glass when a life is in danger (R138)."""

from typing import Final

from gateway.domain.effect import Effect
from gateway.domain.employees import StaffRole
from gateway.domain.message import Urgency
from gateway.domain.purposes import Basis
from gateway.policy.facts import Facts
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.verdicts import Deny, Flag, Justify, Timer

# CL23: this basis is what somebody says who breaks the glass.
_VITAL: Final = Basis.VITAAL_BELANG
_MAY_BREAK: Final = frozenset(
    {StaffRole.TEAMLEIDER, StaffRole.MANAGER, StaffRole.VERTROUWENSARTS, StaffRole.GEDRAGSWETENSCHAPPER}
)


def is_broken(facts: Facts) -> bool:
    """Tell whether R042, R043 and R074 step aside: R138 then asks for all that takes their place. No other rule does.

    An author without the role breaks nothing, nor does one whom nobody knows.
    """
    author = facts.author
    return _is_asked(facts) and author is not None and author.role in _MAY_BREAK


def _is_asked(facts: Facts) -> bool:
    return facts.leaves and facts.header.basis == _VITAL and facts.header.urgency is Urgency.SPOED


def _break_glass(facts: Facts) -> Verdicts:
    if not _is_asked(facts):
        return ()
    if not is_broken(facts):
        return (
            Deny(
                because="alleen een teamleider, manager, vertrouwensarts of gedragswetenschapper mag dit in nood",
                repair="laat een van hen het bericht aanbieden, of noem een andere grondslag",
                elements=("header.basis",),
            ),
        )
    because = "in levensgevaar gaan drie regels opzij (R042, R043, R074), en dat wordt achteraf getoetst"
    return (
        Justify(because=because, repair="schrijf op wat het gevaar is en waarom dit niet kan wachten"),
        Timer(because="een tweede persoon toetst dit binnen 24 uur", deadline="R138", starts=True),
        Flag(because=because, repair="de privacyfunctionaris krijgt hiervan bericht"),
    )


RULES: Final = (
    Rule(
        number="R138",
        name="In levensgevaar mag meer, met verantwoording",
        standing=Standing.DESIGN,
        sources=("Wmo 5.2.6", "DESIGN"),
        effects=(Effect.DENY, Effect.JUSTIFY, Effect.FLAG, Effect.TIMER),
        judge=_break_glass,
        examples=Examples(
            passes="R043 gaat 's nachts opzij, en om 9 uur wordt dat getoetst",
            refuses="R027 opzij zetten: de melder blijft verborgen",
        ),
    ),
)
