"""Chapter 3.10: routing, integrity and time."""

import re
from datetime import timedelta
from typing import Final

from gateway.domain.effect import Effect
from gateway.domain.faults import FaultCode
from gateway.policy.facts import Facts
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.rules.files import kinds
from gateway.policy.verdicts import Deny, Flag

# GGK: 25 MB, and names of letters, digits, dot, hyphen and underscore.
_LIMIT_BYTES: Final = 25 * 1024 * 1024
_FILE_NAME: Final = re.compile(r"[A-Za-z0-9._-]{1,255}", re.ASCII)
# R152.
_NOTABLE: Final = timedelta(minutes=5)
_TOO_FAR: Final = timedelta(days=1)


def _known_fields(facts: Facts) -> Verdicts:
    if not facts.content.rest:
        return ()
    return (
        Flag(
            because="het bericht heeft elementen die Schakel niet kent; ze zijn bewaard en niet beoordeeld",
            repair="bekijk deze elementen voordat u ze gebruikt",
            elements=tuple(f"rest[{number}]" for number in range(len(facts.content.rest))),
        ),
    )


def _identity(facts: Facts) -> Verdicts:
    # A sender that nobody knows is told so (H1A).
    if facts.sender is None:
        return ()
    sender = facts.header.sender
    wrong = {"header.sender": facts.sender.oin != sender, "certificate": facts.certificate not in {None, sender}}
    if not any(wrong.values()):
        return ()
    return (
        Deny(
            because="afzender en certificaat horen niet bij elkaar",
            repair="stuur het bericht onder het eigen OIN",
            elements=tuple(name for name, is_wrong in wrong.items() if is_wrong),
        ),
    )


def _attachments(facts: Facts) -> Verdicts:
    return (*_size_and_names(facts), *kinds(facts))


def _size_and_names(facts: Facts) -> Verdicts:
    files = facts.content.bijlagen
    wrong = [f"bijlagen[{number}].naam" for number, item in enumerate(files) if not _FILE_NAME.fullmatch(item.naam)]
    if sum(len(item.inhoud) for item in files) > _LIMIT_BYTES:
        wrong.append("bijlagen")
    if not wrong:
        return ()
    return (
        Deny(
            because="bijlagen zijn samen groter dan 25 MB, of een bestandsnaam heeft een spatie of ander vreemd teken",
            repair="maak de bijlagen kleiner; gebruik in de bestandsnaam alleen letters, cijfers, punt, streepje en _",
            elements=tuple(wrong),
        ),
    )


def _time(facts: Facts) -> Verdicts:
    """A message may wait as long as its sender may go on sending, but it is not made tomorrow, nor before its cause."""
    made, at, cause = facts.header.created_at, facts.at, facts.history.cross_reference_at
    earliest = max(at - facts.patience, cause or at - facts.patience)
    elements = ("header.created_at",)
    if made > at + _TOO_FAR or made < earliest - _TOO_FAR:
        return (
            Deny(
                because="het tijdstip van het bericht ligt meer dan een dag voor of na wat kan",
                repair="zet de klok gelijk en stuur het bericht opnieuw, met het tijdstip van nu",
                elements=elements,
            ),
        )
    if made > at + _NOTABLE or made < earliest - _NOTABLE:
        because = "het tijdstip van het bericht wijkt meer dan vijf minuten af van de klok"
        return (Flag(because=because, repair="zet de klok gelijk", elements=elements),)
    return ()


RULES: Final = (
    Rule(
        number="R133",
        name="Alleen bekende velden",
        standing=Standing.DESIGN,
        sources=("JZ extraElementen", "STUF StUF055"),
        effects=(Effect.FLAG,),
        judge=_known_fields,
        on_arrival=True,
        alone=True,
        examples=Examples(
            passes="indicatieGeinformeerd, een element van de standaard",
            refuses="opmerkingIntern, een element dat niemand kent",
        ),
    ),
    Rule(
        number="R134",
        name="Afzender is wie het certificaat zegt",
        standing=Standing.STD,
        sources=("DK PartyId", "DK EB005", "STUF StUF052"),
        effects=(Effect.DENY,),
        judge=_identity,
        on_arrival=True,
        fault=FaultCode.NOT_AUTHORISED,
        revision=2,
        examples=Examples(
            passes="Het OIN van de afzender staat in het certificaat",
            refuses="Een afzender die een ander noemt dan het certificaat",
        ),
    ),
    Rule(
        number="R144",
        name="Omvang, naam en soort van bijlagen",
        standing=Standing.STD,
        sources=("GGK 25 MB", "DK", "STUF StUF055"),
        effects=(Effect.DENY, Effect.HOLD, Effect.FLAG),
        judge=_attachments,
        on_arrival=True,
        fault=FaultCode.NOT_CONFORMING,
        alone=True,
        examples=Examples(
            passes="Een pdf van 8 MB",
            refuses="Een scan van 40 MB, of een bestandsnaam met een spatie",
        ),
    ),
    Rule(
        number="R152",
        name="Het tijdstip van het bericht kan kloppen",
        standing=Standing.DESIGN,
        sources=("DESIGN", "ebMS (GK)", "STUF StUF019"),
        effects=(Effect.DENY, Effect.FLAG),
        judge=_time,
        on_arrival=True,
        fault=FaultCode.OUT_OF_ORDER,
        alone=True,
        examples=Examples(
            passes="Het tijdstip wijkt twee minuten af",
            refuses="Een bericht met een datum in 2019",
        ),
    ),
)
