"""Chapter 3.4: a crisis goes to the crisis service first, and joint action leaves the view on safety with VT."""

from typing import Final

from gateway.domain.effect import Effect
from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction, Urgency
from gateway.policy.facts import Facts
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.rules.informing import acts_jointly
from gateway.policy.rules.parents import minors
from gateway.policy.verdicts import Deny, Flag, Timer

_TOLD_IN_TIME: Final = "D017"


def _crisis_order(facts: Facts) -> Verdicts:
    urgent = facts.header.urgency is Urgency.SPOED and minors(facts.content, facts.today)
    if facts.type is not MessageType.MSG_34 or not urgent:
        return ()
    if facts.history.last(MessageType.MSG_57, direction=Direction.OUT) is None:
        return (
            Deny(
                because="bij spoed met een kind gaat eerst de crisisdienst erheen; een overdracht alleen is te weinig",
                repair="bel de crisisdienst en leg dat vast (MSG-57), en informeer daarna de gemeente (MSG-58)",
            ),
        )
    if facts.history.last(MessageType.MSG_58, direction=Direction.OUT) is None:
        because = "na de crisisdienst hoort de gemeente het: binnen kantooruren vandaag, anders de volgende werkdag"
        return (Timer(because=because, repair="stuur MSG-58", deadline=_TOLD_IN_TIME, starts=True),)
    return ()


def _two_owners(facts: Facts) -> Verdicts:
    if not acts_jointly(facts):
        return ()
    if facts.type is MessageType.MSG_34:
        because = "het lokale veld begint samen met Veilig Thuis; het zicht op veiligheid blijft bij Veilig Thuis"
        return (Flag(because=because),)
    answer = facts.content.terugkoppeling
    claimed = answer.zicht_op_veiligheid_bij if answer else None
    if not claimed or (facts.sender is not None and claimed == facts.sender.name):
        return ()
    return (
        Deny(
            because="zolang Veilig Thuis en het lokale veld samen optreden, blijft het zicht op veiligheid hier",
            repair="noem Veilig Thuis, of leg vast dat het gezamenlijk optreden voorbij is",
            elements=("terugkoppeling.zicht_op_veiligheid_bij",),
        ),
    )


RULES: Final = (
    Rule(
        number="R066",
        name="Volgorde van contact bij een crisis",
        standing=Standing.AGREE,
        sources=("S001 3a.2",),
        effects=(Effect.DENY, Effect.TIMER),
        judge=_crisis_order,
        examples=Examples(
            passes="De crisisdienst is om 22.10 uur gebeld en de gemeente de volgende werkdag om 08.45 uur",
            refuses="Om 22.10 uur alleen een overdracht per bericht",
        ),
    ),
    Rule(
        number="R066a",
        name="Samen optreden laat twee eigenaren zien",
        standing=Standing.AGREE,
        sources=("S001 ch. 2 k", "S001 3a.10"),
        effects=(Effect.DENY, Effect.FLAG),
        judge=_two_owners,
        examples=Examples(
            passes="Het lokale veld gaat mee op huisbezoek voordat de triage klaar is",
            refuses="De melder leest dat het lokale veld het zicht op veiligheid al heeft",
        ),
    ),
)
