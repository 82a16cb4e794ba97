"""Chapter 3.10: what attachments may bring (R145)."""

from collections.abc import Iterator
from typing import Final

from gateway.domain.effect import Effect
from gateway.domain.employees import StaffRole
from gateway.domain.faults import FaultCode
from gateway.policy.attachments import Danger, Kind, examine, kind_of
from gateway.policy.facts import Facts
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.verdicts import Deny, Flag, Hold, Verdict

# What a document can be; of anything else nobody knows what opens it.
_DOCUMENTS: Final = frozenset(
    {Kind.PDF, Kind.PNG, Kind.JPEG, Kind.TIFF, Kind.TEXT, Kind.OFFICE, Kind.OFFICE_OLD, Kind.RTF}
)
_DECLARED: Final = {
    "application/pdf": Kind.PDF,
    "image/png": Kind.PNG,
    "image/jpeg": Kind.JPEG,
    "image/tiff": Kind.TIFF,
    "application/rtf": Kind.RTF,
    "text/rtf": Kind.RTF,
    "application/msword": Kind.OFFICE_OLD,
}
# An Office document that is allowed macros says so by its name.
_MACRO_NAMES: Final = (".docm", ".dotm", ".xlsm", ".xltm", ".xlam", ".pptm", ".potm", ".ppsm")
# Nobody releases these.
_NEVER: Final = frozenset({Danger.MALWARE, Danger.EXECUTABLE})


def kinds(facts: Facts) -> Iterator[Verdict]:
    """Say of which attachments the type is not on the list, or not what they are said to be (R144)."""
    files = tuple(enumerate(facts.content.bijlagen))
    found = tuple((f"bijlagen[{number}]", item.mime, kind_of(item.inhoud)) for number, item in files)
    unlisted = tuple(place for place, _, kind in found if kind not in _DOCUMENTS)
    if unlisted:
        because = "van deze bijlage is niet te zien dat het een document of beeld is"
        repair = "stuur het als PDF; kan dat niet, laat het dan nakijken"
        yield (
            Hold(because=because, repair=repair, elements=unlisted, owner=StaffRole.PRIVACY, limit="D053")
            if facts.leaves
            else Flag(because=because, repair="open deze bijlage niet voordat zij is nagekeken", elements=unlisted)
        )
    other = tuple(f"{place}.mime" for place, mime, kind in found if _DECLARED.get(mime.casefold(), kind) is not kind)
    if other:
        yield Flag(
            because="een bijlage is iets anders dan er staat dat zij is",
            repair="open de bijlage als wat zij is, of vraag haar opnieuw",
            elements=other,
        )


def _harmless(facts: Facts) -> Verdicts:
    files = tuple(enumerate(facts.content.bijlagen))
    found = {f"bijlagen[{number}]": _dangers(item.naam, item.inhoud) for number, item in files}
    never = tuple(place for place, dangers in found.items() if dangers & _NEVER)
    other = tuple(place for place, dangers in found.items() if dangers and not dangers & _NEVER)
    denied = never if facts.leaves else (*never, *other)
    verdicts: list[Verdict] = []
    if denied:
        verdicts.append(
            Deny(
                because="de inhoud van een bijlage is geweigerd",
                repair="stuur het stuk als gewone PDF",
                elements=denied,
            )
        )
    if other and facts.leaves:
        verdicts.append(
            Hold(
                because="een bijlage is versleuteld, bevat programma's of is niet na te kijken",
                repair="stuur het stuk als gewone PDF, of laat het nakijken",
                elements=other,
                owner=StaffRole.PRIVACY,
                limit="D053",
                another=True,
            )
        )
    return tuple(verdicts)


def _dangers(name: str, octets: bytes) -> frozenset[Danger]:
    dangers = examine(octets).dangers
    return dangers | {Danger.MACROS} if name.casefold().endswith(_MACRO_NAMES) else dangers


RULES: Final = (
    # Who sent it hears that its content was refused, and not why (reliability-security.md 3, 227).
    Rule(
        number="R145",
        name="Geen schadelijke of gesloten bijlagen",
        standing=Standing.DESIGN,
        sources=("BIO2 (GK)", "STUF StUF058"),
        effects=(Effect.DENY, Effect.HOLD),
        judge=_harmless,
        on_arrival=True,
        fault=FaultCode.PROCESS_FAULT,
        alone=True,
        examples=Examples(passes="Een stuk in PDF/A", refuses="Een .docm met macro's"),
    ),
)
