"""Questions for policy, drawn at random: messages, parties, histories, regions and steps; everything is fictional."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from hypothesis import strategies as st

from gateway.domain.case import CaseFact
from gateway.domain.catalogue import CATALOGUE
from gateway.domain.content import Content
from gateway.domain.effect import Effect
from gateway.domain.employees import Employee, StaffRole
from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction
from gateway.domain.parking import StepTaken
from gateway.domain.party import Party, PartyKind
from gateway.domain.region import Change, Region
from gateway.policy import Facts, History, Known
from gateway.policy.book import RULES
from tests.kit.content_samples import content_of, whole_content
from tests.kit.policy_cases import AT, DOCTOR, EMPLOYEE, LOCAL_FIELD, SCIENTIST, VT, exchange, facts, party, recorded

TYPES: Final = st.sampled_from(MessageType)
KINDS: Final = st.frozensets(st.sampled_from(PartyKind), max_size=3)
DIRECTIONS: Final = st.sampled_from(Direction)
ABOUT: Final = st.sampled_from(["", "p1", str(VT.oin)])
CASES: Final = st.lists(
    st.builds(
        lambda fact, holds, about: recorded(fact, holds=holds, about=about),
        st.sampled_from(CaseFact),
        st.booleans(),
        ABOUT,
    )
)
HISTORIES: Final = st.builds(
    History,
    case=CASES.map(lambda found: tuple(entry for each in found for entry in each.case)),
    exchanged=st.lists(st.builds(exchange, TYPES, st.just(VT), DIRECTIONS), max_size=3).map(tuple),
    cross_reference_known=st.sampled_from(Known),
    cross_reference_type=st.none() | TYPES,
    cross_reference_at=st.none() | st.sampled_from([AT, AT - timedelta(days=2)]),
    reference_used=st.sampled_from(Known),
)
CONTENTS: Final = st.sampled_from(
    [Content(), whole_content(), *(content_of(entry.mandatory) for entry in CATALOGUE.values())]
)


def _party(kinds: frozenset[PartyKind]) -> Party | None:
    return replace(party(*sorted(kinds)), kinds=kinds) if kinds else None


@st.composite
def questions(draw: st.DrawFn) -> Facts:
    """Any message, between parties that it may travel between or any others, also of kinds that nobody knows."""
    kind = draw(TYPES)
    routes = sorted(CATALOGUE[kind].routes)
    meeting = draw(st.booleans())
    if routes and meeting:
        sender, receiver = (_party(frozenset({end})) for end in draw(st.sampled_from(routes)))
    else:
        sender, receiver = _party(draw(KINDS)), _party(draw(KINDS))
    content = draw(CONTENTS) if draw(st.booleans()) else content_of(CATALOGUE[kind].mandatory)
    asked = facts(kind, content, sender or VT, receiver or VT)
    return replace(asked, sender=sender, receiver=receiver, direction=draw(DIRECTIONS), history=draw(HISTORIES))


PEOPLE: Final = st.builds(Employee, st.sampled_from([EMPLOYEE.id, DOCTOR.id, SCIENTIST.id]), st.sampled_from(StaffRole))
NUMBERS: Final = st.sampled_from([rule.number for rule in RULES])
# Steps that leave the message as it is.
WORDS: Final = st.builds(
    StepTaken,
    rule=NUMBERS,
    effect=st.sampled_from([Effect.HOLD, Effect.SECOND, Effect.JUSTIFY, Effect.COPY]),
    by=PEOPLE,
    at=st.just(AT),
    elements=st.lists(st.sampled_from(["melder", "betrokkenen[0]", "verrijking[0]", "melder.naam"])).map(tuple),
    justification=st.sampled_from(["", "ter informatie", "dit is vannacht nodig voor de veiligheid van het kind"]),
    receiver=st.none() | st.just(LOCAL_FIELD.oin),
)
CHANGES: Final = st.builds(Change, rule=NUMBERS, source=st.just("besluit"), author=st.just("beheer"), on=st.booleans())
REGIONS: Final = st.builds(
    Region,
    name=st.text(min_size=1, max_size=8),
    valid_from=st.dates(date(2020, 1, 1)),
    author=st.just("beheer"),
    source=st.just("besluit"),
    agreements=st.frozensets(st.sampled_from(["S000", "S001", "S002"])),
    changes=st.lists(CHANGES, max_size=200, unique_by=lambda change: change.rule).map(tuple),
)
