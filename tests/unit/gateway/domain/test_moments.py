from datetime import date
from typing import Final

import pytest

from gateway.domain.moments import IncompleteDate
from gateway.errors import InvalidDateError

WHOLE: Final = {
    "2015": IncompleteDate(2015),
    "2015-04": IncompleteDate(2015, 4),
    "2015-04-01": IncompleteDate(2015, 4, 1),
    "2024-02-29": IncompleteDate(2024, 2, 29),
    "0001": IncompleteDate(1),
}


@pytest.mark.parametrize(("text", "moment"), WHOLE.items())
def test_a_date_is_read_as_far_as_it_is_known_and_written_back(text: str, moment: IncompleteDate) -> None:
    assert IncompleteDate.parse(text) == moment
    assert str(moment) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "15",
        "20150401",
        "2015-4-1",
        "2015-13",
        "2015-02-30",
        "2023-02-29",
        "2015--01",
        "2015-04-01T00:00:00",
        " 2015",
        "2015\n",
        "\u0662\u0660\u0661\u0665",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(InvalidDateError):
        IncompleteDate.parse(text)


@pytest.mark.parametrize("text", ["0000", "2015-00", "2015-00-05", "2015-04-00"])
def test_a_zero_is_no_year_month_or_day(text: str) -> None:
    with pytest.raises(InvalidDateError):
        IncompleteDate.parse(text)


def test_a_refusal_does_not_repeat_what_may_be_a_date_of_birth() -> None:
    with pytest.raises(InvalidDateError) as caught:
        IncompleteDate.parse("1985-05-01x")
    assert "1985" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("moment", "earliest"),
    [
        (IncompleteDate(2015), date(2015, 1, 1)),
        (IncompleteDate(2015, 4), date(2015, 4, 1)),
        (IncompleteDate(2015, 4, 9), date(2015, 4, 9)),
    ],
)
def test_the_earliest_day_is_the_first_it_can_mean(moment: IncompleteDate, earliest: date) -> None:
    assert moment.earliest == earliest


def test_dates_follow_one_another() -> None:
    assert IncompleteDate(2014, 12, 31) < IncompleteDate(2015, 4, 1)
