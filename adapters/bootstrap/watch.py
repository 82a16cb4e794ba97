"""What an operator must see although nobody asked: exceptions in force, decryption on hold, lists that are late."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from adapters.keys.revocation import Standing
from adapters.keys.trust_store import TrustStore
from adapters.telemetry.logging import Log
from adapters.telemetry.metrics import Metrics
from gateway.domain.agreement import LegacyDecryption
from gateway.domain.identifiers import Oin
from gateway.flows.budget import WINDOW, list_held
from gateway.flows.resume import Mended, list_resumed
from gateway.ports import Ports, UnitOfWork

# Often enough to be on the page of every shift, seldom enough not to hide what is new.
_TOLD_AGAIN: Final = timedelta(hours=12)
# Enough of the digest of its key to find an authority by.
_AUTHORITY_DIGITS: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One thing that is not as it should be: its kind, and where there are such, the partner or what else it is about.

    `hours_left` says how long it lasts, or how long there is to mend it.
    """

    kind: str
    partner: str = ""
    about: str = ""
    hours_left: int = 0

    @property
    def what(self) -> tuple[str, str, str]:
        """What makes it the same alarm as a round ago."""
        return self.kind, self.partner, self.about

    def __str__(self) -> str:
        lasts = f"{self.hours_left}h" if self.hours_left else ""
        return " ".join(word for word in (self.kind, self.partner, self.about, lasts) if word)


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedAt:
    """What does not change by itself but by the passing of time; `late_lists` are hosts whose lists do not come.

    `altered_chain` tells whether the chain of evidence is no longer what was signed.
    """

    exceptions: tuple[LegacyDecryption, ...]
    trust: TrustStore
    short_keys: bool
    late_lists: Callable[[], Iterable[str]] = tuple
    altered_chain: Callable[[], bool] = bool


class Watch:
    """Looks each round; its alarms are on the health page, in the metrics, and twice a day in the log (D32)."""

    def __init__(self, looked_at: LookedAt, ports: Ports, log: Log, metrics: Metrics) -> None:
        """Take where to look and whom to tell."""
        self._looked_at = looked_at
        self._ports = ports
        self._log = log
        self._metrics = metrics
        self._told: dict[tuple[str, str, str], datetime] = {}
        self._held: frozenset[Oin] = frozenset()
        self.alarms: tuple[Alarm, ...] = ()

    async def look(self) -> None:
        """Look again."""
        at = self._ports.clock.now()
        async with self._ports.unit_of_work() as uow:
            held = await list_held(at, uow)
            await self._tell_resumed(self._held - held, at, uow)
        self._held = held
        self.alarms = (
            *(Alarm(kind="decryption-held", partner=str(partner)) for partner in sorted(held, key=str)),
            *((Alarm(kind="evidence-altered"),) if self._looked_at.altered_chain() else ()),
            *self._excepted(at),
            *self._revocation(at),
        )
        self._metrics.alarms((alarm.kind, alarm.partner) for alarm in self.alarms)
        # What is over is forgotten, so that it is told at once when it comes back.
        self._told = {alarm.what: self._told[alarm.what] for alarm in self.alarms if alarm.what in self._told}
        for alarm in self.alarms:
            self._tell(alarm, at)

    async def _tell_resumed(self, over: Iterable[Oin], at: datetime, uow: UnitOfWork) -> None:
        """Tell which holds somebody ended by hand; of one that ended with its hour there is nothing to tell."""
        for partner in sorted(over, key=str):
            resumed = await list_resumed(partner, uow)
            # A hold that began after it lasts longer than this, and ended by itself.
            if resumed and resumed[-1].at > at - WINDOW:
                self._log.event(
                    "decryption_resumed", partner=str(partner), reason=Mended(dict(resumed[-1].facts)["mended"])
                )
                self._metrics.event("decryption_resumed")

    def _excepted(self, at: datetime) -> Iterator[Alarm]:
        for each in self._looked_at.exceptions:
            kind = "legacy-decryption" if each.in_force(at) else "legacy-decryption-ended"
            yield Alarm(kind=kind, partner=str(each.partner), hours_left=_hours(each.until - at))
        if self._looked_at.short_keys:
            yield Alarm(kind="short-own-keys")

    def _revocation(self, at: datetime) -> Iterator[Alarm]:
        """Past half its life a list is worth a look: S-07 wants a new one every four hours (bad input 36)."""
        for each in self._looked_at.trust.standings(at):
            if each.standing is not Standing.FRESH:
                left = _hours(each.serves_until - at) if each.serves_until else 0
                about = each.authority[:_AUTHORITY_DIGITS]
                yield Alarm(kind=f"revocation-{each.standing}", about=about, hours_left=left)
        for host in self._looked_at.late_lists():
            yield Alarm(kind="revocation-not-fetched", about=host)

    def _tell(self, alarm: Alarm, at: datetime) -> None:
        # Either way about: a clock that was ahead silences nothing.
        if alarm.what in self._told and abs(at - self._told[alarm.what]) < _TOLD_AGAIN:
            return
        self._told[alarm.what] = at
        partner = {"partner": alarm.partner} if alarm.partner else {}
        self._log.event("alarm_raised", kind=alarm.kind, hours_left=alarm.hours_left, **partner)


def _hours(time: timedelta) -> int:
    return max(0, int(time / timedelta(hours=1)))
