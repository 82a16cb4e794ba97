"""Chapter 3.1, first part: what a message is for, on what ground, and why the receiver needs each part of it."""

from collections.abc import Iterator
from typing import Final

from gateway.domain.case import CaseFact
from gateway.domain.effect import Effect
from gateway.domain.employees import StaffRole
from gateway.domain.faults import FaultCode
from gateway.domain.party import PartyKind
from gateway.domain.purposes import PAIRS, Basis
from gateway.policy.elements import covers, present
from gateway.policy.facts import Facts, Known
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.steps import BOILERPLATE, BOILERPLATE_NAME, without_boilerplate
from gateway.policy.verdicts import Deny, Flag, Justify, Second

_STATED: Final = ("header.purpose", "header.basis")
# R009 names enrichment, plans and attachments.
_PLANS: Final = ("dienst.veiligheidsplan", "regio.plan", "antwoord.veiligheidsplan")


def _purpose_and_basis(facts: Facts) -> Verdicts:
    stated = (facts.header.purpose, facts.header.basis)
    allowed = PAIRS.get(facts.type, ())
    if stated == (None, None):
        return _unstated(facts) if allowed else ()
    if stated not in allowed:
        return (
            Deny(
                because="doel en grondslag horen niet bij deze berichtsoort, of staan er maar half",
                repair="noem een doel en een grondslag die samen bij deze berichtsoort horen (CL23)",
                elements=_STATED,
            ),
        )
    return _with_more_asked(facts) if facts.leaves else ()


def _unstated(facts: Facts) -> Verdicts:
    """Refuse what leaves; of what arrives the type implies them, for StUF itself has no place for either."""
    because = "doel en grondslag ontbreken"
    if facts.leaves:
        return (Deny(because=because, repair="noem doel en grondslag van dit bericht (CL23)", elements=_STATED),)
    return (Flag(because=f"{because}; de berichtsoort bepaalt ze", elements=_STATED),)


def _with_more_asked(facts: Facts) -> Verdicts:
    """CL23: consent counts only when it is recorded, a vital interest only for a reason that two persons see."""
    if facts.header.basis == Basis.TOESTEMMING:
        return () if _is_consented(facts) else (_NO_CONSENT,)
    return (_WHY_VITAL, _WHO_ELSE_SEES_IT) if facts.header.basis == Basis.VITAAL_BELANG else ()


def _is_consented(facts: Facts) -> bool:
    given = (consent for person in facts.content.betrokkenen for consent in person.toestemming)
    withdrawn = facts.history.known(CaseFact.CONSENT_WITHDRAWN) is Known.YES
    return not withdrawn and any(consent.gegeven and consent.ingetrokken_op is None for consent in given)


_NO_CONSENT: Final = Deny(
    because="toestemming is de grondslag, en er staat geen toestemming in die geldt",
    repair="neem op wie toestemming gaf, waarvoor en wanneer, of noem de wettelijke grondslag",
    elements=("betrokkenen[].toestemming",),
)
_WHY_VITAL: Final = Justify(
    because="vitaal belang is een grondslag voor wie niet anders kan",
    repair="schrijf op welk levensbelang er speelt en waarom geen andere grondslag past",
    elements=("header.basis",),
)
_WHO_ELSE_SEES_IT: Final = Second(
    because="vitaal belang beoordeelt niemand alleen",
    repair="laat een ander dan de schrijver dit goedkeuren",
    elements=("header.basis",),
    roles=frozenset({StaffRole.GEDRAGSWETENSCHAPPER, StaffRole.VERTROUWENSARTS, StaffRole.TEAMLEIDER}),
)


def _special(facts: Facts) -> Verdicts:
    labelled = [(number, item) for number, item in enumerate(facts.content.verrijking) if item.bijzonder]
    if not labelled:
        return ()
    # Wmo 5.1.6 lid 2 speaks of what VT itself processes; who tells VT something need not suspect anything.
    suspected = facts.history.known(CaseFact.REASONABLE_SUSPICION) is Known.YES
    of_vt = facts.sender is not None and PartyKind.VT in facts.sender.kinds
    unfounded = of_vt and not suspected
    found = tuple(f"verrijking[{number}]" for number, item in labelled if unfounded or not item.noodzaak)
    if not found:
        return ()
    return (
        Deny(
            because="bijzondere gegevens gaan alleen mee bij een vastgelegd redelijk vermoeden en met hun noodzaak",
            repair="leg het redelijk vermoeden vast en schrijf per onderdeel de noodzaak op, of haal het weg",
            elements=found,
        ),
    )


def _unneeded(facts: Facts) -> Iterator[str]:
    """Yield what nobody said the need of: enrichment can say so itself, a plan or attachment has no place for it."""
    content = facts.content
    if not _belongs(facts, "verrijking"):
        yield from (f"verrijking[{number}]" for number, item in enumerate(content.verrijking) if not item.noodzaak)
    yield from present(content, _PLANS)
    if not _belongs(facts, "bijlagen"):
        yield from (f"bijlagen[{number}]" for number in range(len(content.bijlagen)))


def _belongs(facts: Facts, name: str) -> bool:
    """Tell whether the message is never without: then its type says why the receiver needs it."""
    return any(covers(name, listed.replace("[]", "")) for listed in facts.entry.mandatory)


def _necessity(facts: Facts) -> Verdicts:
    needs = ((number, item.noodzaak) for number, item in enumerate(facts.content.verrijking) if item.noodzaak)
    empty = tuple(
        f"verrijking[{number}].noodzaak"
        for number, text in needs
        if not without_boilerplate(text, facts.region).strip()
    )
    unneeded = tuple(_unneeded(facts))
    hollow = Deny(
        because="wat er als noodzaak staat zegt niets",
        repair="schrijf op waarom deze ontvanger juist dit nodig heeft, of haal het onderdeel weg",
        elements=empty,
    )
    unsaid = Justify(
        because="er staat niet waarom deze ontvanger dit nodig heeft",
        repair="motiveer per onderdeel waarom deze ontvanger het nodig heeft, of haal het weg",
        elements=unneeded,
    )
    return (*((hollow,) if empty else ()), *((unsaid,) if unneeded else ()))


RULES: Final = (
    Rule(
        number="R001",
        name="Doel en grondslag staan vast",
        standing=Standing.LAW,
        sources=("AVG 5, 6 (GK)", "UbWmo 4.1.1", "CL23", "STUF StUF055"),
        effects=(Effect.DENY, Effect.SECOND, Effect.JUSTIFY, Effect.FLAG),
        judge=_purpose_and_basis,
        on_arrival=True,
        fault=FaultCode.NOT_CONFORMING,
        alone=True,
        examples=Examples(
            passes="Een directe overdracht met doel OVERDRACHT en grondslag WMO_411_2_D",
            refuses='Een directe overdracht met als grondslag de vrije tekst "toestemming telefonisch"',
        ),
    ),
    Rule(
        number="R005",
        name="Bijzondere gegevens alleen bij redelijk vermoeden en noodzaak",
        standing=Standing.LAW,
        sources=("Wmo 5.1.6 lid 2", "UAVG 22-33", "CL10"),
        effects=(Effect.DENY,),
        judge=_special,
        examples=Examples(
            passes="De verslaving van de vader, met de noodzaak en een vastgelegd redelijk vermoeden",
            refuses="De godsdienst van het gezin, voor de volledigheid",
        ),
    ),
    Rule(
        number="R009",
        name="Noodzaak per gedeeld onderdeel",
        standing=Standing.LAW,
        sources=("AVG 5 lid 1 c (GK)", "S001 5.1.3"),
        effects=(Effect.DENY, Effect.JUSTIFY),
        judge=_necessity,
        parameters={BOILERPLATE_NAME: BOILERPLATE},
        examples=Examples(
            passes="De signalen van school, omdat het lokaal veld bij school begint",
            refuses='Een onderdeel met als noodzaak "n.v.t."',
        ),
    ),
)
