import pytest

from gateway.formats.stuf_jz.gm_codes import (
    ADDRESSES,
    CAPACITIES,
    LIFE_AREAS,
    PROFESSIONALS,
    QUESTIONS,
    REGISTERED,
    RELATIONS,
    STATUSES,
    STAY,
    coded,
)
from gateway.formats.stuf_jz.roles import ROLES


def test_every_list_is_as_long_as_that_of_the_standard() -> None:
    assert [len(each) for each in (CAPACITIES, PROFESSIONALS, RELATIONS, ADDRESSES)] == [5, 7, 43, 22]
    assert [len(each) for each in (QUESTIONS, LIFE_AREAS, STATUSES)] == [11, 12, 11]


def test_a_code_is_what_the_chain_says_it_is() -> None:
    assert (CAPACITIES["001"], CAPACITIES["005"]) == ("verdachte", "aangever")
    assert (PROFESSIONALS["001"], PROFESSIONALS["006"]) == ("diplomatiek vertegenwoordiger", "tolk")
    assert (RELATIONS["016"], RELATIONS["027"], RELATIONS["043"]) == ("kleinkind", "ouder", "zwager/schoonzus")
    assert (ADDRESSES["02"], ADDRESSES["03"]) == (STAY, REGISTERED)
    assert (LIFE_AREAS[0], LIFE_AREAS[-1]) == ("01", "12")


@pytest.mark.parametrize("words", [CAPACITIES, PROFESSIONALS, RELATIONS, ADDRESSES])
def test_no_two_codes_of_a_list_have_one_word(words: dict[str, str]) -> None:
    assert len(set(words.values())) == len(words)


def test_a_relation_is_another_list_than_the_roles_though_they_share_words() -> None:
    assert "kind" in RELATIONS.values()
    assert "ouder" not in ROLES


def test_a_code_reads_as_its_word_whatever_white_space_stands_around_it() -> None:
    form = coded(CAPACITIES)
    assert [form.reader(text) for text in ("002", " 002\n", "2", "", "slachtoffer")] == [
        "slachtoffer", "slachtoffer", None, None, None,
    ]  # fmt: skip


def test_a_word_without_a_code_is_written_as_it_is() -> None:
    form = coded(CAPACITIES)
    assert (form.writer("slachtoffer"), form.writer("buurman")) == ("002", "buurman")
