"""Conditions of a source in its own words: whom they keep something from (R080)."""

from collections.abc import Iterable
from typing import Final

from gateway.domain.effect import Effect
from gateway.domain.party import PartyKind
from gateway.policy.wording import fold

_NOT: Final = frozenset({"niet", "geen", "nooit", "behalve"})
# With these, a talk with the source can lift the condition.
_UNLESS: Final = frozenset({"zonder", "tenzij", "behalve", "eerst", "pas"})
# With these, only whom it names may have it.
_ONLY: Final = frozenset({"alleen", "enkel", "exclusief", "louter", "slechts", "uitsluitend"})
# What says nothing about whom it may go to.
_REMARKS: Final = frozenset({"", "bron is minderjarig", "bron is minderjarige", "bron is kind", "met bronvermelding"})
_ARTICLES: Final = frozenset({"de", "het", "een"})
# Words that name nobody; any other that is no name below may be somebody.
_FILLING: Final = _ARTICLES | {
    *("aan", "bij", "dan", "dat", "deze", "die", "dit", "door", "en", "ermee", "graag", "haar", "hem", "hen", "hier"),
    *("hun", "in", "is", "met", "mij", "na", "naar", "nog", "of", "om", "ook", "ons", "onze", "op", "over", "te"),
    *("tot", "van", "voor", "voordat", "zijn", "laten", "mag", "mogen", "moet", "wil", "willen", "worden", "wordt"),
    *("zien", "bekend", "bestemd", "delen", "gedeeld", "gegevens", "gegeven", "geven", "doorgeven", "doorgegeven"),
    *("informatie", "maken", "melden", "noemen", "onderdeel", "overleg", "overleggen", "tekst", "toestemming"),
    *("tonen", "vertellen", "verteld", "verstrekken", "verstrekt", "voorleggen", "weten", "bron", "aub", "svp"),
}
_FAMILY: Final = frozenset({PartyKind.BETROKKENE, PartyKind.BURGER})
_COLLEGE: Final = frozenset({PartyKind.GEMEENTE, PartyKind.GEMEENTE_BELEID, PartyKind.LOKAAL_VELD})
_LOCAL: Final = frozenset({PartyKind.LOKAAL_VELD})
_CARE: Final = frozenset({PartyKind.ZORG, PartyKind.JEUGDHULP})
_ALL: Final = frozenset(PartyKind)
_NAMED: Final = {
    **dict.fromkeys(("ouder", "ouders", "moeder", "vader", "gezin", "familie", "betrokkene", "betrokkenen"), _FAMILY),
    **dict.fromkeys(("partner", "zoon", "dochter", "kind", "kinderen", "stiefvader", "stiefmoeder", "client"), _FAMILY),
    **dict.fromkeys(("behandelaar", "behandelaars", "therapeut", "psycholoog", "psychiater"), _CARE),
    **dict.fromkeys(("arts", "ziekenhuis"), frozenset({PartyKind.ZORG})),
    **dict.fromkeys(("gemeente", "gemeenten", "college", "ambtenaren"), _COLLEGE),
    **dict.fromkeys(("wijkteam", "wijkteams", "lokaal", "lokale"), _LOCAL),
    **dict.fromkeys(("derden", "anderen", "iedereen", "niemand", "verder", "andere"), _ALL),
    **dict.fromkeys(("school", "scholen", "leerkracht"), frozenset({PartyKind.SCHOOL})),
    **dict.fromkeys(("gi", "gezinsvoogd", "instelling"), frozenset({PartyKind.GI})),
    **dict.fromkeys(("zvh", "veiligheidshuis"), frozenset({PartyKind.ZVH})),
    **dict.fromkeys(("om", "justitie", "officier"), frozenset({PartyKind.OM, PartyKind.RECHTBANK})),
    "vt": frozenset({PartyKind.VT}),
    "politie": frozenset({PartyKind.POLITIE}),
    "raad": frozenset({PartyKind.RAAD}),
    "reclassering": frozenset({PartyKind.RECLASSERING}),
    "veilig thuis": frozenset({PartyKind.VT}),
    "openbaar ministerie": frozenset({PartyKind.OM}),
    "huisarts": frozenset({PartyKind.ZORG}),
    "ggz": frozenset({PartyKind.ZORG}),
    "jeugdhulp": frozenset({PartyKind.JEUGDHULP}),
}


def effect_of(conditions: Iterable[str], receivers: frozenset[PartyKind]) -> Effect:
    """Return what the strictest condition asks for receivers of these kinds: STRIP, HOLD, or FLAG to show it.

    Shown is what surely keeps nothing from them: it names only others, or only them as whom it is meant for, or is a
    remark. STRIP takes what surely is kept from them; any other condition is for a person to read.
    """
    asked = {_effect_of_one(condition, receivers) for condition in conditions}
    return next((effect for effect in (Effect.STRIP, Effect.HOLD) if effect in asked), Effect.FLAG)


def _effect_of_one(condition: str, receivers: frozenset[PartyKind]) -> Effect:
    said = fold(condition)
    words = frozenset(said.split())
    if words.isdisjoint(_NOT | _UNLESS | _ONLY):
        return Effect.FLAG if _is_remark(said) else Effect.HOLD
    names = [name for name in _NAMED if f" {name} " in said]
    named = frozenset[PartyKind]().union(*(_NAMED[name] for name in names))
    # It may mean somebody of whom nobody can tell here who that is.
    unknown = not names or bool(words.difference(_NOT, _UNLESS, _ONLY, _FILLING, *map(str.split, names)))
    if not words.isdisjoint(_ONLY):
        is_for_them = words.isdisjoint(_NOT | _UNLESS) and not receivers.isdisjoint(named)
        return Effect.FLAG if is_for_them and not unknown else Effect.HOLD
    if receivers.isdisjoint(named):
        return Effect.HOLD if unknown else Effect.FLAG
    return Effect.HOLD if not words.isdisjoint(_UNLESS) else Effect.STRIP


def _is_remark(said: str) -> bool:
    return " ".join(word for word in said.split() if word not in _ARTICLES) in _REMARKS
