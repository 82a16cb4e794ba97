"""Official releases on a shelf of their own: what installs, what is refused whole, and what judges afterwards."""

import shutil
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest
from lxml import etree

from adapters.schemas import SchemaBook, SchemaShelf, install
from adapters.system import disk
from gateway.errors import BundleRefusedError, ConfigError, NotFoundError
from gateway.formats import interpreter, stuf_jz
from gateway.formats.samples import sample_message
from tests.kit.schema_bundles import contents, message, schema, unfolded, zipped

ROOT: Final = Path(__file__).resolve().parents[2]
NOW: Final = datetime(2026, 11, 22, 9, tzinfo=UTC)
STUF_109: Final = stuf_jz.service_of(stuf_jz.Version.V1_0_9)
STUF_107: Final = stuf_jz.service_of(stuf_jz.Version.V1_0_7)
MELDING: Final = (STUF_109, "vtMeldingDi01")


@pytest.fixture
def shelf(tmp_path: Path) -> SchemaShelf:
    return SchemaShelf(tmp_path / "data" / "schemas")


@pytest.fixture
def normative(standards: Path) -> Path:
    return standards / "stuf-jeugdzorg-1.0.9" / "normative"


@pytest.fixture
def resolved(standards: Path) -> Path:
    return standards / "stuf-jeugdzorg-1.0.9" / "resolved"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return a release with one message, of which it accepts anything."""
    return unfolded(tmp_path / "small", {"jz.xsd": schema(message())})


def sample(root: str) -> bytes:
    return interpreter.render(sample_message(stuf_jz.ROOTS[root], NOW), STUF_109).octets


def refused(place: Path, shelf: SchemaShelf, version: str | None = None) -> tuple[str, ...]:
    """Return the mistakes of a release; nothing on the shelf or beside it changed."""
    with pytest.raises(BundleRefusedError) as refusal:
        install(place, shelf, version, NOW)
    assert shelf.releases() == ()
    assert shelf.sources() == {}
    return refusal.value.mistakes


def spoiled(octets: bytes) -> Iterator[bytes]:
    """Yield the document without each of its elements in turn."""
    whole = etree.fromstring(octets)
    for number in range(1, sum(1 for _ in whole.iter("*"))):
        copy = deepcopy(whole)
        node = list(copy.iter("*"))[number]
        parent = node.getparent()
        assert parent is not None
        parent.remove(node)
        yield etree.tostring(copy)


def test_the_normative_release_installs_from_a_zip_that_windows_made(
    normative: Path, shelf: SchemaShelf, tmp_path: Path
) -> None:
    outcome = install(zipped(normative, tmp_path / "release.zip"), shelf, None, NOW)
    assert (outcome.fresh, outcome.release.version, outcome.release.service) == (True, "1.0.9", STUF_109)
    assert set(outcome.release.roots) == {
        root for root in stuf_jz.ROOTS if stuf_jz.carries(stuf_jz.Version.V1_0_9, root)
    }
    assert len(outcome.release.judging) == 1
    assert set(shelf.sources()) == {(STUF_109, root) for root in outcome.release.roots}


def test_a_folder_and_a_zip_of_one_release_are_the_same_release(
    normative: Path, shelf: SchemaShelf, tmp_path: Path
) -> None:
    first = install(normative, shelf, None, NOW)
    for separator, top in (("/", "stuf-jz/normative/"), ("\\", "")):
        again = install(zipped(normative, tmp_path / "release.zip", separator, top), shelf, None, NOW)
        assert (again.fresh, again.release) == (False, first.release)


def test_the_resolved_release_has_a_judge_for_each_family(resolved: Path, shelf: SchemaShelf) -> None:
    release = install(resolved, shelf, None, NOW).release
    spoken = {root for root in stuf_jz.ROOTS if stuf_jz.carries(stuf_jz.Version.V1_0_9, root)}
    assert set(release.roots) == spoken
    assert len(release.judging) > 1


@pytest.mark.parametrize("family", ["vt", "jz"])
def test_a_family_installs_alone_and_judges_its_own_messages(
    family: str, resolved: Path, shelf: SchemaShelf, tmp_path: Path
) -> None:
    release = install(zipped(resolved / family, tmp_path / "release.zip"), shelf, None, NOW).release
    assert ("vtMeldingDi01" in release.roots) == (family == "vt")
    assert "vtoDi01" in release.roots


def test_the_older_version_judges_its_own_service(standards: Path, normative: Path, shelf: SchemaShelf) -> None:
    old = install(standards / "stuf-jeugdzorg-1.0.7", shelf, None, NOW).release
    new = install(normative, shelf, None, NOW).release
    assert (old.version, old.service) == ("1.0.7", STUF_107)
    used = shelf.in_use()
    assert (used[STUF_107, "vtMeldingDi01"], used[STUF_109, "vtMeldingDi01"]) == (old, new)


def test_the_normative_and_the_resolved_release_give_the_same_verdicts(
    normative: Path, resolved: Path, shelf: SchemaShelf, tmp_path: Path
) -> None:
    install(normative, shelf, None, NOW)
    other = SchemaShelf(tmp_path / "other")
    tried = install(resolved, other, None, NOW).tried
    books = [SchemaBook(each.sources()) for each in (shelf, other)]
    assert {"vtMeldingDi01", "vtTerugkoppelingDi01", "vtoDi01", "Bv01Bericht"} <= set(tried)
    for root in tried:
        for octets in (sample(root), *spoiled(sample(root))):
            verdicts = {book.validate(STUF_109, root, octets) == () for book in books}
            assert len(verdicts) == 1, octets


def test_an_official_release_judges_beside_our_own_schemas(normative: Path, shelf: SchemaShelf) -> None:
    install(normative, shelf, None, NOW)
    book = SchemaBook.ours(shelf.sources())
    octets = sample("vtMeldingDi01")
    assert book.validate(*MELDING, octets) == ()
    assert book.validate(*MELDING, octets.replace(b"<StUF:berichtcode>Di01", b"<StUF:berichtcode>Di02")) != ()


def test_both_must_accept_a_message(shelf: SchemaShelf, small: Path) -> None:
    install(small, shelf, None, NOW)
    wrong = sample("vtMeldingDi01").replace(b"berichtcode", b"berichtkode")
    assert SchemaBook(shelf.sources()).validate(*MELDING, wrong) == ()
    assert SchemaBook.ours(shelf.sources()).validate(*MELDING, wrong) != ()


def test_our_own_schemas_install_when_the_version_is_said(shelf: SchemaShelf) -> None:
    assert install(ROOT / "schemas" / "stuf_jz" / "1.0.9", shelf, "1.0.9", NOW).fresh


def test_the_same_release_again_changes_nothing(shelf: SchemaShelf, small: Path, tmp_path: Path) -> None:
    first = install(small, shelf, None, NOW)
    before = contents(tmp_path / "data")
    again = install(small, shelf, None, NOW.replace(year=2027))
    assert (again.fresh, again.release) == (False, first.release)
    assert contents(tmp_path / "data") == before


def test_the_release_that_was_installed_last_judges_until_it_is_removed(
    shelf: SchemaShelf, small: Path, tmp_path: Path
) -> None:
    first = install(small, shelf, None, NOW).release
    files = {"jz.xsd": schema(message(), message("vtoDi01"))}
    second = install(unfolded(tmp_path / "later", files), shelf, None, NOW).release
    assert shelf.in_use() == {MELDING: second, (STUF_109, "vtoDi01"): second}
    shelf.remove(second.name)
    assert shelf.in_use() == {MELDING: first}
    shelf.remove(first.name)
    assert shelf.sources() == {}
    with pytest.raises(NotFoundError):
        shelf.remove(first.name)


def test_a_release_that_changed_on_the_shelf_keeps_the_house_shut_until_it_is_installed_again(
    shelf: SchemaShelf, small: Path, tmp_path: Path
) -> None:
    release = install(small, shelf, None, NOW).release
    for file in (tmp_path / "data" / "schemas" / release.name).rglob("*.xsd"):
        file.write_bytes(file.read_bytes() + b"\n")
    with pytest.raises(ConfigError, match=f"{release.name}: not as they were installed"):
        shelf.sources()
    assert install(small, shelf, None, NOW).fresh
    assert set(shelf.sources()) == {MELDING}


@pytest.mark.parametrize("octets", [b"{}", b"[]", b'{"releases": [[]]}', b"[" * 100_000])
def test_an_index_that_is_none_is_told_and_mended_by_installing_again(
    octets: bytes, shelf: SchemaShelf, small: Path, tmp_path: Path
) -> None:
    assert not install(small, shelf, None, NOW).others_lost
    (tmp_path / "data" / "schemas" / "index.json").write_bytes(octets)
    with pytest.raises(ConfigError, match="the index"):
        shelf.releases()
    with pytest.raises(ConfigError, match="the index"):
        shelf.remove("x")
    mended = install(small, shelf, None, NOW)
    assert (mended.fresh, mended.others_lost) == (True, True)
    assert set(shelf.sources()) == {MELDING}


def test_an_index_that_nobody_may_read_is_not_taken_for_damaged(
    shelf: SchemaShelf, small: Path, tmp_path: Path
) -> None:
    (tmp_path / "data" / "schemas" / "index.json").mkdir(parents=True)
    with pytest.raises(ConfigError, match="cannot be read: check who may read it"):
        install(small, shelf, None, NOW)


@pytest.mark.parametrize("step", ["write", "sync", "write_fresh"])
def test_a_crash_half_way_leaves_the_old_state(
    step: str, shelf: SchemaShelf, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = install(small, shelf, None, NOW).release
    later = unfolded(tmp_path / "later", {"jz.xsd": schema(message(), message("vtoDi01"))})

    def crash(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(disk, step, crash)
        patched.setattr(shutil, "rmtree", lambda *_, **__: None)
        with pytest.raises(OSError, match="No space"):
            install(later, shelf, None, NOW)
    assert shelf.in_use() == {MELDING: first}
    assert set(shelf.sources()) == {MELDING}
    assert install(later, shelf, None, NOW).fresh
    assert len(shelf.in_use()) == 2


IMPORT: Final = '<xs:import namespace="urn:x" schemaLocation="{}"/>'
INCLUDE: Final = '<xs:include schemaLocation="{}"/>'
DOCTYPE: Final = '<!DOCTYPE x [<!ENTITY a "ha">]>'


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"jz.xsd": DOCTYPE + schema(message())}, "jz.xsd: cannot be read as a schema (doctype)"),
        ({"jz.xsd": schema(message())[:-20]}, "jz.xsd: cannot be read as a schema (not-well-formed)"),
        (
            {"jz.xsd": schema(IMPORT.format("http://example.test/x.xsd"), message())},
            "jz.xsd: line 1: draws in a schema that is not in the release",
        ),
        (
            {"jz.xsd": schema(INCLUDE.format("file:///etc/passwd"), message())},
            "jz.xsd: line 1: draws in a schema that is not in the release",
        ),
        (
            {"a/jz.xsd": schema(INCLUDE.format("..\\..\\x.xsd"), message())},
            "jz.xsd: line 1: draws in a schema that is not in the release",
        ),
        (
            {"jz.xsd": schema(INCLUDE.format("x.xsd"), message()), "x.xsd": schema(namespace="urn:x")},
            "jz.xsd: line 1: includes x.xsd, which is of another namespace",
        ),
        (
            {"jz.xsd": schema(IMPORT.format("x.xsd"), message()), "x.xsd": schema(namespace="urn:y")},
            "jz.xsd: line 1: imports x.xsd under another namespace than its own",
        ),
        ({"jz.xsd": schema(message(), version="2.0.0")}, "version 2.0.0 is not spoken here; these are: 1.0.9, 1.0.7"),
        ({"jz.xsd": schema(message(), version="")}, "does not say of which version it is: say it with --version"),
        (
            {"jz.xsd": schema(message()), "vt.xsd": schema(message("vtoDi01"), version="1.0.7")},
            "says that it is of several versions: 1.0.7, 1.0.9",
        ),
        ({"jz.xsd": schema(message("iets"))}, "declares no message that this gateway speaks"),
        ({"jz.xsd": schema(message(), namespace="urn:x")}, "declares no message that this gateway speaks"),
        (
            {"jz.xsd": schema('<xs:element name="vtMeldingDi01" type="JZ:None"/>')},
            "the schemas with vtMeldingDi01 do not fit together",
        ),
        (
            {"jz.xsd": schema('<xs:element name="vtMeldingDi01"><xs:complexType/></xs:element>')},
            "refuses our own sample of vtMeldingDi01: line 2: element vtMeldingDi01",
        ),
        (
            {"jz.xsd": schema(message().replace('maxOccurs="unbounded"', 'maxOccurs="99999"'))},
            "jz.xsd: asks for something more than 1000 times",
        ),
        ({"leesmij.txt": "x"}, "there is no schema (.xsd) in it"),
        ({"jz.xsd": "<x/>"}, "jz.xsd: is no schema"),
    ],
)
@pytest.mark.parametrize("packed", [False, True], ids=["folder", "zip"])
def test_a_bad_release_is_refused_whole_and_changes_nothing(
    files: dict[str, str],
    told: str,
    packed: bool,  # noqa: FBT001 - both ways
    shelf: SchemaShelf,
    tmp_path: Path,
) -> None:
    place = unfolded(tmp_path / "release", files)
    mistakes = refused(zipped(place, tmp_path / "release.zip") if packed else place, shelf)
    assert mistakes[0] == told


def test_every_mistake_is_told_at_once(shelf: SchemaShelf, tmp_path: Path) -> None:
    place = unfolded(tmp_path / "x", {"a.xsd": "<x", "b.xsd": DOCTYPE + "<x/>", "c.xsd": "<x/>"})
    assert len(refused(place, shelf)) == 3


def test_a_version_other_than_the_release_says_is_refused(shelf: SchemaShelf, small: Path) -> None:
    assert refused(small, shelf, "1.0.7") == ("says that it is of version 1.0.9, not 1.0.7",)


def test_a_link_in_a_folder_is_refused(shelf: SchemaShelf, small: Path, tmp_path: Path) -> None:
    (small / "deep").mkdir()
    (small / "deep" / "stuf.xsd").symlink_to(tmp_path)
    assert refused(small, shelf) == ("deep/stuf.xsd: is a link or a device",)


def test_a_folder_with_too_much_in_it_is_refused(shelf: SchemaShelf, small: Path) -> None:
    for number in range(1001):
        (small / f"{number}.txt").touch()
    assert refused(small, shelf) == ("the folder holds more than 1000 files and folders",)


def test_half_an_archive_is_refused(shelf: SchemaShelf, small: Path, tmp_path: Path) -> None:
    whole = zipped(small, tmp_path / "release.zip")
    whole.write_bytes(whole.read_bytes()[:-10])
    assert refused(whole, shelf) == ("the archive is damaged, or no zip file",)


def test_zip_slip_a_member_outside_the_archive_is_refused_and_never_written(
    shelf: SchemaShelf, small: Path, tmp_path: Path
) -> None:
    whole = zipped(small, tmp_path / "release.zip")
    with zipfile.ZipFile(whole, "a") as archive:
        archive.writestr("..\\..\\evil.xsd", schema(message()))
    assert refused(whole, shelf) == ("member 2: its name leads out of the archive",)
    assert not list(tmp_path.rglob("evil.xsd"))


def test_a_zip_bomb_is_refused(shelf: SchemaShelf, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(4):
            archive.writestr(f"{number}.xsd", bytes(3 * 1024 * 1024))
    told = refused(tmp_path / "bomb.zip", shelf)
    assert told == tuple(f"{number}.xsd: unpacks to more than 100 times its size" for number in range(4))


def test_a_schema_may_be_found_under_a_name_in_other_case(shelf: SchemaShelf, tmp_path: Path) -> None:
    files = {"jz.xsd": schema(INCLUDE.format("Deel\\ANDER.xsd"), message()), "deel/ander.xsd": schema()}
    assert install(unfolded(tmp_path / "x", files), shelf, None, NOW).fresh
