from collections.abc import Iterable

import pytest

from gateway.domain.moments import IncompleteDate
from gateway.policy.scan import Kind, Mark, Text, find_marks, holds_bsn
from gateway.policy.scan.numbers import birth_marks, bsn_marks, mail_marks, phone_marks, phrase_mark


def _found(marks: Iterable[Mark], text: str) -> set[Kind]:
    return {hit.kind for hit in find_marks([("tekst", Text(text))], marks, "R027")}


@pytest.mark.parametrize(
    "number", ["0612345678", "06-12345678", "+31 6 12345678", "0031612345678", "+31 (0)6 1234 5678"]
)
@pytest.mark.parametrize(
    "text",
    [
        *("0612345678", "06-12345678", "06 12 34 56 78", "06-12 34 56 78", "06.12.34.56.78", "06/12345678"),
        *("+31612345678", "+31 6 12345678", "+31 (0)6 12345678", "+31-6-12345678", "0031 6 1234 5678", "31612345678"),
        *("(06) 12345678", "(06)-12345678", "tel:0612345678.", "6 12345678", "06 - 1234 5678", "06‑12345678"),  # noqa: RUF001 - the very sign that is tested
    ],
)
def test_a_telephone_number_is_found_however_it_is_written(number: str, text: str) -> None:
    assert _found(phone_marks(number), f"bel {text} na zes uur") == {Kind.TELEFOON}


@pytest.mark.parametrize(
    "text", ["061234567", "06123456789", "0612345679", "106123456781", "06-12345", "12.34.56", "06-1234-9-5678"]
)
def test_another_number_is_left_alone(text: str) -> None:
    assert _found(phone_marks("0612345678"), text) == set()


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0101234567", "123 45 67"),
        ("0101234567", "010 - 123 45 67"),
        ("0111234567", "23 45 67"),
        ("0111-234567", "0111 234567"),
        ("0900-0000", "0900 0000"),
        ("+32 470 12 34 56", "0032470123456"),
        ("0032 470 12 34 56", "+32 470/12.34.56"),
    ],
)
def test_a_number_of_a_place_a_service_or_abroad_is_found(number: str, text: str) -> None:
    assert _found(phone_marks(number), text) == {Kind.TELEFOON}


@pytest.mark.parametrize("number", ["", "112", "0000", "geen"])
def test_too_short_a_number_is_not_sought(number: str) -> None:
    assert list(phone_marks(number)) == []


@pytest.mark.parametrize(
    "text",
    [
        *(
            "jan@proefschool.invalid",
            "JAN@Proefschool.invalid",
            "jan @ proefschool.invalid",
            "<jan@proefschool.invalid>",
        ),
        *(
            "jan(at)proefschool.invalid",
            "jan [at] proefschool [punt] invalid",
            "jan apenstaartje proefschool punt invalid",
        ),
        "mailto:jan%40proefschool.invalid",
    ],
)
def test_an_address_of_mail_is_found(text: str) -> None:
    assert Kind.EMAIL in _found(mail_marks("jan@proefschool.invalid"), text)


def test_the_site_of_an_organisation_is_found_too() -> None:
    assert _found(mail_marks("jan@proefschool.invalid"), "zie www.proefschool.nl") == {Kind.WERKPLEK}
    assert _found(mail_marks("jan@proefschool.invalid"), "de proefschool zelf") == set()


def test_who_offers_mail_to_anybody_is_no_place_of_work() -> None:
    assert _found(mail_marks("jan@gmail.com"), "piet@gmail.com") == set()
    assert _found(mail_marks("jan@gmail.com"), "jan@gmail.com") == {Kind.EMAIL}
    assert _found(mail_marks("jan@xyz.nl"), "piet@xyz.nl") == set()


@pytest.mark.parametrize("text", ["piejan@proefschool.invalid", "jan op school", "jan@proef"])
def test_another_address_is_left_alone(text: str) -> None:
    assert Kind.EMAIL not in _found(mail_marks("jan@proefschool.invalid"), text)


@pytest.mark.parametrize("address", ["", "jan", "@proef.invalid", "jan@", "1@2"])
def test_what_is_no_address_is_not_sought(address: str) -> None:
    assert list(mail_marks(address)) == []


def test_a_name_without_a_domain_of_two_parts_is_an_address_still() -> None:
    assert _found(mail_marks("jan@localhost"), "jan@localhost") == {Kind.EMAIL}


@pytest.mark.parametrize("text", ["999990019", "x999990019x", "9999 90 019", "9-9-9-9-9-0-0-1-9", "9999.90.019"])
def test_a_known_bsn_is_found_however_it_is_parted(text: str) -> None:
    assert _found(bsn_marks("999990019"), text) == {Kind.BSN}


def test_what_is_no_bsn_has_no_mark() -> None:
    assert [list(bsn_marks(text)) for text in ("", "12345678", "99999001x")] == [[], [], []]


@pytest.mark.parametrize(
    "text",
    [
        *("VTO_Jansen_999990019.pdf", "bsn999990019", "9999.90.019", "9999 90 019", "000000000", "999-990-019"),
        *("99 99 90 019", "BSN: 9 9 9 9 9 0 0 1 9", "burgerservicenummer is 9999-90-019", "sofinr 99999 0019"),
    ],
)
def test_digits_that_look_like_a_bsn_are_seen(text: str) -> None:
    assert holds_bsn(text)


@pytest.mark.parametrize(
    "text",
    [
        *("bijlage-1.pdf", "00000001123456789000", "123456789", "VTX-2026-000142", "1999990019", "9999 90-019"),
        *("9 9 9 9 9 0 0 1 9", "06-12345678", "2026-03-01 12:00", "bsn: 123456789", "bsn onbekend", ""),
    ],
)
def test_other_digits_are_left_alone(text: str) -> None:
    assert not holds_bsn(text)


@pytest.mark.parametrize(
    "text",
    [
        *("1985-05-01", "19850501", "01-05-1985", "1-5-1985", "01/05/85", "1.5.1985", "01051985", "1 mei 1985"),
        *("1e mei 1985", "1 mei '85", "01 Mei 1985", "1-mei-1985", "1985/5/1", "01 - 05 - 1985"),
    ],
)
def test_a_date_of_birth_is_found(text: str) -> None:
    assert _found(birth_marks(IncompleteDate(1985, 5, 1)), f"geboren op {text}.") == {Kind.GEBOORTEDATUM}


@pytest.mark.parametrize("text", ["11-05-1985", "1985", "mei 1985", "2-5-1985", "1-5-1986", "1-5-19850", "1 juni 1985"])
def test_another_date_is_left_alone(text: str) -> None:
    assert _found(birth_marks(IncompleteDate(1985, 5, 1)), text) == set()


@pytest.mark.parametrize("day", [IncompleteDate(1985), IncompleteDate(1985, 5)])
def test_a_year_or_a_month_tells_nothing(day: IncompleteDate) -> None:
    assert list(birth_marks(day)) == []


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_has_a_name(month: int) -> None:
    first = ("januari", "februari", "maart", "april", "mei", "juni")
    last = ("juli", "augustus", "september", "oktober", "november", "december")
    names = first + last
    for name in (names[month - 1], names[month - 1][:3]):
        shown = "mrt" if name == "maa" else name
        assert _found(birth_marks(IncompleteDate(1985, month, 17)), f"17 {shown} 1985")


def test_words_are_found_in_any_case_and_in_the_plural() -> None:
    marks = list(phrase_mark(Kind.FUNCTIE, "intern begeleider"))
    for text in ("de intern begeleider", "Intern-Begeleiders", "INTERN BEGELEIDER"):
        assert _found(marks, text) == {Kind.FUNCTIE}
    assert _found(marks, "begeleider") == set()
    assert list(phrase_mark(Kind.FUNCTIE, "ib")) == []
