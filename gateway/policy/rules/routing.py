"""Chapter 3.4: who a handover goes to, what it may hold there, and what a move does not change."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from gateway.domain.case import CaseFact, Exchanged
from gateway.domain.catalogue import CATALOGUE
from gateway.domain.effect import Effect
from gateway.domain.employees import StaffRole
from gateway.domain.kinds import Layer, MessageType
from gateway.domain.message import Direction, Urgency
from gateway.domain.party import PartyKind
from gateway.domain.workdays import legal_time
from gateway.policy.elements import present
from gateway.policy.facts import Facts, Known
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.rules.handover import HANDOVERS
from gateway.policy.rules.inquiry import REPORTS
from gateway.policy.rules.parents import minors
from gateway.policy.verdicts import Deny, Flag, Hold, Route, Strip

# CL10: what the task of a kind of professional needs; every other label is somebody else's.
_TASK_LABELS: Final = {
    PartyKind.ZORG: frozenset({"gezondheid", "beroepsgeheim-zorg"}),
    PartyKind.JEUGDHULP: frozenset({"gezondheid", "beroepsgeheim-jeugd"}),
    PartyKind.WMO: frozenset[str](),
}
# Nobody who helps needs what was done about a crime.
_CRIMINAL: Final = (
    "melding.aanhouding",
    "melding.aangifte",
    "melding.relevante_registraties",
    "betrokkenen[].status_in_zaak",
)
_BY_RESIDENCE: Final = frozenset({MessageType.MSG_34, MessageType.MSG_35, MessageType.MSG_39})
# 4.2: these begin when the report is received.
_FROM_THE_REPORT: Final = frozenset({"D001", "D002", "D003"})


def _personally_involved(facts: Facts) -> Verdicts:
    if facts.type not in HANDOVERS:
        return ()
    known = facts.history.known(CaseFact.PERSONALLY_INVOLVED, str(facts.header.receiver))
    if known is Known.UNKNOWN:
        return (
            Flag(
                because="niet nagegaan of een betrokkene bij deze ontvanger werkt of daar een bekende ambtenaar is",
                repair="ga dat na en leg het vast; dan gaat de overdracht zo nodig naar een andere gemeente",
            ),
        )
    if known is Known.NO:
        return ()
    because = "een betrokkene werkt bij deze ontvanger, of is daar een bekende ambtenaar"
    if any(step.rule == "R055" and step.effect is Effect.ROUTE for step in facts.steps):
        # The organisation that was chosen instead is one where somebody is involved too.
        return (Deny(because=because, repair="kies een ontvanger waar niemand persoonlijk betrokken is"),)
    repair = "kies na overleg met de verantwoordelijke leidinggevende een andere gemeente, en beperk wie er bij kan"
    other = min((kind for _, kind in facts.ways), default=PartyKind.LOKAAL_VELD)
    return (Route(because=because, repair=repair, to=other),)


def _able_to_carry(facts: Facts) -> Verdicts:
    # The law itself lets a Zorg- en Veiligheidshuis be responsible (WGS 2.27).
    if facts.type not in HANDOVERS or {kind for _, kind in facts.ways} != {PartyKind.MDA}:
        return ()
    if str(facts.header.receiver) in facts.region.words("R056", "legal_bodies"):
        return ()
    return (
        Deny(
            because="van dit multidisciplinaire team is niet vastgelegd dat het verantwoordelijkheid kan dragen",
            repair="stuur de overdracht aan een organisatie die aan het team deelneemt",
        ),
    )


def _outside_the_task(facts: Facts) -> Iterator[str]:
    task = frozenset[str]().union(*(_TASK_LABELS.get(kind, ()) for _, kind in facts.ways))
    for number, item in enumerate(facts.content.verrijking):
        if item.voorwaarden or any(label.casefold() not in task for label in item.bijzonder):
            yield f"verrijking[{number}]"
    yield from present(facts.content, _CRIMINAL)


def _task_sized(facts: Facts) -> Verdicts:
    if facts.type is not MessageType.MSG_37:
        return ()
    found = tuple(_outside_the_task(facts))
    if not found:
        return ()
    return (
        Strip(
            because="dit heeft deze professional voor zijn eigen taak niet nodig",
            repair="verwijder deze elementen, ook wat een andere instantie onder voorwaarden gaf",
            elements=found,
        ),
    )


def _is_closed(facts: Facts, earlier: Exchanged) -> bool:
    """Tell whether a handover of ours was taken up or refused; then it is no open one."""
    came = {each.type for each in facts.history.exchanged if each.cross_reference == earlier.reference}
    refused = MessageType.MSG_33 in came and Layer.ACCEPTANCE not in earlier.reached
    return refused or not came.isdisjoint(CATALOGUE[earlier.type].answered_by)


def _one_open_handover(facts: Facts) -> Verdicts:
    if facts.type not in HANDOVERS:
        return ()
    earlier = facts.history.messages(*HANDOVERS, direction=Direction.OUT, other=facts.header.receiver)
    still_open = {each.reference for each in earlier if not _is_closed(facts, each)}
    # Who names the earlier one has said that this one replaces or completes it.
    if not still_open or facts.header.cross_reference in still_open:
        return ()
    return (
        Hold(
            because="een eerdere overdracht van deze zaak aan deze ontvanger is nog niet afgesloten",
            repair="vervangen of aanvullen? noem het eerdere bericht (crossReference), of geef dit vrij als tweede",
            elements=("header.cross_reference",),
            owner=StaffRole.BEHANDELAAR,
            limit="D053",
        ),
    )


def _staying_elsewhere(facts: Facts) -> tuple[str, ...]:
    """Return every child who stays in another town than the registered one: the ladder of Jw 1.1 must be walked."""
    found = []
    for path, child in minors(facts.content, facts.today):
        home, stay = child.adres, child.verblijfadres
        towns = {address.woonplaats.casefold() for address in (home, stay) if address and address.woonplaats}
        if len(towns) > 1:
            found.append(f"{path}.verblijfadres")
    return tuple(found)


def _right_place(facts: Facts) -> Verdicts:
    # Acute safety always goes to where the child really is.
    acute = facts.header.urgency is Urgency.SPOED
    if facts.type not in _BY_RESIDENCE or acute or not minors(facts.content, facts.today):
        return ()
    known, elsewhere = facts.history.known(CaseFact.RIGHT_PLACE, str(facts.header.receiver)), _staying_elsewhere(facts)
    if known is Known.YES:
        return ()
    if known is Known.UNKNOWN and not elsewhere:
        because = "niet nagegaan of deze ontvanger die van de woonplaats van het kind is"
        return (Flag(because=because, repair="ga de woonplaats na en leg vast dat deze ontvanger de juiste is"),)
    return (
        Hold(
            because="deze ontvanger is niet, of niet zeker, die van de woonplaats van het kind (Jeugdwet)",
            repair="ga na: inschrijving; bij verblijf in zorg de gemeente van daarvoor; anders de moeder of het "
            "werkelijke verblijf; leg de uitkomst vast of kies de juiste ontvanger",
            elements=elsewhere,
            owner=StaffRole.TEAMLEIDER,
            limit="D053",
        ),
    )


def _began(facts: Facts) -> tuple[date, bool] | None:
    """Return when the report came, and whether that is certain; the date on the report itself is not."""
    came = facts.history.last(*REPORTS, direction=Direction.IN)
    if came is not None:
        return legal_time(came.at).date(), True
    report = facts.content.melding
    return None if report is None else (report.datum_melding, False)


def _terms_go_on(facts: Facts) -> Verdicts:
    terms, began = facts.content.regio, _began(facts)
    if facts.type is not MessageType.MSG_39 or terms is None or began is None:
        return ()
    start, certain = began
    restarted = tuple(
        f"regio.termijnen[{number}].begonnen_op"
        for number, term in enumerate(terms.termijnen)
        if term.nummer in _FROM_THE_REPORT and term.begonnen_op > start
    )
    if not restarted:
        return ()
    because = "een termijn die bij de melding begon, is bij de verhuizing opnieuw begonnen"
    repair = "geef de dag waarop de melding binnenkwam; een lopende termijn houdt haar begin"
    if certain:
        return (Deny(because=because, repair=repair, elements=restarted),)
    return (Flag(because=because, repair=repair, elements=restarted),)


RULES: Final = (
    Rule(
        number="R055",
        name="Niet naar wie zelf betrokken is",
        standing=Standing.AGREE,
        sources=("S001 3a.11",),
        effects=(Effect.DENY, Effect.ROUTE, Effect.FLAG),
        judge=_personally_involved,
        examples=Examples(
            passes="De overdracht gaat naar de buurgemeente, want een betrokkene werkt bij het eigen wijkteam",
            refuses="Het wijkteam krijgt de zaak van een eigen collega",
        ),
    ),
    Rule(
        number="R056",
        name="Een multidisciplinair team moet het kunnen dragen",
        standing=Standing.AGREE,
        sources=("MCNU", "WGS 2.27"),
        effects=(Effect.DENY,),
        judge=_able_to_carry,
        parameters={"legal_bodies": frozenset[str]()},
        examples=Examples(
            passes="Opschaling naar het Zorg- en Veiligheidshuis, dat de wet zelf aanwijst",
            refuses="Het MDA-overleg West als verantwoordelijke, zonder rechtsvorm die dat kan zijn",
        ),
    ),
    Rule(
        number="R057",
        name="Een betrokken professional krijgt wat zijn taak vraagt",
        standing=Standing.LAW,
        sources=("Wmo 4.1.1 lid 2 d", "Wmo 5.3.3"),
        effects=(Effect.STRIP,),
        judge=_task_sized,
        examples=Examples(
            passes="De veiligheidsvoorwaarden voor de GGZ-behandelaar van de moeder",
            refuses="Het strafblad van de vader voor de behandelaar van de moeder",
        ),
    ),
    Rule(
        number="R064",
        name="Een open overdracht per bestemming",
        standing=Standing.DESIGN,
        sources=("DESIGN",),
        effects=(Effect.HOLD,),
        judge=_one_open_handover,
        revision=2,
        examples=Examples(
            passes="Een vervanging die het eerdere bericht noemt",
            refuses="Twee versies van dezelfde overdracht naast elkaar",
        ),
    ),
    Rule(
        number="R065",
        name="De juiste gemeente, de juiste regio",
        standing=Standing.LAW,
        sources=("Jw 1.1", "IJW", "GK (regio van Veilig Thuis)"),
        effects=(Effect.HOLD, Effect.FLAG),
        judge=_right_place,
        examples=Examples(
            passes="Bij een pleegkind de gemeente van voor de plaatsing",
            refuses="Een overdracht aan de gemeente van de pleegouders zonder dat de woonplaats is nagegaan",
        ),
    ),
    Rule(
        number="R065a",
        name="Termijnen beginnen niet opnieuw",
        standing=Standing.AGREE,
        sources=("S001 bijlage 1", "DESIGN"),
        effects=(Effect.DENY, Effect.FLAG),
        judge=_terms_go_on,
        examples=Examples(
            passes="De termijn van de veiligheidsbeoordeling (D002) houdt na de verhuizing haar begin",
            refuses="De nieuwe regio krijgt opnieuw vijf werkdagen",
        ),
    ),
)
