"""Chapter 3.2 with R132: in what role somebody is there, and that codes of one list never stand in for another's."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from gateway.domain.effect import Effect
from gateway.domain.faults import FaultCode
from gateway.domain.kinds import MessageType
from gateway.domain.references import CURRENT_ROLES, ReferenceLists, Role
from gateway.domain.workdays import legal_time
from gateway.policy.facts import Facts
from gateway.policy.people import YOUTH_ROLES, authority_of, read_role
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.verdicts import Deny

# CL17: deprecated since version-1 messages, as far as R026 names them; the installed lists say it for all.
_ENDED: Final = frozenset({"015", "016", "027", "044", "moeder", "vader", "zus", "cliënt"})
# CL12, capacity in the case.
_CAPACITIES: Final = frozenset({"verdachte", "slachtoffer", "benadeelde", "getuige", "aangever"})
# CL12 and CL13 number from 001, and so did CL17 before: only what is known of it tells them apart.
_CODE_LENGTH: Final = 3
_LOWEST_ROLE: Final = "100"
_CHILDREN: Final = YOUTH_ROLES | {"kind"}


def _ended(facts: Facts) -> Verdicts:
    day = legal_time(facts.header.created_at).date()
    found = tuple(path for path, role in _roles(facts) if _has_ended(role, facts.references, day))
    if not found:
        return ()
    return (
        Deny(
            because="deze rol stond op de datum van het bericht niet meer in de lijst van jeugdzorgrollen",
            repair="gebruik de opvolger uit de lijst; moeder en vader zijn 111, zus 121, cliënt 301",
            elements=found,
        ),
    )


def _has_ended(role: str, lists: ReferenceLists, day: date) -> bool:
    entries = _entries(role, lists)
    if entries:
        return not any(entry.is_current(day) for entry in entries)
    return role in _ENDED


def _entries(role: str, lists: ReferenceLists) -> tuple[Role, ...]:
    by_code = tuple(entry for entry in lists.roles if entry.code == role)
    return by_code or lists.roles_named(role)


def _roles(facts: Facts) -> Iterator[tuple[str, str]]:
    for number, person in enumerate(facts.content.betrokkenen):
        if person.rol:
            yield f"betrokkenen[{number}].rol", read_role(person.rol)


def _mixed(facts: Facts) -> Verdicts:
    found = (*_foreign_roles(facts), *_foreign_capacities(facts))
    if not found:
        return ()
    return (
        Deny(
            because="een rol, hoedanigheid of betrokkenheid is een code of woord uit een andere lijst",
            repair="noem de rol uit CL17, de hoedanigheid uit CL12 en de betrokkenheid uit CL13, in woorden",
            elements=found,
        ),
    )


def _foreign_roles(facts: Facts) -> tuple[str, ...]:
    return tuple(path for path, role in _roles(facts) if _is_foreign_role(role, facts.references))


def _is_foreign_role(role: str, lists: ReferenceLists) -> bool:
    if role in _CAPACITIES:
        return True
    known = role in _ENDED or bool(_entries(role, lists))
    return _is_code(role) and role < _LOWEST_ROLE and not known


def _foreign_capacities(facts: Facts) -> tuple[str, ...]:
    found = []
    for number, person in enumerate(facts.content.betrokkenen):
        capacity = person.status_in_zaak or ""
        if _is_code(capacity) or capacity.casefold() in _ENDED.union(CURRENT_ROLES):
            found.append(f"betrokkenen[{number}].status_in_zaak")
        if _is_code(person.betrokkenheid or ""):
            found.append(f"betrokkenen[{number}].betrokkenheid")
    return tuple(found)


def _is_code(text: str) -> bool:
    return len(text) == _CODE_LENGTH and text.isascii() and text.isdigit()


def _authority(facts: Facts) -> Verdicts:
    content = facts.content
    if facts.type is not MessageType.MSG_51:
        return ()
    child = bool(content.ongeboren) or any(read_role(person.rol) in _CHILDREN for person in content.betrokkenen)
    if not child or any(authority_of(person) is not None for person in content.betrokkenen):
        return ()
    return (
        Deny(
            because="van niemand staat vast of die het gezag over het kind heeft",
            repair="neem de ouders of voogd op met hun gezag, of zoek dat eerst uit",
            elements=("betrokkenen[].gezag",),
        ),
    )


RULES: Final = (
    Rule(
        number="R026",
        name="Rolcodes zijn actueel",
        standing=Standing.STD,
        sources=("JZ referentielijst JZR", "CL17", "STUF StUF055"),
        effects=(Effect.DENY,),
        judge=_ended,
        on_arrival=True,
        fault=FaultCode.NOT_CONFORMING,
        alone=True,
        examples=Examples(
            passes="Rol 112, ouder met gezag",
            refuses="Rol 016 uit een bericht van versie 1",
        ),
    ),
    Rule(
        number="R026a",
        name="Gezag is uitdrukkelijk bekend",
        standing=Standing.AGREE,
        sources=("S001 5.1.3", "JZ codes 111-114, 191", "STUF StUF055"),
        effects=(Effect.DENY,),
        judge=_authority,
        on_arrival=True,
        fault=FaultCode.NOT_CONFORMING,
        alone=True,
        examples=Examples(
            passes="Twee ouders met rol 112 en 113",
            refuses='Een verzoek tot onderzoek met alleen "ouders"',
        ),
    ),
    Rule(
        number="R132",
        name="Codes van verschillende lijsten staan niet door elkaar",
        standing=Standing.STD,
        sources=("RKJ 2", "CL12", "CL13", "CL17", "STUF StUF055"),
        effects=(Effect.DENY,),
        judge=_mixed,
        on_arrival=True,
        fault=FaultCode.NOT_CONFORMING,
        alone=True,
        examples=Examples(
            passes="Rol 115 en hoedanigheid slachtoffer",
            refuses="Code 016 uit de relatielijst als rol",
        ),
    ),
)
