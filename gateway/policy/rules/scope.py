"""Chapter 3.1, third part: to whom and about whom; figures are about nobody."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from gateway.domain.content import Adres, Betrokkene
from gateway.domain.effect import Effect
from gateway.domain.kinds import MessageType
from gateway.domain.party import PartyKind as P
from gateway.domain.purposes import PAIRS
from gateway.policy.elements import present
from gateway.policy.facts import Facts
from gateway.policy.people import concerned, read_role
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.rules.advice import names_somebody, points_at_somebody
from gateway.policy.scan import holds_bsn
from gateway.policy.steps import is_reasoned
from gateway.policy.verdicts import Deny, Justify, Strip
from gateway.policy.wording import fold

# Wmo 4.1.1 lid 2 d: who can give fitting help.
_HELP: Final = frozenset({P.LOKAAL_VELD, P.GI, P.ZVH, P.MDA, P.CRISISHULP, P.JEUGDHULP, P.ZORG, P.WMO})
_JUSTICE: Final = frozenset({P.POLITIE, P.RAAD})
# Lid 2 e in the text of 2026 (Q26).
_JUSTICE_SINCE: Final = frozenset({P.OM, P.RECLASSERING, P.SLACHTOFFERHULP})
# Lid 2 f and S001 3a.1, 3a.2, 5.5: what the college is told.
_TO_COLLEGE: Final = frozenset(
    {MessageType.MSG_36C, MessageType.MSG_50, MessageType.MSG_58, MessageType.MSG_60, MessageType.MSG_49}
)
# By these VT tells somebody of a case; questions, feedback, advice and correction are no in-kennisstelling.
_NOTICES: Final = _TO_COLLEGE | {
    MessageType.MSG_34,
    MessageType.MSG_35,
    MessageType.MSG_36,
    MessageType.MSG_37,
    MessageType.MSG_38,
    MessageType.MSG_39,
    MessageType.MSG_51,
    MessageType.MSG_55,
    MessageType.MSG_56,
    MessageType.MSG_57,
    MessageType.MSG_59,
}
_SINCE: Final = "justice_since_yyyymmdd"
_MOST: Final = "smallest_cell_persons"
_WORDS: Final = "most_words"
_UNITS: Final = "units"
# CL17 by code and text: parents, children and who brings them up.
_FAMILY: Final = frozenset(
    {
        *("111", "112", "113", "114", "115", "121", "122", "191", "211", "212", "213", "221", "222", "301"),
        *("ouder, gezag niet benoemd", "ouder met gezag", "ouder zonder gezag", "ouder, niet juridisch", "kind"),
        *("broer of zus", "halfbroer of -zus", "voogd", "pleegouder", "stiefouder", "opvoeder/verzorger"),
        *("stiefbroer of -zus", "pleegbroer of -zus", "jeugdige"),
    }
)
_INVOLVED: Final = frozenset({"verdachte", "slachtoffer"})
# What a policy or finance unit may have of VT.
_WITHOUT_CASES: Final = frozenset({MessageType.MSG_65, MessageType.MSG_68, MessageType.MSG_69})
_FIGURES: Final = frozenset({MessageType.MSG_68, MessageType.MSG_69})
# Words of a heading that are no name though they have a capital: what is counted, of whom, where and when.
_COUNTED: Final = re.compile(
    r"\b(?=[A-Z])(?i:(?:aan|binnen|buiten|den|door|duur|gooi|hoek|hollands?|in|jaar|kinderen|land|mannen|met|midden|naar|"
    r"nieuwe?|noord|oost|open|over|per|raad|regio|sint|team|thuis|totaal|veilig|veld|vrouwen|week|west|wijk|zaken|zonder|"
    r"zorg|zuid|januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)\b|"
    r"(?:aantal|advie|bescherm|consult|crisis|dienst|gemeente|gemiddeld|gesloten|geweld|huisarts|huiselijk|huisverbod|"
    r"instroom|jeugd|kindermis|kwarta|leeftijd|lokaal|lokale|lopend|maand|melding|mishandel|onderzoek|overdracht|"
    r"percentage|pleger|politie|school|scholen|slachtoffer|termijn|terugkoppel|triage|uitstroom|uitvra|verwaarlo|"
    r"ziekenhui)\w*)|\b(?i:groep|klas)\b"
)
_STREET: Final = re.compile(r"\w(?:straat|laan|weg|plein|gracht|kade|dijk|singel|hof|steeg|pad)\s+\d|\d{4} ?[A-Z]{2}\b")
# One person with an age of their own; a range of ages or `18+` is of many.
_AGED: Final = re.compile(
    r"\b(?:moeder|vader|ouder|zoon|dochter|zus|broer|kind|baby|jongen|meisje|man|vrouw|oma|opa)\b[^-]*?"
    r"(?<![\d+-])(?<!tot )(?<!t/m )(?<!onder )(?<!boven )\b\d{1,2}\b(?!\s?(?:[-+]|tot|t/m|jaar en|en ouder|of ouder))",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(r"[,;:!?]|\.\s|\.$")


def _closed_list(facts: Facts) -> Verdicts:
    sender, receiver = facts.sender, facts.receiver
    if sender is None or receiver is None or P.VT not in sender.kinds or facts.type not in _NOTICES:
        return ()
    if receiver.kinds & _may_be_told(facts):
        return ()
    return (
        Deny(
            because="deze ontvanger staat niet op de gesloten lijst van wie in kennis gesteld mag worden",
            repair="kies een hulpverlenende instantie, politie, Raad, OM, reclassering, Slachtofferhulp of college",
            elements=("header.receiver",),
        ),
    )


def _may_be_told(facts: Facts) -> frozenset[P]:
    justice = _JUSTICE | (_JUSTICE_SINCE if facts.today >= _since(facts) else frozenset())
    college = frozenset({P.GEMEENTE}) if facts.type in _TO_COLLEGE else frozenset()
    return _HELP | justice | college | {P.VT}


def _since(facts: Facts) -> date:
    """Return the day that the region set; a number that is no day lets nobody in."""
    try:
        return date.fromisoformat(str(facts.region.number("R008", _SINCE)))
    except ValueError:
        return date.max


def _place(address: Adres | None) -> tuple[str, int] | None:
    if address is None or not address.postcode or address.huisnummer is None:
        return None
    return address.postcode.replace(" ", "").upper(), address.huisnummer


def _is_reported(person: Betrokkene) -> bool:
    """The person is one of the family, or suspect or victim."""
    return read_role(person.rol) in _FAMILY or (person.status_in_zaak or "").casefold() in _INVOLVED


def _outsiders(facts: Facts) -> Iterator[str]:
    """Yield who is no professional, no family, no suspect or victim, and lives with none of them."""
    persons = list(concerned(facts.content))
    # Where no role tells, the message is about the first.
    core = [person for _, person in persons if _is_reported(person)] or [person for _, person in persons[:1]]
    homes = {_place(address) for person in core for address in (person.adres, person.verblijfadres)} - {None}
    for path, person in persons:
        here = {_place(person.adres), _place(person.verblijfadres)}
        if person not in core and not here & homes:
            yield path


def _household(facts: Facts) -> Verdicts:
    outside = tuple(_outsiders(facts))
    # Justify, else strip: who justified it with nothing must take the person out.
    hollow = {
        name
        for step in facts.steps
        if step.rule == "R011"
        and step.effect is Effect.JUSTIFY
        and not is_reasoned(step.justification, 20, facts.region)
        for name in step.elements
    }
    because = "deze persoon hoort niet bij het gezin, en is geen verdachte, slachtoffer of professional"
    asked = tuple(name for name in outside if name not in hollow)
    out = tuple(name for name in outside if name in hollow)
    return (
        *((Strip(because=because, repair="verwijder deze persoon", elements=out),) if out else ()),
        *(
            (Justify(because=because, repair="motiveer waarom, of verwijder de persoon", elements=asked),)
            if asked
            else ()
        ),
    )


def _no_cases_to_policy(facts: Facts) -> Verdicts:
    if facts.type in _WITHOUT_CASES or facts.type not in PAIRS or not _is_policy(facts):
        return ()
    return (
        Deny(
            because="een beleids- of financiële afdeling krijgt niets over personen of zaken",
            repair="stuur alleen stuurinformatie zonder personen (MSG-69)",
            elements=("header.receiver",),
        ),
    )


def _is_policy(facts: Facts) -> bool:
    """The organisation is nothing else, only as such it gets this, or the unit is called so."""
    receiver, unit = facts.receiver, fold(facts.header.receiver_unit or "")
    if any(fold(word) in unit for word in facts.region.words("R012", _UNITS)):
        return True
    ways = {kind for _, kind in facts.ways} or (frozenset() if receiver is None else receiver.kinds)
    return bool(ways) and ways <= {P.GEMEENTE_BELEID}


def _anonymous(facts: Facts) -> Verdicts:
    if facts.type not in _FIGURES:
        return ()
    found = tuple(_not_anonymous(facts))
    if not found:
        return ()
    return (
        Deny(
            because="cijfers zeggen niets over personen: geen namen, adressen of vrije tekst, en geen kleine aantallen",
            repair="laat kleine aantallen weg of voeg ze samen, en geef elk cijfer een kort opschrift",
            elements=found,
        ),
    )


def _not_anonymous(facts: Facts) -> Iterator[str]:
    yield from present(facts.content, ("betrokkenen[]", "ongeboren[]", "melder", "melding", "bijlagen[]", "rest[]"))
    figures = facts.content.statistiek
    if figures is None:
        return
    smallest = facts.region.number("R013", _MOST) if facts.type is MessageType.MSG_69 else 0
    if _is_free(figures.periode, facts) or _names(figures.periode):
        yield "statistiek.periode"
    for number, item in enumerate(figures.cijfers):
        place = f"statistiek.cijfers[{number}]"
        if _is_free(item.naam, facts) or _AGED.search(item.naam) or points_at_somebody(_COUNTED.sub(".", item.naam)):
            yield f"{place}.naam"
        # Many a municipality is called like a person.
        if _is_free(item.gemeente or "", facts) or _STREET.search(item.gemeente or ""):
            yield f"{place}.gemeente"
        if item.aantal < smallest:
            yield f"{place}.aantal"


def _is_free(text: str, facts: Facts) -> bool:
    """Tell whether a text is more than a heading, which is short and no sentence, or holds a BSN."""
    words = len(text.split())
    return words > facts.region.number("R013", _WORDS) or bool(_SENTENCE.search(text)) or holds_bsn(text)


def _names(text: str) -> bool:
    return names_somebody(_COUNTED.sub(".", text))


RULES: Final = (
    Rule(
        number="R008",
        name="Gesloten lijst voor een in-kennisstelling",
        standing=Standing.LAW,
        sources=("Wmo 4.1.1 lid 2 d-g, lid 3-4",),
        effects=(Effect.DENY,),
        judge=_closed_list,
        # Q26: since when OM, reclassering and Slachtofferhulp may be told was not checked.
        parameters={_SINCE: 20260101},
        examples=Examples(
            passes="Veilig Thuis aan een ggz-instelling",
            refuses="Veilig Thuis aan een verhuurder, werkgever of voetbalclub",
        ),
    ),
    Rule(
        number="R011",
        name="Alleen wie bij de melding hoort",
        standing=Standing.DESIGN,
        sources=("AVG 5 (GK)", "Wmo 5.1.6 lid 2"),
        effects=(Effect.STRIP, Effect.JUSTIFY),
        judge=_household,
        examples=Examples(
            passes="De ex-partner die de verdachte is",
            refuses="Het kind van de buren dat als speelkameraad genoemd wordt",
        ),
    ),
    Rule(
        number="R012",
        name="Geen zaken naar beleid of financiën",
        standing=Standing.LAW,
        sources=("Wmo 4.2.12, 4.1.1 lid 2", "AVG 5 (GK)"),
        effects=(Effect.DENY,),
        judge=_no_cases_to_policy,
        parameters={_UNITS: frozenset({"control", "financiën", "beleid", "bedrijfsvoering"})},
        examples=Examples(
            passes="Een tabel met stuurinformatie",
            refuses='Een opschaling met namen aan "Team Control"',
        ),
    ),
    Rule(
        number="R013",
        name="Cijfers zijn anoniem",
        standing=Standing.LAW,
        sources=("Wmo 4.2.12", "S002 §8"),
        effects=(Effect.DENY,),
        judge=_anonymous,
        parameters={_MOST: 5, _WORDS: 6},
        revision=2,
        examples=Examples(
            passes="Meldingen per kwartaal per gemeente",
            refuses='"1 zaak in dorp X, 3 kinderen, moeder 34"',
        ),
    ),
)
