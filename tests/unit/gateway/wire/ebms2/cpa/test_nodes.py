"""Steps through the tree."""

from gateway.wire.ebms2 import xml
from gateway.wire.ebms2.cpa.nodes import attribute, elements, find, line_of, name_of, text_of, trimmed_text_of
from gateway.wire.ebms2.cpa.vocabulary import CPA_NAMESPACE

ROOT = xml.parse(
    f"""<a xmlns="{CPA_NAMESPACE}" xmlns:t="{CPA_NAMESPACE}" t:id="x" xmlns:o="urn:other"
    ><!-- said --><b> text </b><o:c/>
    <b>0000<!-- -->1234</b></a>""".encode(),
    comments_allowed=True,
)


def test_names_tell_their_namespace() -> None:
    assert [name_of(child) for child in ROOT] == ["", "b", "other", "b"]


def test_comments_are_no_elements() -> None:
    assert [name_of(child) for child in elements(ROOT)] == ["b", "other", "b"]
    assert len(list(elements(ROOT, "b"))) == 2
    assert list(elements(None)) == []


def test_a_path_ends_at_its_first_element_or_nowhere() -> None:
    assert find(ROOT, "b") is ROOT[1]
    assert find(ROOT, "b", "c") is None
    assert find(None, "b") is None
    assert find(ROOT) is ROOT


def test_a_text_with_a_comment_inside_is_no_text() -> None:
    first, second = elements(ROOT, "b")
    assert text_of(first) == " text "
    assert trimmed_text_of(first) == "text"
    assert text_of(second) is None
    assert trimmed_text_of(second) is None
    assert text_of(None) is None


def test_attributes_are_in_the_namespace_of_the_agreement() -> None:
    assert attribute(ROOT, "id") == "x"
    assert attribute(ROOT, "name") is None
    assert attribute(None, "id") is None


def test_an_element_knows_its_line() -> None:
    assert line_of(ROOT[3]) == 3
