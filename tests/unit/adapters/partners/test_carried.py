from adapters.partners.carried import CarriedBook
from gateway.domain.identifiers import Oin

POLICE = Oin("00000099000000003000")
OTHER = Oin("00000099000000004000")


def test_only_what_is_named_for_a_partner_is_carried_for_it() -> None:
    book = CarriedBook([(POLICE, "Beeld:1"), (OTHER, "Geluid:1")])
    assert book.carries(POLICE, "Beeld:1")
    assert not book.carries(POLICE, "Geluid:1")
    assert not book.carries(OTHER, "Beeld:1")
    assert not book.carries(POLICE, "Beeld:1 ")


def test_nothing_is_carried_when_nothing_is_named() -> None:
    assert not CarriedBook([]).carries(POLICE, "Beeld:1")
