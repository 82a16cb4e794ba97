import pytest

from gateway.errors import HeaderRefusedError
from gateway.wire.ebms2.manifest import check_manifest, compile_manifest
from gateway.wire.ebms2.model import Manifest
from gateway.wire.ebms2.vocabulary import ErrorCode, Location
from gateway.wire.stages import Part


def _parts(*names: str) -> tuple[Part, ...]:
    return tuple(Part(content_id=name, media_type="text/plain", content=b"") for name in names)


def test_a_manifest_names_each_part() -> None:
    assert compile_manifest(_parts("a@b", "c")) == Manifest(("cid:a@b", "cid:c"))
    assert compile_manifest(()) is None


@pytest.mark.parametrize("names", [("a",), ("a", "b"), ("a%40b",)])
def test_a_manifest_fits_its_parts(names: tuple[str, ...]) -> None:
    check_manifest(compile_manifest(_parts(*names)), _parts(*reversed(names)))


@pytest.mark.parametrize(
    ("href", "name"),
    [("cid:a%2540b", "a%40b"), ("cid:a%23%3F%7Cb+/@c", "a#?|b+/@c"), ("cid:a#?|b", "a#?|b")],
    ids=["percent", "what-a-url-cannot-hold", "as-it-stands"],
)
def test_a_name_that_a_url_cannot_hold_stands_escaped_or_as_it_is(href: str, name: str) -> None:
    check_manifest(Manifest((href,)), _parts(name))


def test_a_message_without_parts_needs_no_manifest() -> None:
    check_manifest(None, ())


@pytest.mark.parametrize(
    ("hrefs", "names"),
    [
        pytest.param(("http://a.example/",), ("a",), id="118-http"),
        pytest.param(("file:///etc/hostname",), ("a",), id="118-file"),
        pytest.param(("ftp://a.example/a",), ("a",), id="118-ftp"),
        pytest.param(("a",), ("a",), id="118-no-scheme"),
        pytest.param(("CID:a",), ("a",), id="118-scheme-in-other-case"),
        pytest.param(("",), ("a",), id="118-empty"),
        pytest.param((), ("a",), id="119-no-manifest"),
        pytest.param(("cid:a",), (), id="119-no-part"),
        pytest.param(("cid:a", "cid:b"), ("a",), id="119-cid-not-present"),
        pytest.param(("cid:a",), ("a", "b"), id="119-part-not-in-manifest"),
        pytest.param(("cid:a", "cid:a"), ("a",), id="120-same-cid-twice"),
        pytest.param(("cid:a", "cid:a"), ("a", "b"), id="120-same-cid-twice-for-two"),
        pytest.param(("cid:A",), ("a",), id="120-other-case"),
        pytest.param(("cid:a%40b",), ("a@b",), id="120-percent"),
        pytest.param(("cid:a%2540b", "cid:a%40b"), ("a%40b",), id="120-twice-in-two-forms"),
        pytest.param(("cid:a%7cb",), ("a|b",), id="120-escape-in-small-letters"),
    ],
)
def test_a_manifest_that_does_not_fit_is_a_mime_problem(hrefs: tuple[str, ...], names: tuple[str, ...]) -> None:
    with pytest.raises(HeaderRefusedError) as caught:
        check_manifest(Manifest(hrefs) if hrefs else None, _parts(*names))
    assert (caught.value.ebms_code, caught.value.location) == (ErrorCode.MIME_PROBLEM, Location.MANIFEST)
