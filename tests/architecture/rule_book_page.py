"""docs/regelboek.md: every rule in Dutch, by chapter: source, effect, switch, parameters, fault code and examples."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from gateway.domain.effect import Effect
from gateway.domain.region import written
from gateway.policy import Rule, Standing
from gateway.policy.book import RULES
from gateway.policy.engine import rule_set_of
from tests.architecture.chapters import CHAPTERS, NUMBERS, Chapter

RULE_BOOK: Final = Path("docs/regelboek.md")
_HEAD: Final = """\
# Regelboek

Geschreven door `make docs` uit `gateway/policy`. Dit zijn alle {count} regels waarmee Schakel beslist of een bericht
mag gaan, en wat erin mag staan. Wie een bericht niet kwijt kan, vindt bij het nummer in de afwijzing wat de regel
vraagt, waarop zij berust, en wie haar kan uitzetten.

- Een **LAW**- of **STD**-regel geldt overal; niemand kan haar uitzetten.
- Een **AGREE**-, **DESIGN**- of **GK**-regel kan een regio uitzetten in haar regiobestand, met datum, auteur en bron.
  Rust de regel op een afspraak van één regio (S000, S001, S002, S004), dan kan dat alleen een regio die deze afspraak
  heeft getekend.
- Spreken er meer regels, dan gaat een weigering voor; daarna volgen de stappen in deze volgorde: {order}.
- Staat geen enkele regel het bericht toe, dan is het antwoord nee (R000).

Digest van deze regels en de berichtencatalogus: `{digest}`.
"""
_EFFECTS: Final = {
    Effect.DENY: "weigert het hele bericht",
    Effect.ROUTE: "wijst een andere ontvanger aan",
    Effect.HOLD: "houdt het bericht vast tot iemand in de genoemde rol het vrijgeeft",
    Effect.STRIP: "laat elementen verwijderen; de auteur ziet en bevestigt het verschil",
    Effect.SECOND: "vraagt goedkeuring van een tweede persoon, niet de auteur",
    Effect.JUSTIFY: "vraagt een motivering in eigen woorden",
    Effect.COPY: "vraagt een tweede bericht aan een andere partij",
    Effect.FLAG: "laat door met een waarschuwing",
    Effect.TIMER: "start of stopt een termijn",
    Effect.ALLOW: "staat toe, met vastlegging van de voorwaarde",
}
_STANDINGS: Final = {
    Standing.LAW: "wet",
    Standing.AGREE: "ketenafspraak",
    Standing.STD: "standaard of beveiligingsnorm",
    Standing.DESIGN: "eigen ontwerp",
    Standing.GK: "algemene kennis, nog te verifiëren",
}
_SWITCHED_BY_NOBODY: Final = "niemand"
_SWITCHED_BY_ANY: Final = "iedere regio"
_SEVERAL: Final = "; "


def rule_book_page() -> bytes:
    """Return the page."""
    order = ", ".join(effect.upper() for effect in Effect if effect is not Effect.DENY)
    head = _HEAD.format(count=len(NUMBERS), order=order, digest=rule_set_of(RULES))
    return "\n".join([head, *(line for chapter in CHAPTERS for line in _chapter(chapter))]).encode()


def _chapter(chapter: Chapter) -> Iterator[str]:
    book = {rule.number: rule for rule in RULES}
    yield f"## {chapter.number} {chapter.name}\n"
    for number in chapter.rules:
        if number in book:
            yield from _rule(book[number])


def _rule(rule: Rule) -> Iterator[str]:
    """Yield the lines of one rule; a heading that a link can name, then a list."""
    side = "verzending en ontvangst" if rule.on_arrival else "verzending"
    yield f"### {rule.number} {rule.name}\n"
    yield f"- **Status:** {rule.standing}, {_STANDINGS[rule.standing]}"
    yield f"- **Bron:** {_SEVERAL.join(rule.sources)}"
    yield f"- **Gevolg:** {_SEVERAL.join(map(_effect, rule.effects))}"
    yield f"- **Geldt bij:** {side}"
    yield f"- **Uit te zetten door:** {_switched_by(rule)}"
    if rule.parameters:
        yield f"- **Instelbaar:** {_SEVERAL.join(_parameters(rule))}"
    if rule.fault is not None:
        yield f"- **Foutcode bij ontvangst:** {rule.fault}"
    yield f"- **Mag door:** {rule.examples.passes}."
    yield f"- **Wordt tegengehouden:** {rule.examples.refuses}.\n"


def _effect(effect: Effect) -> str:
    return f"{effect.upper()}: {_EFFECTS[effect]}"


def _switched_by(rule: Rule) -> str:
    """Return who may switch the rule off, in Dutch."""
    if not rule.switchable:
        return _SWITCHED_BY_NOBODY
    return f"een regio die {' of '.join(sorted(rule.seeds))} heeft getekend" if rule.seeds else _SWITCHED_BY_ANY


def _parameters(rule: Rule) -> Iterator[str]:
    for name, value in sorted(rule.parameters.items()):
        yield f"`{name}` = {written(value).replace(';', ', ') or '(leeg)'}"
