"""Install a release of the reference lists: read it, check it, and only then put it on the shelf."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from adapters.references.lists import read_lists
from adapters.references.shelf import Installed, ReferenceShelf
from adapters.references.workbook import LARGEST_OCTETS, read_workbook
from gateway.domain.references import ReferenceLists


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an installation led to: `fresh` unless these lists were in use already."""

    installed: Installed
    lists: ReferenceLists
    fresh: bool


def install(file: Path, shelf: ReferenceShelf, at: datetime) -> Outcome:
    """Make the lists in a spreadsheet those in use.

    Raises BundleRefusedError with every mistake; the shelf is then as it was.
    """
    with file.open("rb") as opened:
        octets = opened.read(LARGEST_OCTETS + 1)
    lists = read_lists(read_workbook(octets))
    digest = sha256(octets).hexdigest()
    installed = Installed(version=lists.version, digest=digest, source=file.name, installed_at=at)
    fresh = shelf.install(installed, lists)
    return Outcome(installed=installed if fresh else shelf.history()[-1], lists=lists, fresh=fresh)
