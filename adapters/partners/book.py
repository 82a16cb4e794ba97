"""The book of agreements as flows ask it: what holds at a moment, in this version or that, to whom, for what."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from adapters.partners.folder import RELIABLE, AgreementFolder, InFolder, Stamp
from adapters.partners.register import PartyRegister
from gateway.domain.agreement import Agreement, Profile
from gateway.domain.identifiers import AgreementId, Oin, PartyId
from gateway.domain.party import Party
from gateway.domain.replacement import Version

__all__ = ["RELIABLE", "AgreementBook", "PartyRegister"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pages:
    """Everything that was read, the newest first everywhere; one object, so that it is exchanged at once."""

    all: tuple[InFolder, ...]
    by_id: Mapping[AgreementId, Sequence[Version]]
    by_partner: Mapping[Oin, Sequence[Version]]

    @classmethod
    def of(cls, found: tuple[InFolder, ...]) -> Self:
        """Sort what was read by what is asked."""
        by_id: defaultdict[AgreementId, list[Version]] = defaultdict(list)
        by_partner: defaultdict[Oin, list[Version]] = defaultdict(list)
        for each in found:
            # No record beside an agreement changes whose it is.
            by_id[each.version.base.agreement_id].append(each.version)
            by_partner[each.version.base.partner.party_id.oin].append(each.version)
        return cls(all=found, by_id=by_id, by_partner=by_partner)


class AgreementBook:
    """The agreements of a folder (`*.xml`), as they stood when it was read last; several versions stand side by side.

    A file of the same name with `.toml` says what a CPA cannot, what replaces a part of it, and whether it ends early.
    """

    def __init__(
        self,
        folder: Path,
        own: PartyId,
        profiles: frozenset[Profile] = RELIABLE,
        register: PartyRegister | None = None,
        roots: frozenset[str] = frozenset(),
    ) -> None:
        """Read every agreement, or raise ConfigError with every mistake in all of them.

        `roots` are those that let organizationIdentifier speak (S-05).
        """
        self.folder = AgreementFolder(folder, own, profiles, register, roots)
        self._register = register
        self._seen = self._state()
        self._pages = _Pages.of(self.folder.read())

    @property
    def versions(self) -> tuple[InFolder, ...]:
        """Every version with its file, the newest first."""
        return self._pages.all

    @property
    def agreements(self) -> tuple[Agreement, ...]:
        """Every version as it was agreed, the newest first."""
        return tuple(each.version.base for each in self._pages.all)

    def reload(self) -> bool:
        """Read again what changed; False when nothing did. On ConfigError the book stays as it was, told once.

        Safe from any thread: who asks meanwhile gets the old book or the new one, whole.
        """
        if self._register is not None:
            self._register.reload()
        state = self._state()
        if state == self._seen:
            return False
        # Before the reading: what fails is told once, and tried again when something changes.
        self._seen = state
        self._pages = _Pages.of(self.folder.read())
        return True

    def _state(self) -> tuple[Stamp, tuple[Party, ...]]:
        """Return what the pages come from: they are read again when it is another."""
        return self.folder.stamp(), () if self._register is None else self._register.parties

    def find(self, agreement_id: AgreementId, at: datetime) -> Agreement | None:
        """Return the version of the agreement in force at that moment."""
        held = (version.at(at) for version in self._pages.by_id.get(agreement_id, ()))
        return next((each for each in held if each.in_force(at)), None)

    def find_version(self, agreement_id: AgreementId, digest: str, at: datetime) -> Agreement | None:
        """Return the very version a message started with, in force or not (F57), with what replaces parts of it."""
        versions = self._pages.by_id.get(agreement_id, ())
        return next((version.at(at) for version in versions if version.base.digest == digest), None)

    def find_last(self, agreement_id: AgreementId, partner: Oin, at: datetime) -> Agreement | None:
        """Return the version with that partner that is in force at that moment, else the one that was so last."""
        held = (version.at(at) for version in self._pages.by_id.get(agreement_id, ()))
        begun = (each for each in held if each.partner.party_id.oin == partner and each.start <= at)
        # The newest first: of those in force the first counts, as in `find`.
        return max(begun, key=lambda each: min(each.end, at), default=None)

    def find_route(self, receiver: Oin, service: str, action: str, at: datetime) -> Agreement | None:
        """Return the agreement in force under which we may send that action of that service to that organisation.

        Of several the one that started last counts, then the last by id.
        """
        agreements = self._with(receiver, at)
        return next((each for each in agreements if each.find_action(service, action, outbound=True)), None)

    def services_to(self, receiver: Oin, at: datetime) -> frozenset[str]:
        """Return the services under which we may send anything at all to that organisation."""
        agreements = self._with(receiver, at)
        return frozenset(action.service for each in agreements for action in each.actions if action.outbound)

    def _with(self, receiver: Oin, at: datetime) -> Iterator[Agreement]:
        held = (version.at(at) for version in self._pages.by_partner.get(receiver, ()))
        return (each for each in held if each.in_force(at))
