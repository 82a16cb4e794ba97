"""The releases that were installed: a folder each, and an index that is written last and says which of them count."""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from adapters.schemas.book import Key, Source, Sources
from adapters.schemas.release import Release, digest_of, read_release, write_release
from adapters.system import disk
from adapters.system.index import read_index
from gateway.errors import ConfigError, NotFoundError

_INDEX: Final = "index.json"
_STAGED: Final = ".staged"
_DAMAGED: Final = "the index of installed schemas is not as it was written: install them again"
_UNREADABLE: Final = "the index of installed schemas cannot be read: check who may read it"


class SchemaShelf:
    """The folder with every release; of two that judge the same message, the one installed last does."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def releases(self) -> tuple[Release, ...]:
        """Return what is installed, the newest last; raise ConfigError when the index cannot be read."""
        found = self._read()
        if found is None:
            raise ConfigError(_DAMAGED)
        return found

    def kept(self) -> tuple[Release, ...]:
        """Return what an installation leaves there: nothing where the index is not as it was written."""
        return self._read() or ()

    @property
    def is_lost(self) -> bool:
        """Tell whether the index is not as it was written: an installation then begins a new one."""
        return self._read() is None

    def in_use(self) -> Mapping[Key, Release]:
        """Return for each message the release that judges it."""
        return {(each.service, root): each for each in self.releases() for root in each.roots}

    def sources(self) -> Sources:
        """Return the schemas for each message; raise ConfigError for every release that is not as it was written."""
        used = self.in_use()
        damaged = [each.name for each in dict.fromkeys(used.values()) if not self.is_sound(each)]
        if damaged:
            raise ConfigError(*(f"schemas {name}: not as they were installed; install them again" for name in damaged))
        return {key: tuple(self._judging(release, key[1])) for key, release in used.items()}

    def is_sound(self, release: Release) -> bool:
        """Tell whether the files of a release are what was written."""
        place = self._folder / release.name
        files = {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*.xsd")}
        return digest_of(files) == release.check

    @contextmanager
    def stage(self, files: Mapping[str, bytes]) -> Iterator[Path]:
        """Write files where nobody reads them yet, and clear them away unless they were put on the shelf."""
        with disk.alone_in(self._folder):
            self._clear()
            staged = self._folder / _STAGED
            _write_all(staged, files)
            try:
                yield staged
            finally:
                shutil.rmtree(staged, ignore_errors=True)

    def put(self, staged: Path, release: Release) -> None:
        """Make what was staged a release, the newest; nothing counts before the index names it."""
        kept = [each for each in self.kept() if each.name != release.name]
        place = self._folder / release.name
        shutil.rmtree(place, ignore_errors=True)
        staged.rename(place)
        disk.sync(self._folder)
        self._index([*kept, release])

    def remove(self, name: str) -> None:
        """Take a release away; raise NotFoundError when there is none of that name."""
        with disk.alone_in(self._folder):
            releases = self.releases()
            kept = [each for each in releases if each.name != name]
            if len(kept) == len(releases):
                raise NotFoundError("release")
            self._index(kept)
            shutil.rmtree(self._folder / name, ignore_errors=True)

    def _clear(self) -> None:
        """Take away what a crash left half-way: every folder that the index does not name."""
        kept = {each.name for each in self.kept()}
        for path in self._folder.iterdir():
            if path.is_dir() and path.name not in kept:
                shutil.rmtree(path, ignore_errors=True)

    def _read(self) -> tuple[Release, ...] | None:
        return read_index(self._folder / _INDEX, read_release, _UNREADABLE)

    def _index(self, releases: Sequence[Release]) -> None:
        document = {"releases": [write_release(each) for each in releases]}
        disk.write(self._folder / _INDEX, json.dumps(document, indent=1).encode())

    def _judging(self, release: Release, root: str) -> Iterator[Source]:
        for each in release.judging:
            if root in each.roots:
                yield Source(f"{release.name} {each.file}", self._folder / release.name / each.file)


def _write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, octets in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        disk.write_fresh(file, octets)
    for place in {(folder / name).parent for name in files}:
        disk.sync(place)
