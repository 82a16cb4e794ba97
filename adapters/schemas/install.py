"""Install an official release: read it, check it, try it, and only then put it on the shelf."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from adapters.schemas.bundle import read_bundle
from adapters.schemas.documents import Document, read_documents
from adapters.schemas.families import find_entries, find_families
from adapters.schemas.flat import flatten
from adapters.schemas.release import NAMESPACE, Judging, Release, digest_of
from adapters.schemas.shelf import SchemaShelf
from adapters.schemas.trial import try_out
from gateway.errors import BundleRefusedError
from gateway.formats import stuf_jz


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an installation led to: `fresh` unless it was there already; `tried`: it accepted our sample of these.

    `others_lost`: the index was damaged and began anew, so that what was installed before counts no more.
    """

    release: Release
    fresh: bool
    tried: tuple[str, ...] = ()
    others_lost: bool = False


def install(place: Path, shelf: SchemaShelf, version: str | None, at: datetime) -> Outcome:
    """Make the release in a zip or folder a judge beside our own schemas.

    Raises BundleRefusedError with every mistake; the shelf is then as it was.
    """
    found = read_bundle(place)
    digest = digest_of(found)
    lost = shelf.is_lost
    for each in shelf.kept():
        if each.digest == digest and version in {None, each.version} and shelf.is_sound(each):
            return Outcome(release=each, fresh=False)
    documents = read_documents(found)
    spoken = _version(documents, version)
    judging, files = _flat(documents, spoken)
    release = Release(
        version=spoken,
        service=stuf_jz.service_of(spoken),
        digest=digest,
        check=digest_of(files),
        judging=judging,
        installed_at=at,
    )
    with shelf.stage(files) as staged:
        tried = try_out(staged, judging, release.service, at)
        shelf.put(staged, release)
    return Outcome(release=release, fresh=True, tried=tried, others_lost=lost)


def _version(documents: Mapping[str, Document], asked: str | None) -> stuf_jz.Version:
    """Return the version that the schemas with messages say they belong to, or else the one that was asked for."""
    entries = find_entries(documents, NAMESPACE, stuf_jz.ROOTS.keys())
    told = sorted({version for path in entries for version in documents[path].versions})
    if len(told) > 1:
        mistake = f"says that it is of several versions: {', '.join(told)}"
        raise BundleRefusedError(mistake)
    if not told and asked is None:
        mistake = "does not say of which version it is: say it with --version"
        raise BundleRefusedError(mistake)
    if told and asked not in {None, *told}:
        mistake = f"says that it is of version {told[0]}, not {asked}"
        raise BundleRefusedError(mistake)
    version = (*told, asked)[0]
    if version not in set(stuf_jz.Version):
        mistake = f"version {version} is not spoken here; these are: {', '.join(stuf_jz.Version)}"
        raise BundleRefusedError(mistake)
    return stuf_jz.Version(version)


def _flat(
    documents: Mapping[str, Document], version: stuf_jz.Version
) -> tuple[tuple[Judging, ...], Mapping[str, bytes]]:
    """Return which file judges which messages, and every file: a folder for each family."""
    known = {root for root in stuf_jz.ROOTS if stuf_jz.carries(version, root)}
    judging: list[Judging] = []
    files: dict[str, bytes] = {}
    for number, family in enumerate(find_families(documents, NAMESPACE, known), 1):
        first, inner = flatten(family, documents, NAMESPACE)
        judging.append(Judging(file=f"{number}/{first}", roots=tuple(sorted(family.roots))))
        files |= {f"{number}/{name}": octets for name, octets in inner.items()}
    return tuple(judging), files
