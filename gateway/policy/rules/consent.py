"""Chapter 3.4, consent: outside a statutory task it is needed, from who may give it, and only until it is withdrawn."""

from typing import Final

from gateway.domain.case import CaseFact
from gateway.domain.content import Betrokkene, Content, Toestemming
from gateway.domain.effect import Effect
from gateway.domain.employees import StaffRole
from gateway.domain.party import PartyKind
from gateway.policy.facts import Facts, Known
from gateway.policy.people import authority_of, concerned, years_between
from gateway.policy.recorded import recorded_about
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.rules.parents import CONSENT, is_minor
from gateway.policy.verdicts import Deny, Hold

# R008, Wmo 4.1.1 lid 2 d to g: who the law lets know without consent. The college only where the law names the case.
_BY_LAW: Final = frozenset(
    {
        PartyKind.VT,
        PartyKind.LOKAAL_VELD,
        PartyKind.POLITIE,
        PartyKind.OM,
        PartyKind.RAAD,
        PartyKind.RECLASSERING,
        PartyKind.SLACHTOFFERHULP,
        PartyKind.GI,
        PartyKind.ZVH,
        PartyKind.MDA,
        PartyKind.CRISISHULP,
        PartyKind.JEUGDHULP,
        PartyKind.ZORG,
        PartyKind.WMO,
    }
)
# Jw 7.3.15, Wmo 5.3.2: with twelve a child consents too, with sixteen alone.
_JOINT_YEARS: Final = 12
_OWN_YEARS: Final = 16


def _rests_on_consent(facts: Facts) -> bool:
    return facts.header.basis == CONSENT


def _holds(each: Toestemming) -> bool:
    """Tell whether it says who consented to what and when, and was not taken back."""
    return each.gegeven and bool(each.waarvoor and each.door and each.datum) and each.ingetrokken_op is None


def _outside_a_task(facts: Facts) -> Verdicts:
    covered = any(receiver in _BY_LAW for _, receiver in facts.ways)
    if not _rests_on_consent(facts) or covered:
        return ()
    lacking = tuple(
        f"{path}.toestemming"
        for path, person in concerned(facts.content)
        if not any(_holds(each) for each in person.toestemming)
    )
    if not lacking:
        return ()
    return (
        Deny(
            because="buiten een wettelijke taak stemt iedere betrokkene in: waarvoor, wanneer en wie dat zei",
            repair="leg per persoon de toestemming vast, of noem de wettelijke grondslag",
            elements=lacking,
        ),
    )


def _whose_word(facts: Facts, person: Betrokkene) -> tuple[bool, bool]:
    """Return whether the person's own word is needed, and that of a representative; when in doubt both."""
    birth = person.geboortedatum
    incapable = facts.history.known(CaseFact.INCAPABLE, person.kenmerk) is Known.YES
    if birth is None:
        return not incapable, incapable or is_minor(person, facts.today)
    fewest, most = years_between(birth, facts.today)
    return most >= _JOINT_YEARS and not incapable, fewest < _OWN_YEARS or incapable


def _fits(facts: Facts, person: Betrokkene) -> bool:
    givers = {each.door for each in person.toestemming if _holds(each)}
    represents = {other.kenmerk for _, other in concerned(facts.content) if authority_of(other)} - {person.kenmerk}
    own, representative = _whose_word(facts, person)
    return (not own or person.kenmerk in givers) and (not representative or not givers.isdisjoint(represents))


def _who_consents(facts: Facts) -> Verdicts:
    if not _rests_on_consent(facts):
        return ()
    wrong = tuple(
        f"{path}.toestemming"
        for path, person in concerned(facts.content)
        if any(_holds(each) for each in person.toestemming) and not _fits(facts, person)
    )
    if not wrong:
        return ()
    return (
        Deny(
            because="de toestemming is niet van wie haar mag geven",
            repair="tot 12 jaar de vertegenwoordiger, van 12 tot 16 het kind en de vertegenwoordiger, vanaf 16 de "
            "jongere zelf; wie wilsonbekwaam is, de vertegenwoordiger",
            elements=wrong,
        ),
    )


def _withdrawn_by(content: Content) -> tuple[str, ...]:
    return tuple(
        f"{path}.toestemming"
        for path, person in concerned(content)
        if any(each.ingetrokken_op is not None for each in person.toestemming)
    )


def _withdrawal(facts: Facts) -> Verdicts:
    said = _withdrawn_by(facts.content)
    recorded = recorded_about(facts.history, CaseFact.CONSENT_WITHDRAWN)
    if not _rests_on_consent(facts) or not (said or recorded):
        return ()
    return (
        Hold(
            because="de toestemming waarop dit bericht rust, is ingetrokken",
            repair="stuur niets meer op deze toestemming: noem een wettelijke grondslag met reden, en meld de "
            "intrekking aan wie eerder iets kregen (MSG-63)",
            elements=("header.basis", *said),
            owner=StaffRole.PRIVACY,
            limit="D053",
        ),
    )


RULES: Final = (
    Rule(
        number="R067",
        name="Toestemming buiten een wettelijke taak",
        standing=Standing.LAW,
        sources=("Wmo 5.3.3", "Wmo 5.1.1 lid 4-5"),
        effects=(Effect.DENY,),
        judge=_outside_a_task,
        examples=Examples(
            passes="De schriftelijke toestemming van de moeder, met datum, voor het team schuldhulp",
            refuses="Er staat alleen dat het gezin instemt",
        ),
    ),
    Rule(
        number="R068",
        name="Wie toestemming geeft",
        standing=Standing.LAW,
        sources=("Wmo 5.3.2", "Wmo 5.3.3", "Jw 7.3.15"),
        effects=(Effect.DENY,),
        judge=_who_consents,
        examples=Examples(
            passes="De toestemming van een kind van 15 jaar en van de moeder",
            refuses="Alleen de toestemming van de moeder voor een jongere van 17 jaar",
        ),
    ),
    Rule(
        number="R069",
        name="Na intrekking gaat er niets meer op toestemming",
        standing=Standing.LAW,
        sources=("AVG 7 lid 3 (GK)",),
        effects=(Effect.HOLD,),
        judge=_withdrawal,
        examples=Examples(
            passes="Na de intrekking is een wettelijke grondslag genoemd, met reden",
            refuses="De volgende dag een aanvulling op de oude toestemming",
        ),
    ),
)
