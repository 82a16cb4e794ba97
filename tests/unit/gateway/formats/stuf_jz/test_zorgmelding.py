from dataclasses import replace

from lxml import etree

from gateway.domain.content import Content
from gateway.domain.kinds import MessageType
from gateway.formats.stuf_jz.rows import Reading
from gateway.formats.stuf_jz.tree import Writing, complete, new_root
from gateway.formats.stuf_jz.zorgmelding import (
    read_terugkoppeling,
    read_zorgmelding,
    write_terugkoppeling,
    write_zorgmelding,
)
from gateway.formats.stuf_jz.zorgmelding_shapes import ZORGMELDING, ZORGMELDING_TERUGKOPPELING
from tests.kit.stuf_messages import CONTENTS, document

CONCERN = replace(CONTENTS[MessageType.JZ_01], zaak=None)
OUTCOME = replace(CONTENTS[MessageType.JZ_02], zaak=None)


def test_a_whole_report_of_concern_is_read_back() -> None:
    root, writing = new_root(ZORGMELDING), Writing()
    write_zorgmelding(root, CONCERN, writing)
    assert not writing.mistakes
    assert read_zorgmelding(root.element, Reading()) == CONCERN


def test_a_small_report_of_concern_is_read() -> None:
    content = read_zorgmelding(etree.fromstring(document("zorgmeldingDi01")), Reading())
    assert content.zorgmelding is not None
    assert (content.zorgmelding.kenmerk, content.zorgmelding.signaal) == ("PL0900-1", "Zorgmelding")
    assert content.zorgmelding.initiator is not None
    assert [person.rol for person in content.betrokkenen] == ["jeugdige"]
    assert [item.naam for item in content.organisaties] == ["Basisschool Voorbeeld"]
    assert [item.naam for item in content.bijlagen] == ["zorg.pdf"]


def test_a_report_of_concern_whose_sort_is_not_said_is_one_all_the_same() -> None:
    octets = document("zorgmeldingDi01", ('naam="signaaltype"', 'naam="iets anders"'))
    content = read_zorgmelding(etree.fromstring(octets), Reading())
    assert content.zorgmelding is not None
    assert content.zorgmelding.signaal == ""


def test_what_a_report_of_concern_lacks_is_named_in_the_domains_words() -> None:
    root, mistakes = new_root(ZORGMELDING), list[str]()
    write_zorgmelding(root, Content(), Writing())
    assert len(root.element) == 0
    root.add("JZ:object")
    complete(root, mistakes)
    assert mistakes[-3:] == ["zorgmelding.kenmerk: missing", "zorgmelding.signaal: missing", "bijlagen: missing"]


def test_whole_feedback_is_read_back() -> None:
    root, writing = new_root(ZORGMELDING_TERUGKOPPELING), Writing()
    write_terugkoppeling(root, OUTCOME, writing)
    assert not writing.mistakes
    assert read_terugkoppeling(root.element, Reading()) == OUTCOME


def test_small_feedback_is_read() -> None:
    content = read_terugkoppeling(etree.fromstring(document("zorgmeldingTerugkoppelingDi01")), Reading())
    assert content.zorgterugkoppeling is not None
    assert content.zorgterugkoppeling.resultaat == "Vervolgactie nodig"


def test_feedback_without_a_word_is_empty() -> None:
    root = new_root(ZORGMELDING_TERUGKOPPELING)
    write_terugkoppeling(root, Content(), Writing())
    assert len(root.element) == 0
    assert read_terugkoppeling(root.element, Reading()) == Content()
