"""Chapter 3.7, second part: who is told of a request for investigation, when it may be made, and what is told on."""

from typing import Final

from gateway.domain.case import CaseFact
from gateway.domain.effect import Effect
from gateway.domain.employees import StaffRole
from gateway.domain.kinds import Layer, MessageType
from gateway.domain.message import Direction, Urgency
from gateway.domain.party import PartyKind
from gateway.policy.elements import find, unlisted
from gateway.policy.facts import Facts, Known
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.verdicts import Copy, Deny, Flag, Hold, Strip
from gateway.policy.wording import fold

# Who asks because of what is known of the family in the local field.
_LOCAL: Final = (PartyKind.LOKAAL_VELD, PartyKind.GEMEENTE)
_HANDOVERS: Final = (MessageType.MSG_34, MessageType.MSG_35)
# Jw 7.1.4.3: nothing but who may be called about whom, since when and until when.
_SIGNAL: Final = ("verwijsindex",)
_CONTACT: Final = (
    "verwijsindex.contact.naam",
    "verwijsindex.contact.organisatie",
    "verwijsindex.contact.afdeling",
    "verwijsindex.contact.functie",
)
_REASONS: Final = (" reden ", "geweld", "mishandeling", "misbruik", "verwaarlozing", "zorgen over", " melding ")
_STATUS_AND_DATE: Final = ("notificatie.status", "notificatie.datum")


def _told(facts: Facts) -> bool:
    """Tell whether MSG-50 went to the college; one that waits for a person may never leave."""
    sent = facts.history.messages(MessageType.MSG_50, direction=Direction.OUT)
    return any(PartyKind.GEMEENTE in each.other_kinds for each in sent)


def _college_told(facts: Facts) -> Verdicts:
    """A college that requests itself need not be told."""
    if facts.type is not MessageType.MSG_51 or not facts.comes_from(PartyKind.VT):
        return ()
    if facts.comes_from(PartyKind.GEMEENTE) or _told(facts):
        return ()
    return (
        Copy(
            because="de gemeente van het kind weet nog niet van dit verzoek tot onderzoek",
            repair="stel het college in kennis (MSG-50), in dezelfde zaak",
            type=MessageType.MSG_50,
            to=PartyKind.GEMEENTE,
        ),
    )


def _initiator(facts: Facts) -> Verdicts:
    if facts.type is not MessageType.MSG_51:
        return ()
    if facts.comes_from(PartyKind.VT):
        return _after_handover(facts)
    return _without_contacts(facts) if any(map(facts.comes_from, _LOCAL)) else ()


def _after_handover(facts: Facts) -> Verdicts:
    handovers = facts.history.messages(*_HANDOVERS, direction=Direction.OUT)
    taken_over = (Layer.RECEIPT if each.type is MessageType.MSG_34 else Layer.ACCEPTANCE for each in handovers)
    if not any(layer in each.reached for layer, each in zip(taken_over, handovers, strict=True)):
        return ()
    return (
        Flag(
            because="het gezin is al overgedragen aan het lokale veld, dat dan het verzoek doet",
            repair="stem af met het lokale veld wie het verzoek doet",
        ),
    )


def _without_contacts(facts: Facts) -> Verdicts:
    ours = facts.history.last(*_HANDOVERS, direction=Direction.IN) is not None
    if ours or facts.history.known(CaseFact.OWN_CONTACTS) is Known.YES:
        return ()
    return (
        Hold(
            because="Veilig Thuis heeft het zicht op veiligheid, en van eigen contacten met het gezin is niets bekend",
            repair="stem af met Veilig Thuis wie het verzoek doet, of leg de eigen contacten vast",
            owner=StaffRole.GEDRAGSWETENSCHAPPER,
            limit="D053",
        ),
    )


def _phoned(facts: Facts) -> Verdicts:
    request = facts.content.verzoek
    acute = facts.header.urgency is Urgency.SPOED or (request is not None and request.spoed)
    if facts.type is not MessageType.MSG_51 or not acute:
        return ()
    called = facts.history.last(MessageType.MSG_52, direction=Direction.OUT) is not None
    if called or facts.history.known(CaseFact.BOARD_CALLED) is Known.YES:
        return ()
    return (
        Deny(
            because="bij een acute en ernstige dreiging wordt de Raad eerst gebeld, en dat is niet vastgelegd",
            repair="bel de Raad, leg het telefoongesprek vast (MSG-52) en stuur daarna het verzoek",
            elements=("verzoek.spoed",),
        ),
    )


def _no_reason(facts: Facts) -> Verdicts:
    if facts.type is not MessageType.MSG_66:
        return ()
    telling = (path for path, text in find(facts.content, _CONTACT) if _tells(str(text)))
    found = (*unlisted(facts.content, _SIGNAL), *telling)
    if not found:
        return ()
    return (
        Deny(
            because="de verwijsindex krijgt geen reden, geen nummer van een melding en geen tekst",
            repair="stuur alleen BSN, contact, tijdstip en datum van verwijderen",
            elements=found,
        ),
    )


def _tells(text: str) -> bool:
    said = fold(text)
    return any(reason in said for reason in _REASONS)


def _notice_onward(facts: Facts) -> Verdicts:
    """The notice itself is the message of the Raad, which nobody else may send (R002)."""
    if facts.content.notificatie is None or facts.type is MessageType.MSG_53:
        return ()
    beyond = unlisted(facts.content, _STATUS_AND_DATE)
    found = tuple(path for path in beyond if path.startswith("notificatie"))
    if not found:
        return ()
    return (
        Strip(
            because="een derde hoort van een bericht van de Raad alleen de status en de datum",
            repair="verwijder de rest van de notificatie",
            elements=found,
        ),
    )


RULES: Final = (
    Rule(
        number="R103",
        name="Het college weet van het verzoek van Veilig Thuis",
        standing=Standing.LAW,
        sources=("Wmo 4.1.1 lid 2 f",),
        effects=(Effect.COPY,),
        judge=_college_told,
        examples=Examples(
            passes="Veilig Thuis stuurt de Raad het verzoek en stelt het college in kennis",
            refuses="Veilig Thuis stuurt alleen het verzoek",
        ),
    ),
    Rule(
        number="R104",
        name="De fase bepaalt wie het verzoek doet",
        standing=Standing.AGREE,
        sources=("S001 5.4",),
        effects=(Effect.HOLD, Effect.FLAG),
        judge=_initiator,
        examples=Examples(
            passes="Veilig Thuis doet het verzoek tussen melding en overdracht, na overleg met de gemeente",
            refuses="Het lokale veld doet het verzoek zonder het gezin zelf te kennen",
        ),
    ),
    Rule(
        number="R108",
        name="Acute verzoeken gaan eerst per telefoon",
        standing=Standing.LAW,
        sources=("Jw 3.1 lid 2 a", "RKJ bijlage 1"),
        effects=(Effect.DENY,),
        judge=_phoned,
        examples=Examples(
            passes="De Raad wordt om 23.40 uur gebeld, het formulier volgt de volgende dag",
            refuses="Om 23.40 uur wacht een bericht op een systeem",
        ),
    ),
    Rule(
        number="R109a",
        name="De verwijsindex krijgt geen inhoud",
        standing=Standing.LAW,
        sources=("Jw 7.1.4.3",),
        effects=(Effect.DENY,),
        judge=_no_reason,
        examples=Examples(
            passes="BSN, contact, tijdstip en datum van verwijderen",
            refuses="Er staat een reden bij: huiselijk geweld",
        ),
    ),
    Rule(
        number="R110",
        name="Wat de Raad meldt, gaat niet in zijn geheel verder",
        standing=Standing.LAW,
        sources=("Wmo 5.3.3", "R009"),
        effects=(Effect.STRIP,),
        judge=_notice_onward,
        examples=Examples(
            passes="Het lokale veld hoort dat het onderzoek is gestart",
            refuses="De hele notificatie gaat naar de ggz",
        ),
    ),
)
