"""Chapter 3.3, second half: what a reporter, and what the police, may hear back."""

from typing import Final

from gateway.domain.case import CaseFact
from gateway.domain.content import Terugkoppeling
from gateway.domain.effect import Effect
from gateway.domain.faults import FaultCode
from gateway.domain.kinds import MessageType
from gateway.domain.party import PartyKind
from gateway.policy.elements import present, says_nothing
from gateway.policy.facts import Facts, Known
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.verdicts import Deny, Strip
from gateway.policy.wording import fold

_TO_REPORTER: Final = frozenset({MessageType.MSG_09, MessageType.MSG_10})
_HANDED_OVER: Final = "overdracht"
_ASSESSED: Final = "uitkomst veiligheidsbeoordeling"
# CL06; the capital M is the standard's.
STATUSES: Final = frozenset(
    {
        "melding niet ontvankelijk",
        _ASSESSED,
        _HANDED_OVER,
        "afsluiting zonder overdracht",
        "Melding onjuist geadresseerd",
    }
)
OUTCOMES: Final = frozenset(
    {
        "vervolgstappen belegd bij VT",
        _HANDED_OVER,
        "geen vervolgstappen nodig",
        "inzet regionaal maatwerk VT",
    }
)
# CL07: VT-01-01 to VT-01-03, VT-03, ZVH-01 and ZVH-02 say that it stays where it is, or ends.
_STAYS: Final = frozenset({"VT-01-01", "VT-01-03", "VT-03", "ZVH-01", "ZVH-02"})
_BODIES: Final = frozenset({"VT", "ZVH"})
# JZ vtTerugkoppeling, toelichting.
_LONGEST: Final = 1000
# With these words a text says what CL10 labels; a word counts from its beginning.
SPECIAL_WORDS: Final = frozenset(
    {
        *("psychiatri", "psychose", "psychotisch", "diagnose", "gediagnosticeerd", "depressie", "depressief", "autis"),
        *("borderline", "medicatie", "verslaafd", "verslaving", "alcoholist", "suicid", "zwanger", "abortus", "hiv"),
        *("ziekte van", "medisch dossier", "voorgeschiedenis", "moslim", "christelijk", "joods", "hindoe", "religie"),
        *("geloofsovertuiging", "homoseksue", "lesbi", "biseksue", "transgender", "etnisch", "etniciteit", "afkomst"),
    }
)


def _citizen(facts: Facts) -> Verdicts:
    if facts.type not in _TO_REPORTER or not facts.goes_to(PartyKind.BURGER):
        return ()
    beyond = ("terugkoppeling.toelichting", "terugkoppeling.veiligheidsvoorwaarden", "terugkoppeling.monitorafspraken")
    found = present(facts.content, beyond)
    if not found:
        return ()
    return (
        Strip(
            because="een burger hoort alleen welke stappen zijn gezet",
            repair="verwijder alles behalve: ontvangen, beoordeeld, vervolg ja of nee, aan wie overgedragen",
            elements=found,
        ),
    )


def _professional(facts: Facts) -> Verdicts:
    has_role = facts.history.known(CaseFact.REPORTER_IN_FOLLOW_UP) is Known.YES
    if facts.type not in _TO_REPORTER or has_role:
        return ()
    found = present(facts.content, ("terugkoppeling.veiligheidsvoorwaarden", "terugkoppeling.monitorafspraken"))
    if not found:
        return ()
    return (
        Strip(
            because="alleen een professional met een rol in het vervolg hoort voorwaarden en monitorafspraken",
            repair="verwijder ze, of leg de rol van deze professional in het vervolg vast",
            elements=found,
        ),
    )


def _handed_over(answer: Terugkoppeling) -> bool:
    return _HANDED_OVER in {answer.status, answer.uitkomst} or bool(answer.overgedragen_aan)


def _local_field(facts: Facts) -> Verdicts:
    answer = facts.content.terugkoppeling
    if facts.type is not MessageType.MSG_09 or answer is None or not _handed_over(answer):
        return ()
    if not says_nothing(answer.contact):
        return ()
    return (
        Deny(
            because="na een directe overdracht hoort de melder wie in het lokale veld te bereiken is",
            repair="vul het contact van het lokale veld in",
            elements=("terugkoppeling.contact",),
        ),
    )


def _police_text(facts: Facts) -> Verdicts:
    answer = facts.content.terugkoppeling
    if facts.type is not MessageType.MSG_08 or answer is None:
        return ()
    text = answer.toelichting or ""
    return _too_long(text) + _labelled(facts, text) + _another_reporter(facts)


def _too_long(text: str) -> Verdicts:
    if len(text) <= _LONGEST:
        return ()
    return (
        Deny(
            because="de toelichting aan de politie is langer dan 1000 tekens",
            repair="kort de toelichting in: status en een korte uitleg volstaan",
            elements=("terugkoppeling.toelichting",),
        ),
    )


def _labelled(facts: Facts, text: str) -> Verdicts:
    """CL10: what is said of health, belief or descent carries no label in a text, so its words are looked for."""
    said = fold(text)
    if not any(f" {word}" in said for word in facts.region.words("R040", "special_words")):
        return ()
    return (
        Strip(
            because="de toelichting aan de politie zegt iets over gezondheid, geloof, afkomst of seksualiteit (CL10)",
            repair="laat de toelichting weg, of schrijf alleen wie de zaak nu heeft",
            elements=("terugkoppeling.toelichting",),
        ),
    )


def _another_reporter(facts: Facts) -> Verdicts:
    found = present(facts.content, ("melder.naam", "melder.organisatie", "melder.contact"))
    if not found:
        return ()
    return (
        Strip(
            because="de politie hoort niet wie er nog meer meldde",
            repair="verwijder de gegevens van de melder",
            elements=found,
        ),
    )


def _fits(answer: Terugkoppeling) -> bool:
    """Only the assessment has an outcome, and it always has one."""
    if answer.status not in STATUSES:
        return False
    return answer.uitkomst in OUTCOMES if answer.status == _ASSESSED else answer.uitkomst is None


def _police_codes(facts: Facts) -> Verdicts:
    answer = facts.content.terugkoppeling
    if facts.type is not MessageType.MSG_08 or answer is None or _fits(answer):
        return ()
    return (
        Deny(
            because="status en uitkomst passen niet bij elkaar of staan niet in de codelijst",
            repair="geef een uitkomst bij de status 'uitkomst veiligheidsbeoordeling', en alleen daarbij",
            elements=("terugkoppeling.status", "terugkoppeling.uitkomst"),
        ),
    )


def _generic_codes(facts: Facts) -> Verdicts:
    answer = facts.content.terugkoppeling
    if facts.type is not MessageType.MSG_11 or answer is None:
        return ()
    body, routed = answer.status.partition("-")[0], bool(answer.juiste_organisatie or answer.juiste_oin)
    found = []
    if answer.soort in _BODIES and body in _BODIES and answer.soort != body:
        found.append("terugkoppeling.soort")
    if routed and answer.status in _STAYS:
        found.append("terugkoppeling.juiste_organisatie")
    if not found:
        return ()
    return (
        Deny(
            because="de statuscode hoort niet bij de soort melding, of zegt dat niemand anders het overneemt",
            repair="geef een status van deze soort, en noem een andere organisatie alleen als die het overneemt",
            elements=("terugkoppeling.status", *found),
        ),
    )


RULES: Final = (
    Rule(
        number="R035",
        name="Terugkoppeling aan een burger: alleen stappen",
        standing=Standing.LAW,
        sources=("Wmo 4.1.1 lid 2 g", "Wmo 5.3.3", "KNMG"),
        effects=(Effect.STRIP,),
        judge=_citizen,
        examples=Examples(
            passes="De burger hoort: wij hebben de zaak overgedragen aan het wijkteam",
            refuses="De burger hoort: vader is verslaafd en krijgt behandeling",
        ),
    ),
    Rule(
        number="R036",
        name="Terugkoppeling aan een professional: meer alleen met een rol",
        standing=Standing.AGREE,
        sources=("KNMG bijlage 4", "S001 5.2.5"),
        effects=(Effect.STRIP,),
        judge=_professional,
        examples=Examples(
            passes="De school die deel is van het plan hoort de voorwaarden",
            refuses="Het ziekenhuis dat één keer meldde hoort de monitorafspraken",
        ),
    ),
    Rule(
        number="R038",
        name="Terugkoppeling na directe overdracht noemt het lokale veld",
        standing=Standing.AGREE,
        sources=("S001 5.1.4",),
        effects=(Effect.DENY,),
        judge=_local_field,
        revision=2,
        examples=Examples(
            passes="De melder hoort van welk team, op welk nummer en zo mogelijk van wie",
            refuses="De melder hoort: overgedragen aan de gemeente",
        ),
    ),
    Rule(
        number="R040",
        name="Terugkoppeling aan politie: status en korte toelichting",
        standing=Standing.STD,
        sources=("JZ vtTerugkoppeling", "Wmo 4.1.1 lid 2 e, g"),
        effects=(Effect.DENY, Effect.STRIP),
        judge=_police_text,
        examples=Examples(
            passes="De politie hoort: overgedragen aan wijkteam Noord",
            refuses="De politie krijgt een pagina over de psychiatrische voorgeschiedenis",
        ),
        parameters={"special_words": SPECIAL_WORDS},
        revision=2,
    ),
    Rule(
        number="R040a",
        name="Status en uitkomst van terugkoppeling aan politie passen bij elkaar",
        standing=Standing.DESIGN,
        sources=("JZ", "CL06", "STUF StUF055"),
        effects=(Effect.DENY,),
        judge=_police_codes,
        on_arrival=True,
        fault=FaultCode.NOT_CONFORMING,
        alone=True,
        examples=Examples(
            passes="Status uitkomst veiligheidsbeoordeling met uitkomst overdracht",
            refuses="Status overdracht met uitkomst vervolgstappen belegd bij VT",
        ),
    ),
    # CL07 gives its codes no rule of their own.
    Rule(
        number="CL07",
        name="Status van een generieke melding past bij de soort",
        standing=Standing.DESIGN,
        sources=("JZ uitkomstMeldingGeneriekDi01", "CL07", "STUF StUF055"),
        effects=(Effect.DENY,),
        judge=_generic_codes,
        on_arrival=True,
        fault=FaultCode.NOT_CONFORMING,
        alone=True,
        examples=Examples(
            passes="Status VT-02 bij een melding van de soort VT",
            refuses="Status ZVH-01 bij een melding van de soort VT",
        ),
    ),
)
