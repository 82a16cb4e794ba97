"""Chapter 3.4: monitoring after a service, closing with Veilig Thuis, and no case without a known owner."""

from typing import Final

from gateway.domain.case import CaseFact
from gateway.domain.effect import Effect
from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction
from gateway.domain.party import PartyKind
from gateway.policy.elements import present
from gateway.policy.facts import Facts, History, Known
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.verdicts import Copy, Deny, Flag
from gateway.policy.wording import fold

_MONITORING: Final = "dienst.monitorafspraken"
_CLOSE: Final = ("afsluiting.datum", "afsluiting.reden")
_HELP: Final = "monitoring.hulp_gewijzigd"
_CLOSED_WORDS: Final = (" afgesloten ", " gesloten ", " afsluiten ")
# These tell Veilig Thuis who has the case now.
_NAMES_THE_HOLDER: Final = (MessageType.MSG_41, MessageType.MSG_45)


def _after_a_service(facts: Facts) -> Verdicts:
    if facts.type is not MessageType.MSG_35 or facts.history.known(CaseFact.FILE_TO_CLOSE) is Known.YES:
        return ()
    service = facts.content.dienst
    if service is not None and service.monitorafspraken:
        return ()
    return (
        Deny(
            because="na een dienst volgt monitoring, en er is niet besloten het dossier te sluiten",
            repair="maak afspraken over monitoring (3 en 12 maanden), of leg het besluit om te sluiten vast",
            elements=(_MONITORING,),
        ),
    )


def _is_monitored(history: History) -> Known:
    """Tell whether Veilig Thuis monitors the case: as recorded, or since its handover after a service came."""
    recorded = history.known(CaseFact.MONITORING_ACTIVE)
    if recorded is not Known.UNKNOWN:
        return recorded
    came = history.last(MessageType.MSG_35, MessageType.MSG_48, direction=Direction.IN)
    if came is None:
        return Known.UNKNOWN
    return Known.YES if came.type is MessageType.MSG_35 else Known.NO


def _closing(facts: Facts) -> tuple[str, ...]:
    """Return what says that the local field has closed the case."""
    followed = facts.content.monitoring
    changed = fold(followed.hulp_gewijzigd or "") if followed else ""
    said = (_HELP,) if any(word in changed for word in _CLOSED_WORDS) else ()
    return (*present(facts.content, _CLOSE), *said)


def _closing_together(facts: Facts) -> Verdicts:
    found = _closing(facts) if facts.comes_from(PartyKind.LOKAAL_VELD) else ()
    agreed, monitored = facts.history.known(CaseFact.CLOSING_AGREED), _is_monitored(facts.history)
    if not found or agreed is Known.YES or monitored is Known.NO:
        return ()
    repair = "vraag Veilig Thuis om afstemming (MSG-46) en sluit pas na instemming (MSG-47)"
    if monitored is Known.UNKNOWN:
        because = "niet nagegaan of Veilig Thuis deze zaak monitort"
        return (Flag(because=because, repair=repair, elements=found),)
    return (
        Deny(
            because="zolang Veilig Thuis monitort, sluit het lokale veld de casusregie niet alleen",
            repair=repair,
            elements=found,
        ),
    )


def _holder_is_told(history: History) -> bool:
    """Tell whether Veilig Thuis heard who has the case since it was recorded that another party has it."""
    entries = [entry.at for entry in history.case if entry.fact is CaseFact.DELEGATED]
    told = history.last(*_NAMES_THE_HOLDER, direction=Direction.OUT)
    return told is not None and bool(entries) and told.at >= max(entries)


def _no_dead_end(facts: Facts) -> Verdicts:
    if not facts.comes_from(PartyKind.LOKAAL_VELD) or facts.type in _NAMES_THE_HOLDER:
        return ()
    delegated = facts.history.known(CaseFact.DELEGATED) is Known.YES or facts.type is MessageType.MSG_38
    if not delegated or _is_monitored(facts.history) is Known.NO or _holder_is_told(facts.history):
        return ()
    because = "de casusregie gaat naar een andere partij terwijl Veilig Thuis monitort"
    if _is_monitored(facts.history) is Known.UNKNOWN:
        because = "de casusregie gaat naar een andere partij, en niet is nagegaan of Veilig Thuis monitort"
        return (Flag(because=because, repair="ga na of er monitoring loopt, en meld dan de nieuwe casushouder"),)
    told = Copy(
        because=because,
        repair="meld Veilig Thuis wie de nieuwe casushouder is (MSG-41)",
        type=MessageType.MSG_41,
        to=PartyKind.VT,
    )
    if facts.sender is not None and PartyKind.GEMEENTE in facts.sender.kinds:
        return (told,)
    # No message of the catalogue tells a municipality of a new case holder.
    tell = "meld ook de gemeente wie de nieuwe casushouder is; zij blijft het laatste aanspreekpunt"
    return (told, Flag(because=because, repair=tell))


RULES: Final = (
    Rule(
        number="R059",
        name="Monitoring na een dienst",
        standing=Standing.AGREE,
        sources=("S001 5.2.6",),
        effects=(Effect.DENY,),
        judge=_after_a_service,
        examples=Examples(
            passes="Een overdracht na onderzoek met monitoring na 3 en na 12 maanden",
            refuses="Een overdracht na onderzoek zonder monitorafspraken en zonder besluit om het dossier te sluiten",
        ),
    ),
    Rule(
        number="R070",
        name="Casusregie sluiten alleen met Veilig Thuis",
        standing=Standing.AGREE,
        sources=("S001 6.1", "S001 6.3"),
        effects=(Effect.DENY, Effect.FLAG),
        judge=_closing_together,
        examples=Examples(
            passes="De casusregie sluit nadat Veilig Thuis op 4 mei 2026 heeft ingestemd",
            refuses="Alleen een bericht dat de zaak gesloten is",
        ),
    ),
    Rule(
        number="R071",
        name="Een zaak loopt niet dood bij de ontvanger",
        standing=Standing.AGREE,
        sources=("S001 1.1", "S001 bijlage 1"),
        effects=(Effect.COPY, Effect.FLAG),
        judge=_no_dead_end,
        examples=Examples(
            passes="Veilig Thuis krijgt bericht wie de nieuwe casushouder is",
            refuses="Het lokale veld besteedt de zaak uit en zegt het niemand",
        ),
    ),
)
