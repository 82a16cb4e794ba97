"""Puts agreements in the folder, and records beside them: one at a time, whole or not at all (docs/adr/0010)."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Final

from adapters.partners.examining import Examined, Place, doubts_about, examine, finding
from adapters.partners.folder import InFolder
from adapters.partners.overlay import written_ending, written_replacement
from adapters.system import disk
from gateway.domain.agreement import Agreement
from gateway.domain.identifiers import AgreementId
from gateway.domain.replacement import Ending, Replacement, Version
from gateway.errors import NotFoundError
from gateway.wire.ebms2 import cpa
from gateway.wire.ebms2.cpa import Finding, Rule, Severity
from gateway.wire.ebms2.cpa.replacements import USES

_DIGITS: Final = 12
_NAME: Final = 100


def install(octets: bytes, place: Place, at: datetime) -> Examined:
    """Write the agreement beside what is there, unless something stands in the way; one at a time, whole or not."""
    with disk.alone_in(place.folder.path):
        return put(octets, place, at)


def put(
    octets: bytes, place: Place, at: datetime, *, file: str = "", first: Mapping[Path, bytes] = MappingProxyType({})
) -> Examined:
    """Do the same for who is alone in the folder already: under a name of its own, and with other files before it."""
    examined = examine(octets, place, at)
    if examined.agreement is None or not examined.sound:
        return examined
    file = file or file_of(examined.agreement)
    # As a gateway would read it: what does not fit is told here, never when one starts.
    place.folder.read({file: octets})
    for each, content in {**first, place.folder.path / file: octets}.items():
        disk.write(each, content)
    return replace(examined, file=file)


def file_of(agreement: Agreement) -> str:
    """Return the name of its file: the CPAId as far as a file can have it, and which version it is."""
    name = re.sub(r"[^A-Za-z0-9_-]", "_", str(agreement.agreement_id))[:_NAME]
    return f"{name}-{agreement.digest[:_DIGITS]}.xml"


def end(agreement_id: AgreementId, ending: Ending, place: Place, at: datetime) -> Examined:
    """Record that every version of an agreement that still runs ends early; raise NotFoundError where there is none.

    What has ended never runs again: a version whose earlier end has come is left as it is, and told.
    """
    with disk.alone_in(place.folder.path):
        versions = [each for each in _versions(agreement_id, place) if each.version.base.end > ending.at]
        running = [each for each in versions if each.version.at(at).end > at]
        found = [] if ending.at >= at else [finding(Rule.PERIOD, "een afspraak kan niet in het verleden eindigen")]
        if not versions:
            found.append(finding(Rule.PERIOD, "de afspraak loopt dan al niet meer; er is niets veranderd"))
        severity = Severity.WARNING if running else Severity.ERROR
        found += [_ended(each.version.at(at), severity) for each in versions if each not in running]
        for each in running if _may_be_written(found) else ():
            _append(place.folder.path / each.file, written_ending(ending, at))
    newest = _versions(agreement_id, place)[0]
    return Examined(agreement=newest.version.at(at), findings=tuple(found), file=newest.file)


def _ended(agreement: Agreement, severity: Severity) -> Finding:
    text = (
        f"de versie van {agreement.start:%Y-%m-%d} is geëindigd op {agreement.end:%Y-%m-%d %H:%M} UTC en loopt niet "
        "opnieuw; vraag zo nodig een nieuwe afspraak"
    )
    return finding(Rule.PERIOD, text, severity)


def replace_parts(agreement_id: AgreementId, parts: Sequence[Replacement], place: Place, at: datetime) -> Examined:
    """Record what replaces parts of the version that is in force when they count, unless it does not fit."""
    with disk.alone_in(place.folder.path):
        chosen = chosen_of(_versions(agreement_id, place), parts[0].valid_from)
        base, overlay = chosen.version.base, chosen.version.overlay
        fresh = replace(overlay, replacements=(*overlay.replacements, *parts))
        found = [
            *cpa.check_overlay(base, fresh, place.folder.holders),
            *doubts_about(parts, place, at),
            *_too_late(chosen.version, parts, at),
        ]
        if _may_be_written(found):
            text = "\n".join(written_replacement(part, at) for part in parts)
            _append(place.folder.path / chosen.file, text)
    return Examined(agreement=replace(chosen.version, overlay=fresh).at(at), findings=tuple(found), file=chosen.file)


def _too_late(version: Version, parts: Sequence[Replacement], at: datetime) -> Iterator[Finding]:
    """Yield what would never count, and what counts only for what travelled before."""
    begins = max(parts[0].valid_from, at)
    if version.at(begins).end <= begins:
        text = "de afspraak loopt dan al niet meer; dit telt alleen voor wat eronder al verstuurd of aangenomen is"
        yield finding(Rule.PERIOD, text, Severity.WARNING)
    for part in parts:
        same = (each for each in version.overlay.replacements if (each.side, each.use) == (part.side, part.use))
        begun = max((each.valid_from for each in same if each.valid_from <= at), default=part.valid_from)
        if begun > part.valid_from:
            text = f"nieuw {USES[part.use]}: sinds {begun:%Y-%m-%d %H:%M} UTC geldt een ander; kies een later moment"
            yield finding(Rule.PERIOD, text)


def _may_be_written(found: Iterable[Finding]) -> bool:
    return all(each.severity is not Severity.ERROR for each in found)


def _versions(agreement_id: AgreementId, place: Place) -> list[InFolder]:
    found = [each for each in place.folder.read() if each.version.base.agreement_id == agreement_id]
    if not found:
        raise NotFoundError("agreement")
    return found


def chosen_of(versions: Sequence[InFolder], at: datetime) -> InFolder:
    """Return the version in force at that moment, or else the newest."""
    return next((each for each in versions if each.version.at(at).in_force(at)), versions[0])


def _append(file: Path, text: str) -> None:
    """Add a record to the file beside an agreement; what stands in it stays as it is."""
    beside = file.with_suffix(".toml")
    before = beside.read_text(encoding="utf-8").rstrip() if beside.exists() else ""
    disk.write(beside, f"{before}\n\n{text}".lstrip().encode())
