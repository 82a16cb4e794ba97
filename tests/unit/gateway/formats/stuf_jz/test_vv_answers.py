from dataclasses import replace

import pytest
from lxml import etree

from gateway.domain.content import Antwoord, Antwoorddeel, Bekendheid, Betrokkene, Content, Eenheid
from gateway.domain.identifiers import ConversationId
from gateway.domain.kinds import MessageType
from gateway.errors import ContentRefusedError, NotAMessageError
from gateway.formats.stuf_jz import parse, render
from gateway.formats.stuf_jz.names import clark
from gateway.formats.stuf_jz.rows import Reading
from gateway.formats.stuf_jz.tree import Writing, complete, new_root
from gateway.formats.stuf_jz.vv_answers import (
    prepare_information,
    prepare_outcome,
    read_information,
    read_outcome,
    write_information,
    write_outcome,
)
from gateway.formats.stuf_jz.vv_shapes import UCI, UCOB
from tests.kit.stuf_inquiry import CHILD, CONTENTS, INFORMATION, OUTCOME, PARENT, PLAN, TEAM
from tests.kit.stuf_messages import EARLIER, canonical, document, message

KNOWN = Content(betrokkenen=(CHILD, PARENT), antwoord=OUTCOME)
INFORMED = replace(CONTENTS[MessageType.MSG_16], zaak=None)
OBJECT = document("uciDi01").decode().partition("</JZ:stuurgegevens>")[2].partition("</JZ:uciDi01>")[0].strip()
END = "</JZ:uciDi01>"


def outcome(*changes: tuple[str, str]) -> Antwoord:
    answer = read_outcome(etree.fromstring(document("ucobDi01", *changes)), Reading()).antwoord
    assert answer is not None
    return answer


def information(*changes: tuple[str, str]) -> Content:
    return read_information(etree.fromstring(document("uciDi01", *changes)), Reading())


def twice(*changes: tuple[str, str]) -> tuple[str, str]:
    """Return the change that adds a second object, in which each text is replaced."""
    second = OBJECT
    for before, after in changes:
        assert before in second, before
        second = second.replace(before, after, 1)
    return END, second + END


def written(content: Content) -> Content:
    root, writing = new_root(UCI), Writing()
    write_information(root, content, writing)
    assert not writing.mistakes
    return read_information(root.element, Reading())


def mistakes(content: Content) -> list[str]:
    root, writing = new_root(UCI), Writing()
    write_information(root, content, writing)
    complete(root, writing.mistakes)
    return [mistake for mistake in writing.mistakes if "stuurgegevens" not in mistake]


def test_a_whole_outcome_is_read_back() -> None:
    root, writing = new_root(UCOB), Writing()
    write_outcome(root, KNOWN, writing)
    assert read_outcome(root.element, Reading()) == KNOWN
    assert not writing.mistakes


def test_whole_information_is_read_back() -> None:
    assert written(INFORMED) == INFORMED


def test_a_small_outcome_is_read() -> None:
    answer = outcome()
    assert (answer.bekend, answer.identificatie) == (True, "GEM-2026-000007")
    assert answer.verzoek_identificatie == "VTV-2026-000142"
    assert answer.per_persoon == (Bekendheid(kenmerk="#1", bekend=True),)
    assert answer.uitvoerende == Eenheid(naam="Team West", identificatie="VT-TRIAGE")


def test_small_information_is_read() -> None:
    content = information()
    assert content.antwoord is not None
    assert content.antwoord.toelichting == "Fictieve toelichting"
    assert content.antwoord.delen == (Antwoorddeel(code="V001", tekst="Ja"),)
    assert [item.naam for item in content.bijlagen] == ["plan.pdf"]


def test_an_answer_that_knows_nobody_is_not_known() -> None:
    answer = outcome((">J</ZKN:indicatieBekend>", ">N</ZKN:indicatieBekend>"))
    assert (answer.bekend, answer.per_persoon[0].bekend) == (False, False)


def test_an_answer_names_in_its_head_what_it_answers() -> None:
    read = parse("ucobDi01", document("ucobDi01"))
    assert (read.header.cross_reference, read.header.conversation) == (EARLIER, ConversationId(str(EARLIER)))
    nothing = message(MessageType.MSG_14)
    with pytest.raises(NotAMessageError, match="crossReference: missing"):
        render(replace(nothing, header=replace(nothing.header, cross_reference=None)))


def test_a_cross_reference_that_is_no_reference_is_kept_and_comes_back_as_it_was() -> None:
    octets = document("ucobDi01", (str(EARLIER), "met spatie"))
    read = parse("ucobDi01", octets)
    assert read.header.cross_reference is None
    assert canonical(render(read)) == canonical(octets)


def test_several_persons_share_what_is_the_same_of_them() -> None:
    same = information(twice()).antwoord
    assert same is not None
    assert same.per_persoon[1] == Bekendheid(kenmerk="#2", bekend=True, toelichting="Fictieve toelichting")
    other = information(twice(("Team West", "Team Oost"), ("000007", "000008"))).antwoord
    assert other is not None
    assert other.uitvoerende == Eenheid(naam="Team West", identificatie="VT-TRIAGE")
    assert other.per_persoon[1].uitvoerende == Eenheid(naam="Team Oost", identificatie="VT-TRIAGE")
    assert other.per_persoon[1].identificatie == "GEM-2026-000008"
    assert other.per_persoon[1].verzoek_identificatie is None


def test_each_answer_belongs_to_its_person_and_the_first_is_not_named() -> None:
    answer = information(twice((">Ja<", ">Nee<"))).antwoord
    assert answer is not None
    assert [(part.kenmerk, part.tekst) for part in answer.delen] == [(None, "Ja"), ("#2", "Nee")]


@pytest.mark.parametrize(
    "change",
    [
        twice(),
        twice(("Team West", "Team Oost")),
        twice(("VT-TRIAGE", ""), ("Veilig Thuis Voorbeeld", "")),
        twice(("<BG:inp.bsn>999990019</BG:inp.bsn>", ""), ("Testpersoon", ""), ("20150401", "")),
        twice(('<ZKN:organisatorischeEenheid StUF:entiteittype="OEH">', "<ZKN:organisatorischeEenheid>")),
        twice(('NPS">', 'NPS" StUF:sleutelVerzendend="a/b">'), ("V001", "")),
    ],
)
def test_an_answer_about_several_persons_comes_back_as_it_was(change: tuple[str, str]) -> None:
    octets = document("uciDi01", change)
    read = parse("uciDi01", octets)
    assert canonical(render(read)) == canonical(octets)
    assert parse("uciDi01", render(read)) == read


def test_a_unit_that_is_unknown_of_a_later_person_is_not_the_one_of_the_first() -> None:
    answer = information(twice(("VT-TRIAGE", ""), ("Veilig Thuis Voorbeeld", ""))).antwoord
    assert answer is not None
    assert answer.initiator == Eenheid(naam="Veilig Thuis Voorbeeld", identificatie="VT-TRIAGE")
    assert answer.per_persoon[1].initiator == Eenheid(naam="")
    assert answer.per_persoon[1].uitvoerende is None


def test_somebody_who_is_not_named_can_be_known() -> None:
    person = '<ZKN:natuurlijkPersoon StUF:entiteittype="NPS">'
    nobody = (person, person.replace(">", ' xsi:nil="true">'))
    content = information(nobody, ("999990019", ""), ("Testpersoon", ""), ("20150401", ""))
    assert content.betrokkenen == (Betrokkene(kenmerk="#1", rol="", geslachtsnaam=""),)
    assert content.antwoord is not None
    assert content.antwoord.per_persoon == (Bekendheid(kenmerk="#1", bekend=True),)


def test_each_document_belongs_to_its_person_and_the_first_is_not_named() -> None:
    content = parse("uciDi01", document("uciDi01", twice(("plan.pdf", "nog-een.pdf")))).content
    assert [(item.betreft, item.naam) for item in content.bijlagen] == [(None, "plan.pdf"), ("#2", "nog-een.pdf")]
    assert content.rest == ()


def test_one_name_for_two_persons_is_the_name_of_the_first_alone() -> None:
    key = ('NPS">', 'NPS" StUF:sleutelVerzendend="a">')
    octets = document("uciDi01", twice(key), key)
    read = parse("uciDi01", octets)
    assert [person.kenmerk for person in read.content.betrokkenen] == ["a", "#2"]
    assert canonical(render(read)) == canonical(octets)


@pytest.mark.parametrize("root", ["ucobDi01", "uciDi01"])
def test_an_answer_without_yes_or_no_is_refused(root: str) -> None:
    with pytest.raises(ContentRefusedError, match="StUF055 at line 15: element object"):
        parse(root, document(root, ("<ZKN:indicatieBekend>J</ZKN:indicatieBekend>", "")))


def test_a_content_that_says_nothing_is_an_empty_document() -> None:
    for shape, read, write in ((UCOB, read_outcome, write_outcome), (UCI, read_information, write_information)):
        root, writing = new_root(shape), Writing()
        write(root, Content(), writing)
        assert len(root.element) == 0
        assert read(root.element, Reading()) == Content()
    assert prepare_outcome(Content()) == prepare_information(Content()) == Content()
    assert mistakes(Content()) == ["antwoord: missing"]


def test_an_answer_about_nobody_is_not_made() -> None:
    said = replace(INFORMATION, per_persoon=(), bekend=False)
    assert prepare_outcome(Content(antwoord=said)).antwoord == said
    assert mistakes(Content(antwoord=said)) == ["antwoord: missing"]


def test_everything_that_an_answer_lacks_is_named_in_the_domains_words() -> None:
    said = Antwoord(bekend=True, per_persoon=(Bekendheid(kenmerk="ouder-1", bekend=True),))
    assert mistakes(Content(betrokkenen=(PARENT,), antwoord=said, bijlagen=(replace(PLAN, titel=None),))) == [
        "antwoord.identificatie: missing",
        "antwoord.verzoekIdentificatie: missing",
        "antwoord.uitvoerende: missing",
        "bijlagen[].titel: missing",
    ]


def test_who_answers_need_not_know_who_asked() -> None:
    assert mistakes(replace(INFORMED, antwoord=replace(INFORMATION, initiator=None))) == []


@pytest.mark.parametrize(
    ("content", "mistake"),
    [
        (
            replace(INFORMED, antwoord=replace(INFORMATION, bekend=False)),
            "antwoord.bekend: not what antwoord.perPersoon says",
        ),
        (replace(INFORMED, betrokkenen=(CHILD, PARENT, replace(PARENT, kenmerk="x"))),
         "betrokkenen[2]: not in antwoord.perPersoon"),
        (
            replace(
                INFORMED,
                antwoord=replace(
                    INFORMATION, per_persoon=(*INFORMATION.per_persoon, Bekendheid(kenmerk="ouder-1", bekend=True))
                ),
            ),
            "antwoord.perPersoon[2].kenmerk: nobody in the message, or twice",
        ),
        (
            replace(
                INFORMED, antwoord=replace(INFORMATION, delen=(replace(INFORMATION.delen[0], kenmerk="niemand"),))
            ),
            "antwoord.delen[0].kenmerk: nobody in the message",
        ),
        (replace(INFORMED, bijlagen=(replace(PLAN, betreft="x"),)), "bijlagen[0].betreft: nobody in the message"),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_a_mistake(content: Content, mistake: str) -> None:
    assert mistakes(content) == [mistake]


def test_nothing_is_written_of_an_answer_of_which_nobody_is_in_the_message() -> None:
    assert mistakes(replace(INFORMED, betrokkenen=())) == [
        "antwoord.perPersoon[0].kenmerk: nobody in the message, or twice",
        "antwoord.perPersoon[1].kenmerk: nobody in the message, or twice",
        "antwoord: missing",
    ]


def test_what_is_said_twice_is_said_once() -> None:
    answer = replace(
        INFORMATION,
        per_persoon=(
            replace(INFORMATION.per_persoon[0], uitvoerende=Eenheid(naam="Team Noord")),
            replace(INFORMATION.per_persoon[1], verzoek_identificatie="VTV-2026-000142", uitvoerende=None),
        ),
        delen=(replace(INFORMATION.delen[0], kenmerk="kind-1"),),
    )
    content = prepare_information(replace(INFORMED, antwoord=answer, bijlagen=(replace(PLAN, betreft="kind-1"),)))
    prepared = content.antwoord
    assert prepared is not None
    assert content.bijlagen == (PLAN,)
    assert prepared.uitvoerende == Eenheid(naam="Team Noord")
    assert prepared.per_persoon[0] == Bekendheid(kenmerk="kind-1", bekend=False)
    assert prepared.per_persoon[1].uitvoerende == TEAM
    assert prepared.per_persoon[1].verzoek_identificatie is None
    assert prepared.delen[0].kenmerk is None
    assert written(replace(INFORMED, antwoord=prepared)).antwoord == prepared


def test_what_a_check_cannot_carry_is_refused_and_never_dropped() -> None:
    said = message(MessageType.MSG_14, replace(INFORMED, bijlagen=()))
    with pytest.raises(NotAMessageError) as refused:
        render(said)
    assert "antwoord.delen[].tekst: has no place in StUF-Jeugdzorg" in refused.value.mistakes
    assert "antwoord.toelichting: has no place in StUF-Jeugdzorg" in refused.value.mistakes


def test_a_link_needs_no_words_beside_it() -> None:
    octets = document("uciDi01", ("Fictieve toelichting</JZ:omschrijving>", "</JZ:omschrijving><JZ:url>x</JZ:url>"))
    read = parse("uciDi01", octets)
    assert read.content.antwoord is not None
    assert (read.content.antwoord.toelichting, read.content.antwoord.toelichting_link) == (None, "x")
    assert read.content.rest == ()
    assert canonical(render(read)) == canonical(octets)


def test_what_is_kept_beside_a_person_follows_that_person() -> None:
    second = twice(
        ('NPS">', 'NPS" StUF:sleutelVerzendend="b">'), ("<BG:geslachtsnaam>", '<BG:geslachtsnaam StUF:exact="false">')
    )
    read = parse("uciDi01", document("uciDi01", second, ('NPS">', 'NPS" StUF:sleutelVerzendend="a">')))
    answer = read.content.antwoord
    assert answer is not None
    swapped = replace(answer, per_persoon=(replace(answer.per_persoon[1], toelichting=None), answer.per_persoon[0]))
    root = etree.fromstring(render(replace(read, content=replace(read.content, antwoord=swapped))))
    names = list(root.iter(clark("BG:geslachtsnaam")))
    assert [name.get(clark("StUF:exact")) for name in names] == ["false", None]
