from datetime import date

import pytest

from gateway.domain.identifiers import Oin
from gateway.domain.references import NO_REFERENCES, Instance, ReferenceLists, Role

RAAD = Oin("00000099000000003000")
LISTS = ReferenceLists(
    version="1.0.87",
    roles=(
        Role(code="015", text="moeder", valid_until=date(2016, 5, 24), successor="111"),
        Role(code="111", text="ouder, gezag niet benoemd", valid_from=date(2016, 5, 25)),
    ),
    instances=(Instance(code="RC0001", name="Raad te Voorbeeld", oin=RAAD, valid_from=date(2012, 4, 26)),),
)


@pytest.mark.parametrize(("day", "current"), [(24, True), (25, False)])
def test_the_last_day_belongs_to_a_role(day: int, current: bool) -> None:  # noqa: FBT001 - a table of cases
    assert LISTS.roles_named("moeder")[0].is_current(date(2016, 5, day)) is current


@pytest.mark.parametrize(("day", "current"), [(25, False), (26, True)])
def test_the_first_day_belongs_to_an_instance(day: int, current: bool) -> None:  # noqa: FBT001 - a table of cases
    assert LISTS.instances_of(RAAD)[0].is_current(date(2012, 4, day)) is current


def test_without_a_release_nothing_is_known() -> None:
    assert NO_REFERENCES.roles_named("moeder") == ()
    assert NO_REFERENCES.instances_of(RAAD) == ()
