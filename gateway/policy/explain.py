"""A ruling in Dutch, for the one who must act: which rule, why, about which elements, what to do, and the source."""

from typing import Final

from gateway.policy.rule import Ruling
from gateway.policy.verdicts import Effect

_OPENINGS: Final = {
    Effect.DENY: "Geweigerd door",
    Effect.ROUTE: "Andere ontvanger nodig volgens",
    Effect.HOLD: "Vastgehouden door",
    Effect.STRIP: "Eerst te verwijderen volgens",
    Effect.SECOND: "Tweede persoon nodig volgens",
    Effect.JUSTIFY: "Motivering nodig volgens",
    Effect.COPY: "Tweede bericht nodig volgens",
    Effect.FLAG: "Let op bij",
    Effect.TIMER: "Termijn volgens",
    Effect.ALLOW: "Toegestaan door",
}
# Steps that a person must be able to take before the message may go on.
_PENDING: Final = frozenset({Effect.ROUTE, Effect.HOLD, Effect.STRIP, Effect.SECOND, Effect.JUSTIFY, Effect.COPY})
_NOT_YET: Final = "Deze stap kan nog niet in Schakel worden vastgelegd; tot die tijd gaat het bericht zo niet door."


def explain(ruling: Ruling) -> str:
    """Return the ruling as one Dutch text; elements stand in it by name only."""
    rule, verdict = ruling.rule, ruling.verdict
    return " ".join(
        part
        for part in (
            f"{_OPENINGS[verdict.effect]} {rule.number} ({rule.name}): {verdict.because}.",
            f"Het gaat om: {', '.join(verdict.elements)}." if verdict.elements else "",
            f"Wat te doen: {verdict.repair}." if verdict.repair else "",
            _NOT_YET if verdict.effect in _PENDING else "",
            f"Bron: {'; '.join(rule.sources)}.",
        )
        if part
    )
