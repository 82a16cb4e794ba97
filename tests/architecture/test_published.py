"""What was published stays: within a major version our own formats only grow, and never without a higher version."""

from gateway.formats.shape import VERSION
from tests.architecture.published import breaks, grammar, is_higher, published

WAS = frozenset(
    {
        "element required text Adres.straat",
        "code man Persoon.geslacht",
        "root MSG-01 melding refers=False",
        "must MSG-01 melding",
        "may MSG-01 zaak",
    }
)


def test_nothing_that_was_published_is_broken() -> None:
    _, before = published()
    assert breaks(before, grammar()) == [], "a new major version, or (before the first release) published.py --anew"


def test_an_addition_has_a_higher_version() -> None:
    version, before = published()
    assert before == grammar() or is_higher(VERSION, version), "raise VERSION in shape.py and run published.py"


def test_what_a_receiver_need_not_know_may_be_added() -> None:
    more = {"element optional text Adres.land", "code vrouw Persoon.geslacht", "may MSG-01 bijlagen"}
    assert breaks(WAS, WAS | more) == []


def test_a_new_message_and_a_new_record_may_have_what_they_need() -> None:
    more = {"root MSG-99 nieuw refers=True", "must MSG-99 melding", "element required text Nieuw.naam"}
    assert breaks(WAS, WAS | more) == []


def test_whatever_a_receiver_relies_on_may_not_change() -> None:
    assert breaks(WAS, WAS - {"may MSG-01 zaak"}) == ["gone: may MSG-01 zaak"]
    for line in ("element required text Adres.land", "must MSG-01 zaak", "once MSG-01 betrokkenen"):
        assert breaks(WAS, WAS | {line}) == [f"new: {line}"]
    changed = WAS - {"element required text Adres.straat"} | {"element optional text Adres.straat"}
    assert breaks(WAS, changed) == ["gone: element required text Adres.straat"]


def test_a_version_counts_by_its_numbers() -> None:
    assert is_higher("1.10.0", "1.9.3")
    assert not is_higher("1.0.0", "1.0.0")
    assert not is_higher("1.0.9", "1.1.0")
