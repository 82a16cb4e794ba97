"""What changed of an agreement without a new one: endpoints, certificates, and an early end; each from a moment on."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from gateway.domain.agreement import Agreement, AgreementParty


class Side(StrEnum):
    """Whose thing is replaced."""

    OWN = "own"
    PARTNER = "partner"


class Use(StrEnum):
    """What is replaced."""

    ENDPOINT = "endpoint"
    CLIENT = "client"
    SERVER = "server"
    SIGNING = "signing"
    ENCRYPTION = "encryption"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """One new endpoint (a URL) or certificate (DER).

    `old_until` ends the overlap: until then a signature or connection of what it replaces is still good; without it, as
    long as the old certificate itself is.
    """

    side: Side
    use: Use
    valid_from: datetime
    endpoint: str = ""
    certificate: bytes = b""
    old_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """That the agreement ends before its End; the last one that was recorded counts."""

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """Everything recorded beside one version of an agreement, in the order it was recorded."""

    replacements: tuple[Replacement, ...] = ()
    endings: tuple[Ending, ...] = ()

    @property
    def ending(self) -> Ending | None:
        """The early end that counts, if any."""
        return self.endings[-1] if self.endings else None


@dataclass(slots=True, kw_only=True)
class Version:
    """One version of an agreement with what was recorded beside it: `at` says what holds at a moment."""

    base: Agreement
    overlay: Overlay = field(default_factory=Overlay)
    _moments: tuple[datetime, ...] = field(init=False)
    _known: dict[int, Agreement] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Note when something changes: between two such moments everything stays as it is."""
        changes = self.overlay.replacements
        moments = {each.valid_from for each in changes} | {each.old_until for each in changes if each.old_until}
        self._moments = tuple(sorted(moments))

    def at(self, moment: datetime) -> Agreement:
        """Return the agreement as it holds at that moment; the same object while nothing changes."""
        place = bisect_right(self._moments, moment)
        if place not in self._known:
            self._known[place] = apply(self.base, self.overlay, moment)
        return self._known[place]

    def changes_after(self, moment: datetime) -> tuple[datetime, ...]:
        """Return every later moment at which a replacement begins or ends something, the next one first."""
        return self._moments[bisect_right(self._moments, moment) :]


def apply(agreement: Agreement, overlay: Overlay, at: datetime) -> Agreement:
    """Return the agreement with every replacement that counts at that moment, and its early end."""
    end = agreement.end if overlay.ending is None else min(agreement.end, overlay.ending.at)
    return replace(
        agreement,
        end=end,
        own=_party(agreement.own, _of(overlay, Side.OWN), at),
        partner=_party(agreement.partner, _of(overlay, Side.PARTNER), at),
    )


def _of(overlay: Overlay, side: Side) -> list[Replacement]:
    """Return the replacements on one side, the one that begins last behind the others."""
    return sorted((each for each in overlay.replacements if each.side is side), key=lambda each: each.valid_from)


def _party(party: AgreementParty, changes: Sequence[Replacement], at: datetime) -> AgreementParty:
    counting = [each for each in changes if each.valid_from <= at]
    if not counting:
        return party
    endpoints = [each.endpoint for each in counting if each.use is Use.ENDPOINT]
    client, *other_clients = _certificates(party.client_certificate, counting, Use.CLIENT, at)
    signing, *other_signing = _certificates(party.signing_certificate, counting, Use.SIGNING, at)
    return replace(
        party,
        endpoint=endpoints[-1] if endpoints else party.endpoint,
        client_certificate=client,
        server_certificate=_certificates(party.server_certificate, counting, Use.SERVER, at)[0],
        signing_certificate=signing,
        encryption_certificate=_certificates(party.encryption_certificate, counting, Use.ENCRYPTION, at)[0],
        other_client_certificates=tuple(other_clients),
        other_signing_certificates=tuple(other_signing),
    )


def _certificates(agreed: bytes, changes: Iterable[Replacement], use: Use, at: datetime) -> list[bytes]:
    """Return the certificates that count for a use, the newest first: each change says how long older ones still do."""
    accepted = [agreed]
    for change in changes:
        if change.use is use:
            overlap = change.old_until is None or at < change.old_until
            # What the agreement did not name at all is empty, and never proves anything.
            accepted = [change.certificate, *(each for each in accepted if each and overlap)]
    return list(dict.fromkeys(accepted))
