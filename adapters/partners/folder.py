"""The folder of agreements: each file is read again only when it changed; all mistakes in all of them at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias

from adapters.partners.overlay import (
    CANONICALIZATIONS,
    CLIENT_CERTIFICATES,
    HABITS,
    KEY_TRANSPORTS,
    Beside,
    read_beside,
)
from adapters.partners.reading import read_octets
from adapters.partners.register import PartyRegister
from adapters.system import disk
from gateway.domain.agreement import Agreement, Profile
from gateway.domain.identifiers import AgreementId, PartyId
from gateway.domain.party import HubMandate
from gateway.domain.replacement import Version
from gateway.errors import ConfigError
from gateway.wire.ebms2 import cpa
from gateway.wire.ebms2.cpa import Holders

# Bad input 248: a message of this chain never goes best effort, unless somebody asked for exactly that.
RELIABLE: Final = frozenset(profile for profile in Profile if profile.reliable)
NOTHING_MORE: Final[Mapping[str, bytes]] = MappingProxyType({})
Stamp: TypeAlias = tuple[tuple[str, disk.Stamp], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InFolder:
    """One version of an agreement in the folder: its file, and what stands beside it."""

    file: str
    version: Version
    habits: Mapping[str, str]


class AgreementFolder:
    """Reads `*.xml`, each with the file of the same name and `.toml` beside it."""

    def __init__(
        self,
        folder: Path,
        own: PartyId,
        profiles: frozenset[Profile],
        register: PartyRegister | None,
        roots: frozenset[str] = frozenset(),
    ) -> None:
        """Take who we are, which profiles are used here, and who is known; without a register everybody is.

        `roots` are those that let organizationIdentifier speak (S-05).
        """
        self._folder = folder
        self._own = own
        self.profiles = profiles
        self._register = register
        self._roots = roots
        self._parsed: dict[tuple[bytes, Holders], Agreement] = {}

    @property
    def path(self) -> Path:
        """Return where it is."""
        return self._folder

    def stamp(self) -> Stamp:
        """Return what changes when a file does, or who may read it."""
        return tuple((file.name, disk.stamp_of(file)) for file in _files(self._folder, ".xml", ".toml"))

    @property
    def holders(self) -> Holders:
        """Whose certificates may stand for a party, on whatever day."""
        return Holders(
            mandated=frozenset((each.holder, each.principal) for each in self._hub_mandates),
            organization_identifier_roots=self._roots,
        )

    @property
    def _hub_mandates(self) -> tuple[HubMandate, ...]:
        return () if self._register is None else self._register.hub_mandates

    def read(self, extra: Mapping[str, bytes] = NOTHING_MORE) -> tuple[InFolder, ...]:
        """Return every version, the newest first; raise ConfigError with every mistake.

        With `extra` as if files of those names stood there too.
        """
        octets = {file.name: read_octets(file) for file in _files(self._folder, ".xml")} | dict(extra)
        mistakes = _orphans(self._folder, octets)
        found = list(self._read_each(octets, mistakes))
        agreements = {each.file: each.version.base for each in found}
        mistakes += _unwanted(agreements, self.profiles)
        mistakes += _doubles(agreements)
        mistakes += self._strangers(agreements.values())
        if mistakes:
            raise ConfigError(*mistakes)
        return tuple(sorted(_with_habits(found), key=lambda each: order_of(each.version.base), reverse=True))

    def _read_each(self, octets: Mapping[str, bytes], mistakes: list[str]) -> Iterator[InFolder]:
        holders, mandates, parsed = self.holders, self._hub_mandates, {}
        for name in sorted(octets):
            key = (octets[name], holders)
            try:
                agreement = parsed[key] = self._parsed.get(key) or cpa.parse(octets[name], self._own, holders)
                beside = read_beside((self._folder / name).with_suffix(".toml"))
                mistakes += [f"{name}: {each}" for each in errors_beside(agreement, beside, holders)]
            except ConfigError as error:
                mistakes += [f"{name}: {mistake}" for mistake in error.mistakes]
                continue
            version = Version(base=_with_mandates(agreement, mandates), overlay=beside.overlay)
            yield InFolder(file=name, version=version, habits=beside.habits)
        self._parsed = parsed

    def _strangers(self, agreements: Iterable[Agreement]) -> Iterator[str]:
        if self._register is None:
            return
        partners = {each.partner.party_id.oin for each in agreements}
        for oin in sorted(oin for oin in partners if self._register.find(oin) is None):
            yield f"there is an agreement with {oin}, which the register of parties lacks"


def order_of(agreement: Agreement) -> tuple[datetime, str]:
    """Return what decides where two agreements are in force: the one that started last, then the last by id (E-34)."""
    return agreement.start, str(agreement.agreement_id)


def errors_beside(agreement: Agreement, beside: Beside, holders: Holders) -> tuple[str, ...]:
    """Return what is wrong with what stands beside an agreement."""
    found = cpa.check_overlay(agreement, beside.overlay, holders)
    return tuple(str(each) for each in found if each.severity is cpa.Severity.ERROR)


def _files(folder: Path, *suffixes: str) -> Sequence[Path]:
    try:
        return sorted(file for file in folder.iterdir() if file.suffix in suffixes and file.is_file())
    except OSError:
        mistake = f"{folder.name}: the folder of agreements cannot be read; create it, or correct its name"
        raise ConfigError(mistake) from None


def _orphans(folder: Path, octets: Mapping[str, bytes]) -> list[str]:
    stems = {Path(name).stem for name in octets}
    return [
        f"{file.name}: there is no agreement {file.stem}.xml beside it; add that or remove this"
        for file in _files(folder, ".toml")
        if file.stem not in stems
    ]


def _with_mandates(agreement: Agreement, mandates: Iterable[HubMandate]) -> Agreement:
    of_partner = tuple(each for each in mandates if each.principal == agreement.partner.party_id.oin)
    return replace(agreement, partner=replace(agreement.partner, mandates=of_partner))


def _with_habits(found: Iterable[InFolder]) -> Iterator[InFolder]:
    """Give each version its habits: what its own file does not say is as in the version before it."""
    before: dict[AgreementId, Mapping[str, str]] = {}
    for each in sorted(found, key=lambda one: one.version.base.start):
        base = each.version.base
        habits = before[base.agreement_id] = {**before.get(base.agreement_id, {}), **each.habits}
        version = Version(base=_with_words(base, habits), overlay=each.version.overlay)
        yield replace(each, version=version, habits=habits)


def _with_words(agreement: Agreement, habits: Mapping[str, str]) -> Agreement:
    words = {name: habits.get(name, next(iter(values))) for name, values in HABITS.items()}
    actions = (
        replace(
            action,
            canonicalization=CANONICALIZATIONS[words["canonicalization"]],
            key_transport=KEY_TRANSPORTS[words["key_transport"]],
        )
        for action in agreement.actions
    )
    pinned = CLIENT_CERTIFICATES[words["client_certificate"]]
    return replace(agreement, actions=tuple(actions), client_pinned=pinned)


def _unwanted(read: Mapping[str, Agreement], profiles: frozenset[Profile]) -> Iterable[str]:
    for name, agreement in read.items():
        others = sorted({action.profile for action in agreement.actions} - profiles)
        if others:
            yield f"{name}: profile {', '.join(others)} is not used here; use one of {', '.join(sorted(profiles))}"


def _doubles(read: Mapping[str, Agreement]) -> Iterable[str]:
    """Two versions that start together leave open which one counts."""
    first: dict[tuple[AgreementId, datetime], str] = {}
    for name, agreement in read.items():
        holder = first.setdefault((agreement.agreement_id, agreement.start), name)
        if holder != name:
            yield f"{name}: has the same cpaid and Start as {holder}; remove one of them"
