import pytest
from lxml import etree

from gateway.domain.content import Content, Uitvraag, Vraag
from gateway.domain.kinds import MessageType
from gateway.errors import ContentRefusedError
from gateway.formats.stuf_jz import parse, render
from gateway.formats.stuf_jz.names import clark
from gateway.formats.stuf_jz.rows import Reading
from gateway.formats.stuf_jz.tree import Writing, complete, new_root
from gateway.formats.stuf_jz.vv import read_check, read_question, write_check, write_question
from gateway.formats.stuf_jz.vv_shapes import VCI, VCOB
from tests.kit.policy_cases import changed
from tests.kit.stuf_inquiry import CHECK, CHILD, PARENT, QUESTION
from tests.kit.stuf_messages import canonical, document
from tests.kit.stuf_written import again

ASKED = Content(betrokkenen=(CHILD,), uitvraag=CHECK)
QUESTIONED = Content(betrokkenen=(CHILD,), uitvraag=QUESTION)
CODE = "<JZ:specifiekeVraag><JZ:code>V001</JZ:code></JZ:specifiekeVraag>"


def check(*changes: tuple[str, str]) -> Content:
    return read_check(etree.fromstring(document("vcobDi01", *changes)), Reading())


def question(*changes: tuple[str, str]) -> Content:
    return read_question(etree.fromstring(document("vciDi01", *changes)), Reading())


def mistakes(content: Content) -> list[str]:
    root, writing = new_root(VCI), Writing()
    write_question(root, content, writing)
    complete(root, writing.mistakes)
    return [mistake for mistake in writing.mistakes if "stuurgegevens" not in mistake]


def test_a_whole_check_is_read_back() -> None:
    root, writing = new_root(VCOB), Writing()
    write_check(root, ASKED, writing)
    assert read_check(root.element, Reading()) == ASKED
    assert not writing.mistakes


def test_a_whole_question_is_read_back() -> None:
    root, writing = new_root(VCI), Writing()
    write_question(root, QUESTIONED, writing)
    assert read_question(root.element, Reading()) == QUESTIONED
    assert not writing.mistakes


def test_a_small_check_is_read() -> None:
    asked = check().uitvraag
    assert asked is not None
    assert (asked.identificatie, asked.soort_verzoeker, asked.reden) == ("VTV-2026-000142", "05", "01")
    assert asked.initiator is not None
    assert (asked.initiator.identificatie, asked.initiator.naam) == ("VT-TRIAGE", "Veilig Thuis Voorbeeld")


def test_a_content_that_says_nothing_is_an_empty_document() -> None:
    for shape, read, write in ((VCOB, read_check, write_check), (VCI, read_question, write_question)):
        root, writing = new_root(shape), Writing()
        write(root, Content(), writing)
        assert len(root.element) == 0
        assert read(root.element, Reading()) == Content()


def test_everything_that_a_question_lacks_is_named_in_the_domains_words() -> None:
    assert mistakes(Content(betrokkenen=(PARENT,), uitvraag=Uitvraag(reden="", toelichting="x"))) == [
        "uitvraag.identificatie: missing",
        "uitvraag.soortVerzoeker: missing",
        "uitvraag.reden: missing",
        "uitvraag.vragen: missing",
        "uitvraag.initiator: missing",
    ]


def test_a_question_about_nobody_is_not_made() -> None:
    assert mistakes(Content(uitvraag=QUESTION)) == ["betrokkenen: missing"]


def test_a_question_is_about_one_person() -> None:
    assert mistakes(Content(betrokkenen=(CHILD, PARENT), uitvraag=QUESTION)) == [
        "betrokkenen[1]: one person to a question"
    ]


@pytest.mark.parametrize(
    ("change", "mistake"),
    [
        ({"soort_verzoeker": "06"}, "uitvraag.soortVerzoeker: not one of the standard's own values"),
        ({"reden": "07"}, "uitvraag.reden: not one of the standard's own values"),
        ({"identificatie": "142"}, "uitvraag.identificatie: shorter than 5"),
    ],
)
def test_a_code_that_the_standard_does_not_have_is_a_mistake(change: dict[str, str], mistake: str) -> None:
    question = changed(QUESTION, **change)
    assert mistakes(Content(betrokkenen=(CHILD,), uitvraag=question)) == [mistake]


def test_a_reason_that_is_nil_is_no_reason_and_comes_back_as_it_was() -> None:
    octets = document("vcobDi01", ("<JZ:code>01</JZ:code>", '<JZ:code xsi:nil="true"/>'))
    read = parse("vcobDi01", octets)
    assert read.content.uitvraag is not None
    assert read.content.uitvraag.reden == ""
    assert canonical(render(read)) == canonical(octets)


def test_white_space_around_a_reason_says_nothing_and_comes_back_as_it_was() -> None:
    octets = document("vcobDi01", ("<JZ:code>01</JZ:code>", "<JZ:code> 01\n</JZ:code>"))
    read = parse("vcobDi01", octets)
    assert read.content.uitvraag is not None
    assert read.content.uitvraag.reden == "01"
    assert canonical(render(read)) == canonical(octets)


def test_the_words_of_a_question_stand_beside_its_code() -> None:
    root, writing = new_root(VCI), Writing()
    write_question(root, QUESTIONED, writing)
    beside = f"{clark('StUF:extraElementen')}/{clark('StUF:extraElement')}"
    names = [extra.get("naam") for extra in again(root)[0].findall(beside)]
    assert names == ["antwoordVoor", "vraag1Tekst", "vraag2Tekst"]


def test_a_partner_asks_by_code_alone_and_in_any_number() -> None:
    content = question((CODE, CODE + CODE.replace("V001", "V002")))
    assert content.uitvraag is not None
    assert content.uitvraag.vragen == (Vraag(code="V001", tekst=""), Vraag(code="V002", tekst=""))


def test_a_question_without_a_code_is_left_where_it_is() -> None:
    octets = document("vciDi01", (CODE, CODE.replace("V001", "") + CODE))
    read = parse("vciDi01", octets)
    assert read.content.uitvraag is not None
    assert [each.code for each in read.content.uitvraag.vragen] == ["V001"]
    assert [piece.plaats for piece in read.content.rest] == ["JZ:object/JZ:specifiekeVraag"]
    assert canonical(render(read)) == canonical(octets)


def test_a_check_carries_no_description() -> None:
    root, writing = new_root(VCOB), Writing()
    write_check(root, Content(betrokkenen=(CHILD,), uitvraag=QUESTION), writing)
    assert again(root)[0].find(clark("JZ:omschrijving")) is None


def test_absent_empty_nil_and_no_value_are_kept_apart() -> None:
    name = "<BG:geslachtsnaam>Testpersoon</BG:geslachtsnaam>"
    nil = '<BG:geslachtsnaam xsi:nil="true"'
    whys = (" ", ' StUF:noValue="geenWaarde"', ' StUF:noValue="nietGeautoriseerd"')
    variants = ("<BG:geslachtsnaam/>", *(f"{nil}{why}/>" for why in whys))
    again = set()
    for variant in variants:
        octets = document("vcobDi01", (name, variant))
        again.add(canonical(render(parse("vcobDi01", octets))))
        assert canonical(octets) in again
    assert len(again) == len(variants)


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ('entiteittype="VVZ"', 'entiteittype="ZAK"', "line 15: element object"),
        ('entiteittype="OEH"', 'entiteittype="VES"', "line 27: element organisatorischeEenheid"),
        ("<BG:inp.bsn>999990019</BG:inp.bsn>", "<BG:inp.bns/>", "line 21: element unknown"),
    ],
)
def test_an_entity_of_another_sort_and_an_unknown_element_are_refused_by_place(
    before: str, after: str, place: str
) -> None:
    with pytest.raises(ContentRefusedError) as refused:
        parse("vcobDi01", document("vcobDi01", (before, after)))
    assert (refused.value.fault, refused.value.places) == ("StUF055", (place,))


def test_a_type_keeps_its_own_root() -> None:
    assert parse("vciDi01", document("vciDi01")).header.type is MessageType.MSG_15
