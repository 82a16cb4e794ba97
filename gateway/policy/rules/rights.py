"""Chapter 3.9, first part: the people concerned are informed, safely, and what was wrong is put right everywhere."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from gateway.domain.case import CaseFact, Exchanged
from gateway.domain.catalogue import CATALOGUE
from gateway.domain.content import Informering
from gateway.domain.effect import Effect
from gateway.domain.employees import StaffRole
from gateway.domain.identifiers import Oin
from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction
from gateway.policy.facts import Facts, Known
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.verdicts import Copy, Deny, Flag, Hold, Timer
from gateway.policy.wording import fold

# UbWmo 4.1.8 lid 2 and Wmo 4.2.6: what somebody must read at the first contact. The letter itself is no message of the
# gateway, so who writes it records which of these it tells.
LETTER_SUBJECTS: Final = ("werkwijze", "gegevens", "inzage", "klacht", "vertrouwenspersoon")
# UAVG 41 lid 1, as far as it can matter between these parties; i: the person concerned and the rights of others.
_GROUNDS: Final = (
    *(" openbare veiligheid ", " strafbare feiten ", " toezicht ", " civielrechtelijke vordering "),
    *(" veiligheid van ", " bescherming van de betrokkene ", " bescherming van betrokkene "),
    *(" rechten en vrijheden van anderen ", " bescherming van het kind ", " uavg 41 "),
)
# Somebody who was not reached is not kept ignorant.
_NOT_REACHED: Final = (" niet bereikt ", " onbereikbaar ", " geen contact ", " nog niet ", " niet bereikbaar ")
_TELLING: Final = frozenset({MessageType.MSG_42, MessageType.MSG_62})
_FEWEST_WORDS: Final = 3


def _letter(facts: Facts) -> Verdicts:
    if facts.type is not MessageType.MSG_62:
        return ()
    lacking = [name for name in LETTER_SUBJECTS if facts.history.known(CaseFact.LETTER_TELLS, name) is not Known.YES]
    if not lacking:
        return ()
    return (
        Deny(
            because="de brief noemt niet alles wat iemand bij het eerste contact moet weten",
            repair=f"noem in de brief ook: {', '.join(lacking)}",
        ),
    )


def _corrected(facts: Facts) -> Verdicts:
    correction = facts.content.correctie
    if facts.type is not MessageType.MSG_63 or correction is None:
        return ()
    earlier = facts.history.messages(direction=Direction.OUT)
    if not any(each.reference == correction.betreft for each in earlier):
        return (
            Flag(
                because="niet bekend is wie het bericht kregen dat hier wordt verbeterd",
                repair="ga na wie het nog meer kreeg, en stuur ook daarheen de correctie",
                elements=("correctie.betreft",),
            ),
        )
    return tuple(
        Copy(
            because="ook een eerdere ontvanger moet van de correctie weten",
            repair="stuur dezelfde correctie ook aan deze ontvanger",
            # Our own reference of what that receiver got: two receivers of one kind need a copy each.
            elements=(f"correctie.betreft={each.reference}",),
            type=MessageType.MSG_63,
            to=min(each.other_kinds),
        )
        for each in _still_untold(facts)
        if each.other_kinds
    )


def _still_untold(facts: Facts) -> Iterator[Exchanged]:
    """Yield for every other receiver of something about persons the newest of it, when this correction is not told.

    It is, when since then they got one correction more than the receiver of this one, who has yet to get it.
    """
    seen: set[Oin] = {facts.header.receiver}
    for each in facts.history.messages(direction=Direction.OUT):
        if each.other in seen or not _is_about_persons(each.type):
            continue
        seen.add(each.other)
        if _corrections(facts, each.other, each.at) <= _corrections(facts, facts.header.receiver, each.at):
            yield each


def _corrections(facts: Facts, receiver: Oin, since: datetime) -> int:
    ours = facts.history.messages(MessageType.MSG_63, direction=Direction.OUT, other=receiver)
    return sum(each.at >= since for each in ours)


def _is_about_persons(kind: MessageType) -> bool:
    return any(name.startswith("betrokkenen") for name in CATALOGUE[kind].elements)


def _safe_channel(facts: Facts) -> Verdicts:
    if facts.type is not MessageType.MSG_62:
        return ()
    names = [person.kenmerk for person in facts.content.betrokkenen] or [""]
    unsafe = [name for name in names if facts.history.known(CaseFact.SAFE_CHANNEL, name) is not Known.YES]
    if not unsafe:
        return ()
    return (
        Hold(
            because="niet vaststaat dat alleen de geadresseerde deze brief leest",
            repair="spreek met de geadresseerde een veilig adres of nummer af en leg dat vast",
            elements=tuple(f"betrokkenen[{n}]" for n in range(len(facts.content.betrokkenen)) if names[n] in unsafe),
            owner=StaffRole.GEDRAGSWETENSCHAPPER,
            limit="D053",
        ),
    )


def _withheld(facts: Facts) -> Iterator[tuple[str, str]]:
    """Yield the reason why somebody was not told, where that was a choice."""
    for number, person in enumerate(facts.content.betrokkenen):
        told = person.informering or Informering(geinformeerd=True)
        reason = fold(told.reden_niet or "")
        if not told.geinformeerd and not any(words in reason for words in _NOT_REACHED):
            yield f"betrokkenen[{number}].informering.reden_niet", reason


def _grounds(facts: Facts) -> Verdicts:
    if facts.type not in _TELLING:
        return ()
    withheld = tuple(_withheld(facts))
    unfounded = tuple(path for path, reason in withheld if not _is_ground(reason))
    if unfounded:
        return (
            Deny(
                because="iemand wordt niet geïnformeerd zonder een grond die de wet kent",
                repair="noem de grond van artikel 41 UAVG met een toelichting, of informeer alsnog",
                elements=unfounded,
            ),
        )
    because = "iemand niet informeren mag telkens hooguit twee weken, met opnieuw een reden"
    return (Timer(because=because, deadline="D010", starts=True),) if withheld else ()


def _is_ground(reason: str) -> bool:
    """It is one of the law's, and says something of this person."""
    return len(reason.split()) >= _FEWEST_WORDS and any(ground in reason for ground in _GROUNDS)


RULES: Final = (
    Rule(
        number="R120",
        name="Wat iemand bij het eerste contact moet weten",
        standing=Standing.LAW,
        sources=("UbWmo 4.1.8 lid 2", "Wmo 4.2.6"),
        effects=(Effect.DENY,),
        judge=_letter,
        examples=Examples(
            passes="Een brief met werkwijze, gegevens, inzage, klachtweg en vertrouwenspersoon",
            refuses="Een brief van één regel",
        ),
    ),
    Rule(
        number="R121",
        name="Een correctie bereikt iedereen die het bericht kreeg",
        standing=Standing.LAW,
        sources=("AVG 16, 19 (GK)",),
        effects=(Effect.COPY, Effect.FLAG),
        judge=_corrected,
        revision=2,
        examples=Examples(
            passes="De correctie gaat naar alle drie de ontvangers",
            refuses="De correctie gaat alleen naar de laatste ontvanger",
        ),
    ),
    Rule(
        number="R122",
        name="Een brief gaat naar een veilig adres",
        standing=Standing.DESIGN,
        sources=("UbWmo 4.1.8 lid 3", "veiligheidspraktijk (GK)"),
        effects=(Effect.HOLD,),
        judge=_safe_channel,
        examples=Examples(
            passes="Een brief naar het werkadres dat met het slachtoffer is afgesproken",
            refuses="Een brief naar het huis dat zij met de verdachte deelt",
        ),
    ),
    Rule(
        number="R123",
        name="Niet informeren alleen op een grond van de wet",
        standing=Standing.LAW,
        sources=("Wmo 5.3.1 lid 3", "UAVG 41"),
        effects=(Effect.DENY, Effect.TIMER),
        judge=_grounds,
        examples=Examples(
            passes='"Veiligheid van het kind", met een nieuwe afweging binnen twee weken',
            refuses='"Onhandig moment"',
        ),
    ),
)
