"""A ruling in Dutch, for the one who must act: which rule, why, about which elements, what to do, and the source."""

from typing import Final

from gateway.domain.effect import Effect
from gateway.domain.parking import StepWanted
from gateway.domain.workdays import legal_time
from gateway.policy.rule import Ruling

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
_STEPS: Final = {
    Effect.ROUTE: "een andere ontvanger kiezen",
    Effect.HOLD: "vrijgeven",
    Effect.STRIP: "bevestigen wat wordt verwijderd",
    Effect.SECOND: "goedkeuren, door een ander dan de auteur",
    Effect.JUSTIFY: "motiveren",
    Effect.COPY: "het tweede bericht aanbieden en hier noemen",
}
_ANYBODY: Final = "wie het bericht aanbood"


def explain(ruling: Ruling, wanted: StepWanted | None = None) -> str:
    """Return the ruling as one Dutch text, with the step that it waits for; elements stand in it by name only."""
    rule, verdict = ruling.rule, ruling.verdict
    return " ".join(
        part
        for part in (
            f"{_OPENINGS[verdict.effect]} {rule.number} ({rule.name}): {verdict.because}.",
            f"Het gaat om: {', '.join(verdict.elements)}." if verdict.elements else "",
            f"Wat te doen: {verdict.repair}." if verdict.repair else "",
            "" if wanted is None else _step(wanted),
            f"Bron: {'; '.join(rule.sources)}.",
        )
        if part
    )


def _step(wanted: StepWanted) -> str:
    """Say which step, by whom, before when."""
    who = " of ".join(sorted(wanted.roles)) or _ANYBODY
    length = f", met ten minste {wanted.minimum_characters} tekens eigen woorden" if wanted.minimum_characters else ""
    before = legal_time(wanted.expires_at)
    return f"Stap: {_STEPS[wanted.effect]}{length}; door: {who}; vóór {before:%d-%m-%Y %H:%M} uur."
