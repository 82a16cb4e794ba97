"""Chapter 3.10: routing and integrity."""

import re
from typing import Final

from gateway.domain.party import Party
from gateway.policy.facts import Facts, Known
from gateway.policy.rule import Rule, Standing, Verdicts
from gateway.policy.verdicts import Deny, Effect, Flag

# RFC 4122, version 4, in lower case.
_OWN_REFERENCE: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.ASCII)
# GGK: 25 MB, and names of letters, digits, dot, hyphen and underscore.
_LIMIT_BYTES: Final = 25 * 1024 * 1024
_FILE_NAME: Final = re.compile(r"[A-Za-z0-9._-]{1,255}", re.ASCII)


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


def _is(party: Party | None, oin: object) -> bool:
    return party is not None and party.oin == oin


def _identity(facts: Facts) -> Verdicts:
    header = facts.header
    wrong = [
        name
        for name, holds in (
            ("header.sender", _is(facts.sender, header.sender)),
            ("header.receiver", _is(facts.receiver, header.receiver)),
            ("certificate", facts.certificate in {None, header.sender}),
        )
        if not holds
    ]
    if not wrong:
        return ()
    return (
        Deny(
            because="afzender, ontvanger en certificaat horen niet bij elkaar",
            repair="stuur het bericht onder het eigen OIN, aan een partij die bekend is",
            elements=tuple(wrong),
        ),
    )


def _cross_reference(facts: Facts) -> Verdicts:
    reference, known = facts.header.cross_reference, facts.history.cross_reference_known
    elements = ("header.cross_reference",)
    if reference is None:
        if not facts.entry.refers:
            return ()
        return (
            Deny(
                because="er staat niet op welk bericht dit een antwoord is",
                repair="vul het referentienummer van dat bericht in",
                elements=elements,
            ),
        )
    if known is Known.YES:
        return ()
    if known is Known.NO:
        return (
            Deny(
                because="het bericht waarnaar dit verwijst is niet bekend",
                repair="verwijs naar een bericht dat tussen deze partijen is uitgewisseld",
                elements=elements,
            ),
        )
    return (Flag(because="niet nagegaan of het bericht bestaat waarnaar dit verwijst", elements=elements),)


def _own_reference(facts: Facts) -> Verdicts:
    if not facts.leaves or _OWN_REFERENCE.fullmatch(str(facts.header.reference)):
        return ()
    return (
        Deny(
            because="een eigen referentienummer is een UUID versie 4 in kleine letters",
            repair="laat Schakel het referentienummer maken",
            elements=("header.reference",),
        ),
    )


def _attachments(facts: Facts) -> Verdicts:
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


RULES: Final = (
    Rule(
        number="R133",
        name="Alleen bekende velden",
        standing=Standing.DESIGN,
        sources=("JZ extraElementen", "STUF StUF055"),
        effects=(Effect.FLAG,),
        judge=_known_fields,
        on_arrival=True,
    ),
    Rule(
        number="R134",
        name="Afzender is wie het certificaat zegt",
        standing=Standing.STD,
        sources=("DK PartyId", "DK EB005"),
        effects=(Effect.DENY,),
        judge=_identity,
        on_arrival=True,
    ),
    Rule(
        number="R142",
        name="Kruisverwijzing bestaat",
        standing=Standing.STD,
        sources=("STUF StUF043", "JZ crossRefnummer"),
        effects=(Effect.DENY, Effect.FLAG),
        judge=_cross_reference,
        on_arrival=True,
    ),
    Rule(
        number="R143",
        name="Eigen referenties zijn UUID's",
        standing=Standing.STD,
        sources=("GGK IB009, CC04", "JZ Refnummer"),
        effects=(Effect.DENY,),
        judge=_own_reference,
    ),
    Rule(
        number="R144",
        name="Omvang en namen van bijlagen",
        standing=Standing.STD,
        sources=("GGK 25 MB", "DK"),
        effects=(Effect.DENY,),
        judge=_attachments,
        on_arrival=True,
    ),
)
