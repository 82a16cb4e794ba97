"""The lists that were installed: one file each, and an index that is written last and says which of them counts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from adapters.system import disk
from adapters.system.index import read_index
from gateway.domain.identifiers import Oin
from gateway.domain.references import NO_REFERENCES, Instance, ReferenceLists, Role
from gateway.errors import ConfigError, InvalidIdentifierError

_INDEX: Final = "index.json"
_DIGITS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """One release on the shelf: what it came from, and since when."""

    version: str
    digest: str
    source: str
    installed_at: datetime

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.version}-{self.digest[:_DIGITS]}.json"


class ReferenceShelf:
    """The folder with every release; the last that was installed is the one in use."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def history(self) -> tuple[Installed, ...]:
        """Return what was installed, the newest last; raise ConfigError when the index cannot be read."""
        found = self._read()
        if found is None:
            raise ConfigError(_DAMAGED)
        return found

    def read(self, installed: Installed) -> ReferenceLists:
        """Return the lists of a release; raise ConfigError when its file is not what was written."""
        try:
            octets = (self._folder / installed.file).read_bytes()
            document = json.loads(octets)
            if document["digest"] != installed.digest or document["check"] != _check(document["lists"]):
                raise ConfigError(_DAMAGED)
            return _read_lists(document["lists"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError, InvalidIdentifierError):
            raise ConfigError(_DAMAGED) from None

    def current(self) -> ReferenceLists:
        """Return the lists in use, or NO_REFERENCES."""
        history = self.history()
        return self.read(history[-1]) if history else NO_REFERENCES

    def install(self, installed: Installed, lists: ReferenceLists) -> bool:
        """Make a release the one in use, and mend what is damaged; False when it is in use already."""
        with disk.alone_in(self._folder):
            history = self._read() or ()
            if history and history[-1].digest == installed.digest and self._is_sound(history[-1]):
                return False
            written = _write_lists(lists)
            document = {"digest": installed.digest, "check": _check(written), "lists": written}
            disk.write(self._folder / installed.file, _octets(document))
            entries = [*map(_write_entry, history), _write_entry(installed)]
            # The index last: until it names the release, the old state stands.
            disk.write(self._folder / _INDEX, _octets({"releases": entries}))
        return True

    def _is_sound(self, installed: Installed) -> bool:
        try:
            self.read(installed)
        except ConfigError:
            return False
        return True

    def _read(self) -> tuple[Installed, ...] | None:
        return read_index(self._folder / _INDEX, _read_entry, _UNREADABLE)


class FileReferences:
    """The lists in use when the gateway started."""

    def __init__(self, shelf: ReferenceShelf) -> None:
        """Read them, or raise ConfigError."""
        self._lists = shelf.current()

    def current(self) -> ReferenceLists:
        """Return the release in use; NO_REFERENCES when none was installed."""
        return self._lists


_DAMAGED: Final = "the installed reference lists are not as they were written: install them again"
_UNREADABLE: Final = "the index of the installed reference lists cannot be read: check who may read it"


def _octets(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _check(written: object) -> str:
    return sha256(_octets(written)).hexdigest()


def _write_entry(installed: Installed) -> Mapping[str, str]:
    return {
        "version": installed.version,
        "digest": installed.digest,
        "source": installed.source,
        "installedAt": installed.installed_at.isoformat(),
    }


def _read_entry(document: Mapping[str, str]) -> Installed:
    return Installed(
        version=document["version"],
        digest=document["digest"],
        source=document["source"],
        installed_at=datetime.fromisoformat(document["installedAt"]),
    )


def _write_lists(lists: ReferenceLists) -> Mapping[str, object]:
    return {
        "version": lists.version,
        "roles": [
            {"code": role.code, "text": role.text, "successor": role.successor, **_write_days(role)}
            for role in lists.roles
        ],
        "instances": [
            {"code": each.code, "name": each.name, "oin": each.oin and str(each.oin), **_write_days(each)}
            for each in lists.instances
        ],
    }


def _write_days(entry: Role | Instance) -> Mapping[str, str | None]:
    days = {"validFrom": entry.valid_from, "validUntil": entry.valid_until}
    return {name: None if day is None else day.isoformat() for name, day in days.items()}


def _read_lists(document: Mapping[str, Any]) -> ReferenceLists:  # Any: what JSON holds
    return ReferenceLists(
        version=document["version"],
        roles=tuple(map(_read_role, document["roles"])),
        instances=tuple(map(_read_instance, document["instances"])),
    )


def _read_role(document: Mapping[str, str | None]) -> Role:
    begin, end = _read_days(document)
    code, text = document["code"], document["text"]
    return Role(code=str(code), text=str(text), valid_from=begin, valid_until=end, successor=document["successor"])


def _read_instance(document: Mapping[str, str | None]) -> Instance:
    begin, end = _read_days(document)
    oin = document["oin"]
    return Instance(
        code=str(document["code"]),
        name=str(document["name"]),
        oin=None if oin is None else Oin.parse(oin),
        valid_from=begin,
        valid_until=end,
    )


def _read_days(document: Mapping[str, str | None]) -> Sequence[date | None]:
    days = (document["validFrom"], document["validUntil"])
    return [None if day is None else date.fromisoformat(day) for day in days]
