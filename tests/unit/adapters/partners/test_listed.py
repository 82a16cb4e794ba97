from datetime import date

import pytest

from adapters.partners.listed import remarks_on
from gateway.domain.identifiers import Oin
from gateway.domain.party import Party, PartyKind
from gateway.domain.references import NO_REFERENCES, Instance, ReferenceLists

OIN = Oin("00000099000000003000")
TODAY = date(2026, 8, 1)


def party(kind: PartyKind) -> Party:
    return Party(oin=OIN, name="Voorbeeld", kinds=frozenset({kind}))


def lists(begin: date | None = None, end: date | None = None, oin: Oin = OIN) -> ReferenceLists:
    entry = Instance(code="RC0001", name="Raad te Voorbeeld", oin=oin, valid_from=begin, valid_until=end)
    return ReferenceLists(version="1.0.87", instances=(entry,))


@pytest.mark.parametrize(
    ("kind", "found", "remarks"),
    [
        (PartyKind.RAAD, lists(), ()),
        (PartyKind.RAAD, NO_REFERENCES, ()),
        (PartyKind.RAAD, lists(end=TODAY), ()),
        (
            PartyKind.RAAD,
            lists(end=date(2026, 7, 31)),
            (f"party {OIN} (RC0001) ended on 2026-07-31, say the reference lists",),
        ),
        (
            PartyKind.GI,
            lists(begin=date(2026, 9, 1)),
            (f"party {OIN} (RC0001) begins on 2026-09-01, say the reference lists",),
        ),
        (
            PartyKind.RECHTBANK,
            lists(oin=Oin("00000099000000004000")),
            (f"party {OIN} is not in the reference lists 1.0.87",),
        ),
        (PartyKind.POLITIE, lists(oin=Oin("00000099000000004000")), ()),
    ],
)
def test_the_lists_are_heard_about_every_party(
    kind: PartyKind, found: ReferenceLists, remarks: tuple[str, ...]
) -> None:
    assert remarks_on([party(kind)], found, TODAY) == remarks
