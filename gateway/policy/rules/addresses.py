"""Chapter 3.2, second part: an address that must stay secret."""

from collections.abc import Callable
from typing import Final

from gateway.domain.content import Adres
from gateway.domain.effect import Effect
from gateway.domain.employees import StaffRole
from gateway.domain.party import PartyKind
from gateway.policy.elements import shape, walk
from gateway.policy.facts import Facts
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.verdicts import Second, Strip

# Whoever must go to the door needs to know which.
_MUST_GO_THERE: Final = (PartyKind.POLITIE, PartyKind.CRISISHULP)
_APPROVERS: Final = frozenset({StaffRole.GEDRAGSWETENSCHAPPER, StaffRole.VERTROUWENSARTS, StaffRole.TEAMLEIDER})


def _beside(path: str) -> tuple[str, ...]:
    """Return what else tells where somebody lives: R024 names address and phone."""
    person = path.rpartition(".")[0]
    return (f"{person}.telefoonnummer", f"{person}.emailadres")


def _places(facts: Facts, hidden: Callable[[Adres], bool]) -> tuple[str, ...]:
    there = dict(walk(facts.content))
    found = (path for path, value in there.items() if isinstance(value, Adres) and hidden(value))
    names = (name for path in found for name in (path, *_beside(path)) if name in there)
    return tuple(dict.fromkeys(names))


def _is_needed(path: str, facts: Facts) -> bool:
    """Tell whether this receiver cannot do its work without: by what it does, or as the catalogue demands it."""
    return any(map(facts.goes_to, _MUST_GO_THERE)) or shape(path) in facts.entry.mandatory


def _secret_address(facts: Facts) -> Verdicts:
    found = _places(facts, lambda address: address.geheim)
    needed = tuple(path for path in found if _is_needed(path, facts))
    others = tuple(path for path in found if path not in needed)
    return (*((_kept_out(others),) if others else ()), *((_seen_by_another(needed),) if needed else ()))


def _kept_out(found: tuple[str, ...]) -> Strip:
    return Strip(
        because="dit adres is geheim",
        repair="verwijder adres en telefoon; delen kan alleen met noodzaak en een tweede persoon",
        elements=found,
    )


def _seen_by_another(found: tuple[str, ...]) -> Second:
    return Second(
        because="dit adres is geheim, en deze ontvanger heeft het nodig",
        repair="laat een tweede persoon dit goedkeuren, die nagaat dat de verdachte dit bericht niet te zien krijgt",
        elements=found,
        roles=_APPROVERS,
    )


def _shelter_address(facts: Facts) -> Verdicts:
    found = _places(facts, lambda address: address.opvang)
    if not found:
        return ()
    return (
        Strip(
            because="dit is het adres van een opvang",
            repair="schrijf dat het contact via Veilig Thuis loopt; de plaats gaat alleen per telefoon",
            elements=found,
        ),
    )


RULES: Final = (
    Rule(
        number="R024",
        name="Geheim adres",
        standing=Standing.LAW,
        sources=("BRP-geheimhouding (GK)", "Wmo 5.3.3"),
        effects=(Effect.STRIP, Effect.SECOND),
        judge=_secret_address,
        revision=2,
        examples=Examples(
            passes="Een geheim adres naar de politie nadat een tweede persoon meekeek",
            refuses="Een geheim adres naar de hulpverlener van de ex-partner",
        ),
    ),
    Rule(
        number="R025",
        name="Adres van een opvang",
        standing=Standing.GK,
        sources=("veiligheidspraktijk (GK)", "Wmo 5.3.3"),
        effects=(Effect.STRIP,),
        judge=_shelter_address,
        examples=Examples(
            passes='"Verblijft in opvang, contact via Veilig Thuis"',
            refuses="De straat van de opvang in een overdracht",
        ),
    ),
)
