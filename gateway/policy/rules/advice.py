"""Chapter 3.1, second part: advice is about nobody, and what a citizen wants comes first."""

import re
from typing import Final

from gateway.domain.case import CaseFact
from gateway.domain.effect import Effect
from gateway.domain.employees import StaffRole
from gateway.domain.kinds import MessageType
from gateway.policy.elements import present
from gateway.policy.facts import Facts, Known
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.scan import has_digits, holds_bsn
from gateway.policy.scan.names import TITLE
from gateway.policy.scan.texts import plain
from gateway.policy.verdicts import Deny, Hold, Timer
from gateway.policy.wording import fold

# Who asks for advice may be named; nobody else.
_ADVICE: Final = ("advies.vraag", "advies.situatie", "advies.advies")
_PERSONS: Final = ("betrokkenen[]", "ongeboren[]", "melder", "bijlagen[]", "rest[]")
_MONTHS: Final = "jan|feb|mrt|maart|apr|mei|jun|jul|aug|sep|okt|nov|dec"
_DAY: Final = r"(?:0[1-9]|[12]\d|3[01])"
_MONTH: Final = r"(?:0[1-9]|1[0-2])"
# What points at one person: where they live, how to reach them, when they were born, which class. No text without
# digits has any of it.
_IN_DIGITS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b[1-9]\d{3} ?[A-Z]{2}\b",
        r"(?i)\w(?:straat|laan|weg|plein|gracht|kade|dijk|singel|hof|steeg|pad)\s+\d",
        r"(?<!\d)(?:\+31|0031|0)(?:\s?\(0\))?[\s().\-/]{0,2}[1-9](?:[\s().\-/]{0,2}\d){7,8}(?!\d)",
        rf"(?i)(?<!\d)\d{{1,2}}(?:[-/. ]\d{{1,2}}[-/. ]|\s+(?:{_MONTHS})\w*\s+)(?:19|20)\d{{2}}(?!\d)",
        r"(?<!\d)(?:19|20)\d{2}-\d{2}-\d{2}(?!\d)",
        rf"(?<!\d)(?:{_DAY}{_MONTH}(?:19|20)\d{{2}}|(?:19|20)\d{{2}}{_MONTH}{_DAY})(?!\d)",
        r"(?i)\b(?:groep|klas)\s+\d\w?\b",
    )
)
_ADDRESS_OF_MAIL: Final = re.compile(r"[^\s@]@[^\s@]+\.[^\s@]")
_BEFORE: Final = r"(?:\s+(?:van|de|den|der|het|ten|ter|el|al|El|Al|ben|bin|'t))*"
# A descent is no name: `gezin van Turkse afkomst`.
_NO_DESCENT: Final = r"(?![\w-]+ (?:afkomst|komaf|achtergrond|nationaliteit))"
# What a text in capitals says about any family: words, bodies and diagnoses, no names.
_NO_NAMES: Final = (
    "AAN|ADHD|ADVIES|ALLES|ALS|ALTIJD|BABY|BANG|BEN|BIJ|BSO|BUREN|CJG|DAN|DAT|DEZE|DIE|DIT|DOCHTER|DOET|DRIE|DRINGEND|"
    "DUS|EEN|ERG|GAAN|GAAT|GEEN|GEZIN|GGD|GGZ|GRAAG|HAAR|HEBBEN|HEEFT|HEEL|HELP|HEM|HET|HIJ|HOE|HUIS|HUISARTS|HULP|HUN|"
    "IEMAND|IETS|IS|JGZ|JONGE|KAN|KIND|KINDEREN|KLEINE|KOPP|LET|LVB|MAAR|MAG|MAN|MEER|MELDING|MET|MOEDER|MOET|NAAR|NIET|"
    "NIETS|NOG|NOOIT|NU|OMA|ONS|ONZE|OOK|OPA|OTS|OUDER|OUDERS|OVER|PARTNER|POLITIE|PTSS|SBO|SCHOOL|SOMS|SPOED|THUIS|TOT|"
    "TWEE|UIT|VAAK|VADER|VAN|VEEL|VEILIG|VOOR|VRAAG|VROUW|WANT|WAS|WAT|WEL|WIE|WIJ|WIL|WORDT|ZEER|ZIJ|ZIJN|ZONDER|ZOON|"
    "ZORGEN|ZSM"
)
_SHOUTED: Final = rf"(?!(?:{_NO_NAMES})\b)[A-Z]{{3,}}"
# On a text without accents; "Veilig Thuis" is nobody.
_NAMES: Final = (
    # A first name with a surname or initial.
    re.compile(rf"\b[A-Z][a-z]+{_BEFORE}\s+{_NO_DESCENT}[A-Z](?:[a-z]+|[.'])"),
    # A title with a name; an initial alone says nothing (`mevrouw X`).
    re.compile(rf"\b(?i:{TITLE}){_BEFORE} {_NO_DESCENT}[A-Z][a-z]+"),
    # Two words in capitals, side by side, that say nothing about a family.
    re.compile(rf"\b{_SHOUTED}(?i:{_BEFORE})\s+(?:{_SHOUTED}|[A-Z]\.)"),
)
_NOBODY: Final = re.compile(r"\b(?:Veilig Thuis|Raad voor|Slachtofferhulp Nederland|Centrum Jeugd)\b")
# CL05.
_CONVERTED: Final = " omgezet in advies "
# What says something of persons in a case that no longer is one.
_OF_PERSONS: Final = (
    "betrokkenen[]",
    "ongeboren[]",
    "melding",
    "verrijking[]",
    "antwoord.delen[]",
    "dienst",
    "regio",
    "crisis",
    "signaal",
    "monitoring.voorwaarden[]",
    "verwijsindex",
)
# A citizen who is heard first keeps nobody from help at once.
_CRISIS: Final = frozenset({MessageType.MSG_57, MessageType.MSG_58})


def _nobody_concerned(facts: Facts) -> Verdicts:
    if facts.type is not MessageType.MSG_05:
        return ()
    advice = facts.content.advies
    texts = {} if advice is None else {name: getattr(advice, name.partition(".")[2]) or "" for name in _ADVICE}
    found = (
        *present(facts.content, _PERSONS),
        *(name for name, text in texts.items() if points_at_somebody(text)),
    )
    if not found:
        return ()
    return (
        Deny(
            because="in de adviesfase staat niets in een bericht dat een betrokkene aanwijst",
            repair="haal namen, adressen, geboortedata, nummers en schoolklassen weg; de adviesvrager zelf mag erin",
            elements=found,
        ),
    )


def points_at_somebody(text: str) -> bool:
    """Tell whether a text has a mark of one person, however it is accented, spaced or capitalised.

    It does not know a name that stands alone, without capitals or behind an initial, nor who is only described.
    """
    text = plain(text)
    if names_somebody(text) or ("@" in text and _ADDRESS_OF_MAIL.search(text)) or holds_bsn(text):
        return True
    return has_digits(text) and any(pattern.search(text) for pattern in _IN_DIGITS)


def names_somebody(text: str) -> bool:
    """Tell whether a text has a name in two words, or behind a title."""
    said = _NOBODY.sub("", plain(text))
    return any(name.search(said) for name in _NAMES)


def _is_converted(facts: Facts) -> bool:
    """It was decided, and recorded or said here; what nobody decided did not happen."""
    triage = facts.content.triage
    decided = triage is not None and _CONVERTED in fold(triage.besluit)
    return decided or facts.history.known(CaseFact.CONVERTED_TO_ADVICE) is Known.YES


def _converted(facts: Facts) -> Verdicts:
    if not _is_converted(facts):
        return ()
    if facts.type is MessageType.MSG_63:
        return (
            Timer(because="een intrekking maakt een einde aan de openstaande uitvraag", deadline="D026", starts=False),
        )
    found = present(facts.content, _OF_PERSONS)
    if not found:
        return ()
    return (
        Deny(
            because="de melding is omgezet in advies: er gaan geen persoonsgegevens van deze zaak meer naar buiten",
            repair="trek openstaande uitvragen in (MSG-63)",
            elements=found,
        ),
    )


def _intention(facts: Facts) -> Verdicts:
    known = facts.history.known(CaseFact.INTENTION_RECORDED)
    if known is Known.YES or facts.type in _CRISIS or not (known is Known.NO or _is_of_citizen(facts)):
        return ()
    return (
        Hold(
            because="van deze burger is niet vastgelegd of die wil melden of advies vraagt",
            repair="laat de intake vastleggen wat de burger wil",
            owner=StaffRole.INTAKE,
            limit="D053",
        ),
    )


def _is_of_citizen(facts: Facts) -> bool:
    reporter = facts.content.melder
    return facts.type is MessageType.MSG_04 or (reporter is not None and not reporter.professional)


RULES: Final = (
    Rule(
        number="R003",
        name="Geen gegevens van betrokkenen in de adviesfase",
        standing=Standing.LAW,
        sources=("Wmo 5.1.6 lid 3", "S000 Advies", "S004"),
        effects=(Effect.DENY,),
        judge=_nobody_concerned,
        revision=2,
        examples=Examples(
            passes='"Een moeder met twee kleine kinderen, de partner drinkt"',
            refuses='"Fatima El A., Dorpsstraat 4"',
        ),
    ),
    Rule(
        number="R006",
        name="Een melding die omgezet is in advies, is geen zaak meer",
        standing=Standing.AGREE,
        sources=("MCNU", "R003"),
        effects=(Effect.DENY, Effect.TIMER),
        judge=_converted,
        examples=Examples(
            passes="De intrekking van een openstaande uitvraag",
            refuses="Een verzoek om casusinformatie een uur na de omzetting",
        ),
    ),
    Rule(
        number="R007",
        name="Eerst weten wat de burger wil",
        standing=Standing.AGREE,
        sources=("S002 §9 C",),
        effects=(Effect.HOLD,),
        judge=_intention,
        examples=Examples(
            passes='Vastgelegd is "wil melden": de triage begint',
            refuses="Een uitvraag aan de gemeente terwijl de intentie van de burger niet is vastgelegd",
        ),
    ),
)
