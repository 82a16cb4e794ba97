from dataclasses import fields

from gateway.domain.content import Content, Fout, Foutplek
from tests.kit.content_samples import MARK, content_of, whole_content


def test_an_empty_content_says_nothing() -> None:
    assert all(getattr(Content(), field.name) in {None, ()} for field in fields(Content))


def test_every_group_can_be_filled_at_once() -> None:
    whole = whole_content()
    assert all(getattr(whole, field.name) not in {None, ()} for field in fields(Content))
    assert whole.rest[0].inhoud == MARK


def test_a_group_can_be_filled_with_no_more_than_it_needs() -> None:
    content = content_of(["betrokkenen[].bsn", "fout"])
    assert content.betrokkenen[0].bsn == MARK
    assert content.betrokkenen[0].voornamen is None
    assert content.fout is not None
    assert content.melding is None


def test_a_fault_lies_with_the_sender_and_comes_later_unless_it_says_otherwise() -> None:
    fault = Fout(code="StUF055", omschrijving="Voldoet niet.")
    assert fault.plek is Foutplek.CLIENT
    assert not fault.synchroon
