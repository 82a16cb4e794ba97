"""Chapter 3.5: who may ask, whom, and how often."""

from typing import Final

from gateway.domain.case import CaseFact
from gateway.domain.effect import Effect
from gateway.domain.employees import StaffRole
from gateway.domain.identifiers import Oin
from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction
from gateway.domain.party import PartyKind
from gateway.policy.facts import Facts, Known
from gateway.policy.recorded import is_recorded
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.rules.glass import is_broken
from gateway.policy.rules.inquiry import INQUIRIES, REPORTS, is_registered
from gateway.policy.verdicts import Deny, Flag, Justify, Second

# The register only tells which other region to ask.
_BROADCAST: Final = INQUIRIES - {MessageType.MSG_25}
_STAFF: Final = frozenset(
    {StaffRole.INTAKE, StaffRole.BEHANDELAAR, StaffRole.GEDRAGSWETENSCHAPPER, StaffRole.VERTROUWENSARTS}
)


def _assigned(facts: Facts) -> Known:
    """Tell whether who asks works on the case; once anybody is recorded to do so, all others do not."""
    if facts.author is None:
        return Known.UNKNOWN
    known = facts.history.known(CaseFact.ASSIGNED, str(facts.author.id))
    others = is_recorded(facts.history, CaseFact.ASSIGNED)
    return Known.NO if known is Known.UNKNOWN and others else known


def _authorised_staff(facts: Facts) -> Verdicts:
    if facts.type not in INQUIRIES:
        return ()
    author, assigned = facts.author, _assigned(facts)
    wrong_role = author is not None and author.role not in facts.region.words("R071a", "roles")
    if wrong_role or assigned is Known.NO:
        because = "wie vraagt, heeft daarvoor niet de rol of werkt niet aan deze zaak"
        repair = "laat een medewerker vragen die aan deze zaak is toegewezen"
        return (Deny(because=because, repair=repair),)
    if assigned is Known.YES:
        return ()
    because = "niet nagegaan of wie vraagt aan deze zaak werkt"
    return (Flag(because=because, repair="noem de auteur en leg vast wie aan de zaak werkt"),)


def _after_known(facts: Facts) -> Verdicts:
    if facts.type is not MessageType.MSG_15 or not facts.comes_from(PartyKind.VT) or is_broken(facts):
        return ()
    asked, history = facts.header.receiver, facts.history
    known = history.known(CaseFact.INVOLVEMENT_KNOWN, str(asked))
    # Who reported in this case, or sent something of its own accord, is involved.
    reported = history.last(*REPORTS, MessageType.MSG_31, direction=Direction.IN, other=asked)
    if known is Known.YES or (reported is not None and known is Known.UNKNOWN):
        return ()
    answered = history.last(MessageType.MSG_14, direction=Direction.IN, other=asked)
    if answered is not None and known is Known.UNKNOWN:
        because = "deze organisatie beantwoordde de check; niet vastgelegd of dat een ja was"
        return (Flag(because=because, repair="leg vast dat de betrokkenheid bekend is, of vraag niet verder"),)
    return (
        Justify(
            because="niet bekend is dat deze organisatie bij deze persoon betrokken is",
            repair="stel eerst de vraag of de persoon bekend is (MSG-13), of motiveer de vraag: betrokkenheid blijkt "
            "uit de melding, of er is spoed",
        ),
    )


def _parties_asked(facts: Facts) -> frozenset[Oin]:
    earlier = facts.history.messages(*_BROADCAST, direction=Direction.OUT)
    return frozenset({facts.header.receiver, *(each.other for each in earlier)})


def _broadcast(facts: Facts) -> Verdicts:
    if facts.type not in _BROADCAST or len(_parties_asked(facts)) <= facts.region.number("R074a", "most_parties"):
        return ()
    return (
        Second(
            because="in deze zaak worden meer organisaties bevraagd dan gebruikelijk is",
            repair="laat een tweede beoordelen of ook deze vraag nodig is",
            roles=frozenset({StaffRole.GEDRAGSWETENSCHAPPER, StaffRole.TEAMLEIDER}),
        ),
    )


def _asked_before(facts: Facts) -> Verdicts:
    history, answers = facts.history, facts.entry.answered_by
    if facts.type not in INQUIRIES or not answers:
        return ()
    answer = history.last(*answers, direction=Direction.IN, other=facts.header.receiver)
    decided = history.known(CaseFact.TABLE_DECISION) is Known.YES
    if answer is None or not (decided or history.last(MessageType.MSG_49)):
        return ()
    incident = history.last(*REPORTS, direction=Direction.IN)
    if incident is not None and incident.at > answer.at:
        return ()
    return (
        Flag(
            because="al verrijkt: deze organisatie antwoordde in deze zaak, en de zaak ligt al aan de triagetafel",
            repair="vraag alleen opnieuw na een nieuw incident, of met een nieuwe reden",
        ),
    )


def _own_involvement(facts: Facts) -> Verdicts:
    if facts.type is not MessageType.MSG_25:
        return ()
    closed = facts.history.known(CaseFact.CLOSED) is Known.YES
    if is_registered(facts.history) is Known.YES and not closed:
        return ()
    return (
        Deny(
            because="het register is alleen voor een eigen lopende melding of dienst",
            repair="registreer eerst de melding; kijken zonder eigen zaak mag niet",
        ),
    )


RULES: Final = (
    Rule(
        number="R071a",
        name="Alleen bevoegde medewerkers vragen",
        standing=Standing.LAW,
        sources=("AVG 5 en 32 (GK)", "UbWmo 4.1.1", "NEN7513"),
        effects=(Effect.DENY, Effect.FLAG),
        judge=_authorised_staff,
        parameters={"roles": frozenset[str](_STAFF)},
        examples=Examples(
            passes="De triagemedewerker die aan de zaak werkt",
            refuses="De receptie, of een collega die niet aan de zaak is toegewezen",
        ),
    ),
    Rule(
        number="R074",
        name="Naar inhoud vragen na bekend",
        standing=Standing.DESIGN,
        sources=("AVG 5 (GK)", "JZ volgorde vcob, ucob, vci, uci"),
        effects=(Effect.JUSTIFY, Effect.FLAG),
        judge=_after_known,
        examples=Examples(
            passes="De melding noemt wie de casushouder is",
            refuses="Een vraag naar inhoud aan veertig aanbieders, voor de zekerheid",
        ),
    ),
    Rule(
        number="R074a",
        name="Niet iedereen vragen",
        standing=Standing.DESIGN,
        sources=("AVG 5 (GK)",),
        effects=(Effect.SECOND,),
        judge=_broadcast,
        parameters={"most_parties": 5},
        examples=Examples(
            passes="Politie, Raad, gemeente, Zorg- en Veiligheidshuis en school",
            refuses="Alle dertig scholen van de regio",
        ),
    ),
    Rule(
        number="R077",
        name="Niet twee keer verrijken",
        standing=Standing.AGREE,
        sources=("S001 3a.4",),
        effects=(Effect.FLAG,),
        judge=_asked_before,
        examples=Examples(
            passes="Een nieuw incident en een nieuwe vraag",
            refuses="Dezelfde vraag nog eens omdat de zaak aan tafel ligt",
        ),
    ),
    Rule(
        number="R083",
        name="Het register alleen bij een eigen zaak",
        standing=Standing.AGREE,
        sources=("VTREG",),
        effects=(Effect.DENY,),
        judge=_own_involvement,
        examples=Examples(
            passes="De melding is vanmorgen geregistreerd",
            refuses="Een bekende Nederlander opzoeken uit nieuwsgierigheid",
        ),
    ),
)
