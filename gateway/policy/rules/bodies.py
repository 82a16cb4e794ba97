"""Chapter 3.8: co-operation bodies (Zorg- en Veiligheidshuis, WGS): who takes part, and what goes round in them."""

from typing import Final

from gateway.domain.case import CaseFact
from gateway.domain.effect import Effect
from gateway.domain.employees import StaffRole
from gateway.domain.identifiers import Oin
from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction
from gateway.domain.party import Party, PartyKind
from gateway.policy.facts import Facts, Known
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.verdicts import Deny, Hold
from gateway.policy.wording import fold

_BODIES: Final = frozenset({PartyKind.ZVH, PartyKind.MDA})
# WGS 2.27, as far as chapter 1 has them: the first are its lid 1, the others can be admitted by lid 2.
_PARTICIPANTS: Final = _BODIES | {
    *(PartyKind.VT, PartyKind.GEMEENTE, PartyKind.LOKAAL_VELD, PartyKind.BURGEMEESTER, PartyKind.POLITIE),
    *(PartyKind.OM, PartyKind.RAAD, PartyKind.GI),
    *(PartyKind.RECLASSERING, PartyKind.JEUGDHULP, PartyKind.ZORG, PartyKind.WMO, PartyKind.CRISISHULP),
}
_WGS: Final = "WGS"
_CHECK: Final = frozenset({MessageType.MSG_13, MessageType.MSG_14})
_QUESTIONS: Final = frozenset({MessageType.MSG_15, MessageType.MSG_19})
_ANSWERS: Final = frozenset({MessageType.MSG_16, MessageType.MSG_20})
_SHORTEST_REASON: Final = 20
_FEWEST_WORDS: Final = 3


def is_wgs(facts: Facts) -> bool:
    """Tell whether the message says that it rests on the WGS."""
    return any((text or "").upper().startswith(_WGS) for text in (facts.header.basis, facts.header.purpose))


def is_body(party: Party | None) -> bool:
    """Tell whether the party is a co-operation body."""
    return party is not None and bool(_BODIES & party.kinds)


def _participants(facts: Facts) -> Verdicts:
    if not is_wgs(facts):
        return ()
    ends = {"header.sender": facts.sender, "header.receiver": facts.receiver}
    found = tuple(name for name, party in ends.items() if party is None or not _PARTICIPANTS & party.kinds)
    if not found:
        return ()
    return (
        Deny(
            because="wie niet deelneemt aan het samenwerkingsverband, zendt en ontvangt niet onder de WGS",
            repair="kies een deelnemer (WGS 2.27), of een andere grondslag",
            elements=found,
        ),
    )


def _purpose(facts: Facts) -> Verdicts:
    if facts.type is not MessageType.MSG_38 or facts.history.known(CaseFact.PURPOSE_TESTED) is Known.YES:
        return ()
    return (
        Hold(
            because="niet is vastgelegd dat de vaste deelnemers het doel van deze aanmelding hebben getoetst",
            repair="laat toetsen of de zaak onder WGS 2.25 valt, en leg dat vast",
            elements=("opschaling.doel",),
            owner=StaffRole.TEAMLEIDER,
            limit="D053",
        ),
    )


def _between_houses(facts: Facts) -> Verdicts:
    ends = (facts.sender, facts.receiver)
    if facts.type in _CHECK or not all(end is not None and PartyKind.ZVH in end.kinds for end in ends):
        return ()
    return (*_known_first(facts), *_with_consent(facts))


def _known_first(facts: Facts) -> Verdicts:
    way = {**dict.fromkeys(_QUESTIONS, Direction.IN), **dict.fromkeys(_ANSWERS, Direction.OUT)}.get(facts.type)
    answered = facts.history.last(MessageType.MSG_14, direction=way, other=_other(facts))
    if way is None or answered is not None:
        return ()
    return (
        Deny(
            because="een ander veiligheidshuis hoort eerst alleen of de persoon bekend is",
            repair="doe eerst de check op bekendheid (MSG-13 en MSG-14)",
        ),
    )


def _other(facts: Facts) -> Oin:
    return facts.header.receiver if facts.leaves else facts.header.sender


def _with_consent(facts: Facts) -> Verdicts:
    content = facts.content
    found = [f"verrijking[{number}]" for number, item in enumerate(content.verrijking) if item.bijzonder]
    parts = content.antwoord.delen if content.antwoord else ()
    found += [f"antwoord.delen[{number}]" for number, part in enumerate(parts) if part.wpg_artikel]
    if not found or facts.history.known(CaseFact.SUPPLIER_CONSENT) is Known.YES:
        return ()
    return (
        Deny(
            because="bijzondere en strafrechtelijke gegevens gaan alleen verder als wie ze verstrekte dat goedvindt",
            repair="vraag toestemming aan de verstrekker en leg die vast",
            elements=tuple(found),
        ),
    )


def _way_out(facts: Facts) -> Verdicts:
    answer = facts.content.antwoord
    if facts.type not in _ANSWERS or answer is None or not answer.bekend or not is_wgs(facts):
        return ()
    given = (answer.delen, answer.open_sinds, answer.gesloten_op, answer.processtatus)
    if any(given) or _is_reason(answer.reden_geen_gegevens or ""):
        return ()
    return (
        Deny(
            because="een deelnemer die gegevens niet verstrekt, noemt daarvoor zwaarwegende redenen",
            repair="verstrek de gegevens, of schrijf de zwaarwegende redenen op",
            elements=("antwoord.reden_geen_gegevens",),
        ),
    )


def _is_reason(text: str) -> bool:
    return len(text.strip()) >= _SHORTEST_REASON and len(set(fold(text).split())) >= _FEWEST_WORDS


def _results(facts: Facts) -> Verdicts:
    """That somebody is known, or a case open, is no result; nor is receipt or acceptance."""
    content = facts.content
    results = content.verrijking or content.terugkoppeling or (content.antwoord and content.antwoord.delen)
    if facts.type in _CHECK or not results or not is_body(facts.sender) or not is_wgs(facts):
        return ()
    if facts.history.known(CaseFact.RESULT_TESTED, str(facts.header.receiver)) is Known.YES:
        return ()
    return (
        Deny(
            because="niet is vastgelegd dat doel, noodzaak en rechtmatigheid voor deze ontvanger zijn getoetst",
            repair="toets doel, noodzaak en rechtmatigheid voor deze ontvanger, en leg dat vast",
            elements=("header.receiver",),
        ),
    )


RULES: Final = (
    Rule(
        number="R111",
        name="De WGS is alleen voor deelnemers",
        standing=Standing.LAW,
        sources=("WGS 2.27",),
        effects=(Effect.DENY,),
        judge=_participants,
        examples=Examples(
            passes="Veilig Thuis meldt aan bij het veiligheidshuis van een gemeente die er een heeft",
            refuses="Een woningcorporatie ontvangt onder de WGS",
        ),
    ),
    Rule(
        number="R112",
        name="Het doel van een aanmelding is getoetst",
        standing=Standing.LAW,
        sources=("WGS 2.25", "WGS 2.31"),
        effects=(Effect.HOLD,),
        judge=_purpose,
        examples=Examples(
            passes="De vaste deelnemers toetsten: complexe problematiek van zorg en veiligheid",
            refuses="Aanmelding voor een netwerkoverleg",
        ),
    ),
    Rule(
        number="R113",
        name="Tussen veiligheidshuizen: eerst alleen of iemand bekend is",
        standing=Standing.LAW,
        sources=("WGS 2.28",),
        effects=(Effect.DENY,),
        judge=_between_houses,
        examples=Examples(
            passes="Eerst wie en of die bekend is, dan de inhoud, bijzondere gegevens met toestemming",
            refuses="De inhoud gaat meteen mee",
        ),
    ),
    Rule(
        number="R114",
        name="Niet verstrekken alleen om zwaarwegende redenen",
        standing=Standing.LAW,
        sources=("WGS 1.5",),
        effects=(Effect.DENY,),
        judge=_way_out,
        examples=Examples(
            passes="Een deelnemer weigert en schrijft op waarom",
            refuses="Een deelnemer laat de gegevens stil weg",
        ),
    ),
    Rule(
        number="R115",
        name="Resultaten gaan alleen na drie toetsen naar een ander",
        standing=Standing.LAW,
        sources=("WGS 1.7",),
        effects=(Effect.DENY,),
        judge=_results,
        examples=Examples(
            passes="Doel, noodzaak en rechtmatigheid zijn voor deze ontvanger getoetst",
            refuses="De resultaten gaan naar een verzendlijst",
        ),
    ),
)
