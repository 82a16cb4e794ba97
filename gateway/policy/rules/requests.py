"""Chapter 3.9, second part: what people ask about their file, and what stays out of everybody's reach."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from gateway.domain.case import CaseFact
from gateway.domain.content import Betrokkene
from gateway.domain.effect import Effect
from gateway.domain.employees import StaffRole
from gateway.domain.kinds import MessageType
from gateway.domain.message import Urgency
from gateway.domain.party import PartyKind
from gateway.domain.purposes import PAIRS
from gateway.policy.elements import present, walk
from gateway.policy.facts import Facts, Known
from gateway.policy.people import years_reached
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.verdicts import Deny, Flag, Hold, Second, Timer
from gateway.policy.wording import fold

# What may go to people themselves: advice, feedback, a letter, and the correction of any of these.
_TO_PEOPLE: Final = frozenset(
    {
        MessageType.MSG_05,
        MessageType.MSG_09,
        MessageType.MSG_10,
        MessageType.MSG_12,
        MessageType.MSG_62,
        MessageType.MSG_63,
    }
)
_PEOPLE: Final = frozenset({PartyKind.BETROKKENE, PartyKind.BURGER})
_ACCESS: Final = (" inzage ", " afschrift ", " kopie ")
_DESTRUCTION: Final = (" vernietiging ", " verwijdering ", " wissing ", " wissen ", " vernietigen ")
# Wmo 5.3.2 and 5.3.5: below twelve somebody else asks, below sixteen the interest of the child is weighed.
_TWELVE: Final = 12
_SIXTEEN: Final = 16
# Wmo 5.3.4: what VT keeps, and what the college and others keep.
_YEARS_OF_VT: Final = 20
_YEARS_OF_OTHERS: Final = 15
_YEAR: Final = timedelta(days=365.2425)
_DATED: Final = frozenset({"datum_melding", "ontvangen_op", "gesloten_op", "datum"})
# R128: safety comes first, under four eyes.
_SAFETY: Final = frozenset({MessageType.MSG_57, MessageType.MSG_58, MessageType.MSG_43})
_RELEASERS: Final = frozenset({StaffRole.PRIVACY, StaffRole.TEAMLEIDER, StaffRole.VERTROUWENSARTS})
_EXPORTS: Final = "exports"
_WITHOUT_CASES: Final = frozenset({MessageType.MSG_05, MessageType.MSG_65})


def _is_of_gateways(facts: Facts) -> bool:
    """Only what gateways tell each other has no purpose of its own."""
    return facts.type not in PAIRS


def _asks(facts: Facts, kinds: tuple[str, ...]) -> bool:
    request = facts.content.rechtenverzoek
    asked = "" if request is None else fold(request.soort)
    return facts.type is MessageType.MSG_64 and any(kind in asked for kind in kinds)


def _no_file_by_message(facts: Facts) -> Verdicts:
    """What is meant for people apart, nothing goes to them alone."""
    kinds = frozenset() if facts.receiver is None else facts.receiver.kinds
    if facts.type in _TO_PEOPLE or _is_of_gateways(facts) or not kinds or not kinds <= _PEOPLE:
        return ()
    return (
        Deny(
            because="inzage geeft de verwerkingsverantwoordelijke zelf; een bericht is geen dossier",
            repair="stuur het verzoek door aan de verantwoordelijke (MSG-64)",
            elements=("header.receiver",),
        ),
    )


def _children(facts: Facts, years: int) -> Iterator[tuple[str, Betrokkene]]:
    """Yield who may be younger than that; a person without a date of birth may."""
    for number, person in enumerate(facts.content.betrokkenen):
        if not years_reached(person, years, facts.today):
            yield f"betrokkenen[{number}]", person


def _access_to_child(facts: Facts) -> Verdicts:
    """The controller answers, and needs a ground code to refuse; what it decides never passes the gateway."""
    children = tuple(_children(facts, _SIXTEEN)) if _asks(facts, _ACCESS) else ()
    weighed = [(path, facts.history.known(CaseFact.ACCESS_WEIGHED, child.kenmerk)) for path, child in children]
    refused = tuple(path for path, known in weighed if known is Known.NO)
    open_ = tuple(path for path, known in weighed if known is Known.UNKNOWN)
    because = "inzage in het dossier van een kind vraagt een afweging van het belang van dat kind"
    deny = Deny(because=because, repair="leg de afweging vast, of weiger met een grond", elements=refused)
    hold = Hold(
        because=because,
        repair="onder 12 vraagt de wettelijk vertegenwoordiger, tot 16 weegt het belang van het kind; leg dat vast",
        elements=open_,
        owner=StaffRole.PRIVACY,
        limit="D034",
    )
    return (*((deny,) if refused else ()), *((hold,) if open_ else ()))


def _destruction(facts: Facts) -> Verdicts:
    """That the gateway itself keeps an empty proof and no content is shown by its purge (D040), not by a message."""
    if not _asks(facts, _DESTRUCTION):
        return ()
    alone = tuple(
        path
        for path, child in _children(facts, _TWELVE)
        if facts.history.known(CaseFact.ACCESS_WEIGHED, child.kenmerk) is not Known.YES
    )
    if alone:
        return (
            Deny(
                because="een kind onder de twaalf vraagt niet zelf om vernietiging",
                repair="leg vast wie als wettelijk vertegenwoordiger het verzoek doet, en de geboortedatum",
                elements=alone,
            ),
        )
    because = "een toegewezen verzoek om vernietiging is binnen drie maanden uitgevoerd"
    return (Timer(because=because, deadline="D035", starts=True),)


def _too_old(facts: Facts) -> Verdicts:
    """Of the gateway's own content, which is no file, D040 to D042 speak."""
    of_vt = facts.sender is not None and PartyKind.VT in facts.sender.kinds
    limit = (facts.at - _YEAR * (_YEARS_OF_VT if of_vt else _YEARS_OF_OTHERS)).date()
    old = tuple(
        path for path, value in walk(facts.content) if path.rpartition(".")[2] in _DATED and _is_before(value, limit)
    )
    if not old:
        return ()
    return (
        Flag(
            because="dit is ouder dan een dossier bewaard mag worden",
            repair="laat nagaan of dit vernietigd had moeten zijn",
            elements=old,
        ),
    )


def _is_before(value: object, limit: date) -> bool:
    day = value.date() if isinstance(value, datetime) else value
    return isinstance(day, date) and day < limit


def _restricted(facts: Facts) -> Verdicts:
    """A restriction is a decision, and recorded when it is taken: what nobody recorded does not hold."""
    found = tuple(
        f"betrokkenen[{number}]"
        for number, person in enumerate(facts.content.betrokkenen)
        if facts.history.known(CaseFact.RESTRICTED, person.kenmerk) is Known.YES
    )
    whole = facts.history.known(CaseFact.RESTRICTED) is Known.YES and present(facts.content, ("betrokkenen[]", "zaak"))
    if not found and not whole:
        return ()
    because = "de verwerking van de gegevens van deze persoon is beperkt"
    urgent = facts.header.urgency is Urgency.SPOED and facts.type is MessageType.MSG_51
    if facts.type in _SAFETY or urgent:
        repair = "laat een ander dan de schrijver bevestigen dat de veiligheid dit vraagt"
        return (Second(because=because, repair=repair, elements=found, roles=_RELEASERS),)
    repair = "wacht tot de beperking is opgeheven, of laat de privacyfunctie beslissen"
    return (Hold(because=because, repair=repair, elements=found, owner=StaffRole.PRIVACY, limit="D053"),)


def _no_exports(facts: Facts) -> Verdicts:
    phrases = [fold(phrase) for phrase in facts.region.words("R129", _EXPORTS)]
    question = facts.content.uitvraag
    texts = walk(question, "uitvraag") if question else ()
    found = tuple(
        path for path, value in texts if isinstance(value, str) and any(phrase in fold(value) for phrase in phrases)
    )
    if not found:
        return ()
    return (
        Deny(
            because="gegevens van zaken gaan niet voor onderzoek naar buiten; daarover beslist de verantwoordelijke",
            repair="vraag anonieme cijfers (MSG-69), of leg het verzoek aan de verantwoordelijke voor",
            elements=found,
        ),
    )


def _confidant(facts: Facts) -> Verdicts:
    # An organisation that is something else besides gets what is meant for that.
    known = frozenset() if facts.receiver is None else facts.receiver.kinds
    kinds = {kind for _, kind in facts.ways} or known
    if facts.type in _WITHOUT_CASES or _is_of_gateways(facts) or kinds != {PartyKind.VERTROUWENSPERSOON}:
        return ()
    return (
        Deny(
            because="een vertrouwenspersoon krijgt geen inhoud van een zaak",
            repair="maak met de vertrouwenspersoon alleen afspraken; de cliënt vertelt zelf",
            elements=("header.receiver",),
        ),
    )


RULES: Final = (
    Rule(
        number="R124",
        name="Inzage geeft de verantwoordelijke, niet de schakel",
        standing=Standing.DESIGN,
        sources=("Wmo 5.3.2", "AVG 15 (GK)"),
        effects=(Effect.DENY,),
        judge=_no_file_by_message,
        examples=Examples(
            passes="Een verzoek om inzage dat binnen een dag is doorgestuurd",
            refuses="Berichten die vanzelf naar een ouder gaan",
        ),
    ),
    Rule(
        number="R125",
        name="Inzage in het dossier van een kind",
        standing=Standing.LAW,
        sources=("Wmo 5.3.2",),
        effects=(Effect.DENY, Effect.HOLD),
        judge=_access_to_child,
        examples=Examples(
            passes="Een verzoek van een kind van 14, met een vastgelegde afweging",
            refuses="Een verzoek van de vader van een slachtoffer, zonder afweging",
        ),
    ),
    Rule(
        number="R126",
        name="Verzoek om vernietiging",
        standing=Standing.LAW,
        sources=("Wmo 5.3.5",),
        effects=(Effect.DENY, Effect.TIMER),
        judge=_destruction,
        examples=Examples(
            passes="Een toegewezen verzoek dat in zes weken is uitgevoerd",
            refuses='Een verzoek van een kind onder de 12, of het antwoord "kan niet, staat in de back-up"',
        ),
    ),
    Rule(
        number="R127",
        name="Bewaartermijn van de inhoud",
        standing=Standing.LAW,
        sources=("Wmo 5.3.4", "RKJ 4"),
        effects=(Effect.FLAG,),
        judge=_too_old,
        examples=Examples(
            passes="Inhoud die een dag na de bevestigde aflevering is verwijderd",
            refuses="De schakel als archief, of gegevens van meer dan twintig jaar oud",
        ),
    ),
    Rule(
        number="R128",
        name="Beperking houdt nieuw gebruik tegen",
        standing=Standing.LAW,
        sources=("AVG 18 (GK)",),
        effects=(Effect.HOLD, Effect.SECOND),
        judge=_restricted,
        examples=Examples(
            passes="Een crisisinzet die een tweede persoon goedkeurt",
            refuses="Een gewone directe overdracht",
        ),
    ),
    Rule(
        number="R129",
        name="Geen zaken voor onderzoek",
        standing=Standing.LAW,
        sources=("Wmo 5.3.6",),
        effects=(Effect.DENY,),
        judge=_no_exports,
        parameters={
            _EXPORTS: frozenset(
                {
                    *("alle meldingen", "alle dossiers", "alle zaken", "wetenschappelijk onderzoek"),
                    *("onderzoeksdoeleinden", "statistisch onderzoek", "dataset"),
                }
            )
        },
        examples=Examples(
            passes="Een anonieme tabel met stuurinformatie",
            refuses='"Alle meldingen van 2025 voor onderzoek"',
        ),
    ),
    Rule(
        number="R130",
        name="Een vertrouwenspersoon krijgt geen inhoud",
        standing=Standing.LAW,
        sources=("Wmo 4.2.6", "UbWmo 4.2.x"),
        effects=(Effect.DENY,),
        judge=_confidant,
        examples=Examples(
            passes="Een ontvangstbevestiging zonder inhoud over een zaak",
            refuses="De tekst van een melding",
        ),
    ),
)
