from dataclasses import replace
from datetime import date

import pytest

from gateway.domain.content import Content
from gateway.domain.moments import IncompleteDate
from gateway.policy.people import (
    authority_of,
    concerned,
    is_bsn,
    is_reporter,
    is_surely_adult,
    may_be_adult,
    read_role,
    years_reached,
)
from tests.kit.policy_cases import AT, MOTHER

TODAY = AT.date()


@pytest.mark.parametrize("number", ["999990019", "999990020"])
def test_a_test_number_passes(number: str) -> None:
    assert is_bsn(number)


@pytest.mark.parametrize(
    "number", ["123456789", "000000000", "999999999", "99999001", "9999900190", "99999001x", "", "٩٩٩٩٩٠٠١٩"]
)
def test_a_number_of_another_form_or_a_reserved_one_is_refused(number: str) -> None:
    assert not is_bsn(number)


@pytest.mark.parametrize(
    "role", ["391", "Melder", "melder ", "Melder (buurman)", "411", "411 ", "overige professional"]
)
def test_a_professional_in_the_list_is_not_a_person_concerned(role: str) -> None:
    content = Content(betrokkenen=(replace(MOTHER, rol=role), MOTHER))
    assert [path for path, _ in concerned(content)] == ["betrokkenen[1]"]


def test_a_parent_who_reported_is_still_a_person_concerned() -> None:
    content = Content(betrokkenen=(replace(MOTHER, rol="ouder met gezag (melder)"),))
    assert [path for path, _ in concerned(content)] == ["betrokkenen[0]"]


@pytest.mark.parametrize(
    ("written", "role"),
    [
        ("Ouder, niet juridisch", "ouder, niet juridisch"),
        (" ouder  met\u00a0gezag\t", "ouder met gezag"),
        ("mel\u00adder\u200b", "melder"),
        ("Melder (buurman)", "melder"),
        ("112 (moeder", "112"),
        ("halfbroer of -zus", "halfbroer of -zus"),
        ("\uff11\uff11\uff12", "112"),
        ("", ""),
    ],
)
def test_a_role_is_read_as_the_list_writes_it(written: str, role: str) -> None:
    assert read_role(written) == role


@pytest.mark.parametrize(
    "role",
    [
        *("melder", "MELDER ", "Melder (buurman)", "buurman (melder)", "informant/melder", "anonieme melder"),
        *("\u00a0melder", "391 ", "392", "informante", "meldster", "mel\u00adder", "melder, tevens tante"),
    ],
)
def test_who_reported_is_known_by_the_role_however_it_is_written(role: str) -> None:
    assert is_reporter(replace(MOTHER, rol=role))


@pytest.mark.parametrize(
    "role",
    [
        *("112", "ouder met gezag (geen melder)", "tante, niet de melder", "hulpverlener", "meldkamer", "vermelder"),
        *("3912", "buurvrouw", "", "informantennetwerk"),
    ],
)
def test_another_role_says_nothing_of_who_reported(role: str) -> None:
    assert not is_reporter(replace(MOTHER, rol=role))


def _born(*parts: int) -> IncompleteDate:
    return IncompleteDate(*parts)


def test_somebody_without_date_of_birth_may_be_adult() -> None:
    assert may_be_adult(replace(MOTHER, geboortedatum=None), TODAY)


@pytest.mark.parametrize(
    ("birth", "may", "surely"),
    [
        (_born(2008, 3, 2), True, True),  # eighteen today
        (_born(2008, 3, 3), False, False),
        (_born(2008, 3), True, False),  # any day of the month
        (_born(2008), True, False),
        (_born(2007), True, True),
        (_born(2009), False, False),
    ],
)
def test_an_incomplete_date_of_birth_leaves_open_what_it_leaves_open(
    birth: IncompleteDate, *, may: bool, surely: bool
) -> None:
    assert may_be_adult(replace(MOTHER, geboortedatum=birth), TODAY) is may
    assert is_surely_adult(birth, TODAY) is surely


@pytest.mark.parametrize("day", [29, 30, 31])
def test_a_month_of_birth_leaves_open_its_last_day_too(day: int) -> None:
    assert not is_surely_adult(_born(2008, 1), date(2026, 1, day - 1))
    assert is_surely_adult(_born(2008, 1), date(2026, 1, 31))


@pytest.mark.parametrize("year", [1, 9982, 9999])
def test_a_year_of_birth_that_nobody_has_is_an_age_like_any_other(year: int) -> None:
    birth = _born(year, 12, 31)
    assert is_surely_adult(birth, TODAY) is (year == 1)
    assert may_be_adult(replace(MOTHER, geboortedatum=birth), TODAY) is (year == 1)
    assert years_reached(replace(MOTHER, geboortedatum=birth), 12, TODAY) is (year == 1)


def test_who_was_born_on_a_leap_day_comes_of_age_on_the_first_of_march() -> None:
    birth = _born(2008, 2, 29)
    assert not is_surely_adult(birth, date(2026, 2, 28))
    assert is_surely_adult(birth, date(2026, 3, 1))


@pytest.mark.parametrize(
    ("role", "said", "known"),
    [
        ("112", None, True),
        ("Ouder met gezag", None, True),
        ("ouder met gezag (moeder) ", None, True),
        ("191", None, True),
        ("voogd", None, True),
        ("113", None, False),
        ("ouder zonder gezag", None, False),
        ("114", None, False),
        ("ouder, niet juridisch", None, False),
        ("111", None, None),
        ("ouder, gezag niet benoemd", None, None),
        ("112", False, False),
        ("111", True, True),
    ],
)
def test_authority_is_said_outright_or_by_the_role(role: str, *, said: bool | None, known: bool | None) -> None:
    assert authority_of(replace(MOTHER, rol=role, gezag=said)) is known


@pytest.mark.parametrize(
    ("born", "reached"),
    [
        ((2014, 3, 2), True),
        ((2014, 3, 3), False),
        ((2014, 2), True),
        ((2014, 3), False),
        ((2013,), True),
        ((2014,), False),
    ],
)
def test_an_age_is_reached_when_the_latest_possible_day_of_birth_says_so(
    born: tuple[int, ...], *, reached: bool
) -> None:
    assert years_reached(replace(MOTHER, geboortedatum=_born(*born)), 12, TODAY) is reached
    assert not years_reached(replace(MOTHER, geboortedatum=None), 12, TODAY)
