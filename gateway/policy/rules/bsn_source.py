"""Chapter 3.2, last part: where a BSN comes from, what haste excuses, and who is surely meant."""

from collections.abc import Iterator
from typing import Final

from gateway.domain.case import CaseFact
from gateway.domain.effect import Effect
from gateway.domain.employees import StaffRole
from gateway.domain.kinds import MessageType
from gateway.domain.message import Urgency
from gateway.policy.facts import Facts, Known
from gateway.policy.people import bsns
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.rules.identity import lacking_identity, without_identity
from gateway.policy.verdicts import Flag, Hold, Justify, Second, Timer
from gateway.policy.wording import fold

# Wmo 5.2.9 lid 3-5: checked with BRP or SBV, by a document, or from another who must use it.
_SOURCES: Final = (
    *(" brp ", " gba ", " gba v ", " sbv ", " nummerregister "),
    *(" paspoort ", " identiteitskaart ", " rijbewijs ", " identiteitsdocument ", " verblijfsdocument "),
    *(" verplichte gebruiker ", " andere gebruiker "),
)
# Answers to "is this person known". To a mayor (MSG-06b) no message names the person again.
_ANSWERS: Final = frozenset(
    {
        MessageType.MSG_14,
        MessageType.MSG_16,
        MessageType.MSG_18,
        MessageType.MSG_20,
        MessageType.MSG_22,
        MessageType.MSG_24,
        MessageType.MSG_28,
    }
)
_APPROVERS: Final = frozenset({StaffRole.GEDRAGSWETENSCHAPPER, StaffRole.TEAMLEIDER})
# R019 sets a term of one working day that chapter 4 gives no number.
_COMPLETION: Final = "R019"


def _is_stated(source: str | None) -> bool:
    said = fold(source or "")
    return any(word in said for word in _SOURCES)


def _unproven(facts: Facts) -> Iterator[tuple[str, Known]]:
    """Yield every BSN of a person whose source neither the message nor our records tell, and what they do tell."""
    for number, person in enumerate(facts.content.betrokkenen):
        known = facts.history.known(CaseFact.BSN_VERIFIED, person.kenmerk)
        if person.bsn and known is not Known.YES and not _is_stated(person.bsn_bron):
            yield f"betrokkenen[{number}].bsn", known


def _is_sayable(facts: Facts) -> bool:
    """StUF-Jeugdzorg has no place for the source of a BSN."""
    return facts.entry.stuf is None


def _source(facts: Facts) -> Verdicts:
    if facts.header.urgency is Urgency.SPOED:
        return ()
    unproven = tuple(_unproven(facts))
    held = tuple(path for path, known in unproven if known is Known.NO or _is_sayable(facts))
    told = {path for path, _ in unproven} | {f"betrokkenen[{n}].bsn" for n in range(len(facts.content.betrokkenen))}
    elsewhere = (path for path, _ in bsns(facts.content) if path not in told)
    unsaid = tuple(dict.fromkeys((*(path for path, _ in unproven if path not in held), *elsewhere)))
    because = "er staat niet waar het BSN vandaan komt en hoe het is nagegaan"
    hold = Hold(
        because=because,
        repair="ga het BSN na in BRP of SBV of aan een document en vul de bron in, of laat het weg",
        elements=held,
        owner=StaffRole.INTAKE,
        limit="D053",
    )
    flag = Flag(because=because, repair="leg in de zaak vast dat het BSN is nagegaan", elements=unsaid)
    return (*((hold,) if held else ()), *((flag,) if unsaid else ()))


def _haste(facts: Facts) -> Verdicts:
    """R018 itself asks for a reason where the minimum identity lacks; here the same for a BSN of unknown source."""
    if facts.header.urgency is not Urgency.SPOED:
        return ()
    unproven = tuple(path for path, _ in _unproven(facts))
    if not unproven and not without_identity(facts.content):
        return ()
    because = "in spoed mag een bericht weg voordat vaststaat wie iemand is"
    justify = Justify(because=because, repair="motiveer de spoed", elements=unproven)
    timer = Timer(because=f"{because}; binnen een werkdag wordt het aangevuld", deadline=_COMPLETION, starts=True)
    return (*((justify,) if unproven else ()), timer)


def _match(facts: Facts) -> Verdicts:
    unsure = tuple(_found_by_less(facts))
    if not unsure:
        return ()
    return (
        Second(
            because="deze persoon is gevonden op minder dan een BSN of de volledige minimale identiteit",
            repair="laat een ander beoordelen of het dezelfde persoon is, of antwoord dat niemand zeker bekend is",
            elements=unsure,
            roles=_APPROVERS,
        ),
    )


def _found_by_less(facts: Facts) -> Iterator[str]:
    """Yield each "known" about somebody whom neither the message nor our records identify."""
    answer = facts.content.antwoord
    if answer is None or facts.type not in _ANSWERS:
        return
    if not answer.per_persoon:
        if answer.bekend and not _all_exact(facts):
            yield "antwoord.bekend"
        return
    for number, item in enumerate(answer.per_persoon):
        if item.bekend and not _is_exact(facts, item.kenmerk):
            yield f"antwoord.per_persoon[{number}].bekend"


def _all_exact(facts: Facts) -> bool:
    if facts.history.known(CaseFact.MATCH_EXACT) is Known.YES:
        return True
    names = [person.kenmerk for person in facts.content.betrokkenen]
    return bool(names) and all(_is_exact(facts, name) for name in names)


def _is_exact(facts: Facts, name: str) -> bool:
    """Our records say so, or else they do not say no and the message says enough of the person."""
    known = facts.history.known(CaseFact.MATCH_EXACT, name)
    if known is not Known.UNKNOWN:
        return known is Known.YES
    persons = [person for person in facts.content.betrokkenen if person.kenmerk == name]
    return bool(persons) and all(person.bsn or not any(lacking_identity(person)) for person in persons)


RULES: Final = (
    Rule(
        number="R017",
        name="De bron van het BSN staat vast",
        standing=Standing.LAW,
        sources=("Wmo 5.2.9 lid 3-5",),
        effects=(Effect.HOLD, Effect.FLAG),
        judge=_source,
        examples=Examples(
            passes='Een BSN met als bron "SBV 2026-03-02"',
            refuses="Een BSN overgenomen van een briefje van een burger",
        ),
    ),
    Rule(
        number="R019",
        name="In spoed mag het later worden aangevuld",
        standing=Standing.LAW,
        sources=("Wmo 5.2.9 lid 8",),
        effects=(Effect.JUSTIFY, Effect.TIMER),
        judge=_haste,
        examples=Examples(
            passes="Een crisisinzet met alleen een voornaam en een adres",
            refuses="Een gewone overdracht met even weinig",
        ),
    ),
    Rule(
        number="R021",
        name="Wie niet zeker dezelfde is, ziet een tweede persoon na",
        standing=Standing.DESIGN,
        sources=("AVG 5 lid 1 d (GK)",),
        effects=(Effect.SECOND,),
        judge=_match,
        examples=Examples(
            passes='"Bekend" over iemand met hetzelfde BSN',
            refuses='"Bekend" over "J. Bakker 1988", zonder dat een tweede persoon keek',
        ),
    ),
)
