"""What an operator must see although nobody asked: exceptions in force, decryption on hold, keys that are too short."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from adapters.config import Settings
from adapters.telemetry.logging import Log
from adapters.telemetry.metrics import Metrics
from gateway.domain.agreement import LegacyDecryption
from gateway.flows.budget import list_held
from gateway.ports import Ports

# Often enough to be on the page of every shift, seldom enough not to hide what is new.
_TOLD_AGAIN: Final = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as it should be: its kind, and where there is one, the partner and the hours it lasts."""

    kind: str
    partner: str = ""
    hours_left: int = 0

    def __str__(self) -> str:
        lasts = f"{self.hours_left}h" if self.hours_left else ""
        return " ".join(word for word in (self.kind, self.partner, lasts) if word)


class Watch:
    """Looks each round; what it found last is on the health page, in the metrics, and twice a day in the log (D32)."""

    def __init__(
        self, settings: Settings, exceptions: Sequence[LegacyDecryption], ports: Ports, log: Log, metrics: Metrics
    ) -> None:
        """Take where to look and whom to tell."""
        self._short_keys = settings.testing.allow_2048_bit_own_keys_for_tests
        self._exceptions = tuple(exceptions)
        self._ports = ports
        self._log = log
        self._metrics = metrics
        self._told: dict[tuple[str, str], datetime] = {}
        self.found: tuple[Finding, ...] = ()

    async def look(self) -> None:
        """Look again."""
        at = self._ports.clock.now()
        async with self._ports.unit_of_work() as uow:
            held = await list_held(at, uow)
        self.found = (
            *(Finding(kind="decryption-held", partner=str(partner)) for partner in sorted(held, key=str)),
            *self._lasting(at),
        )
        self._metrics.findings((finding.kind, finding.partner) for finding in self.found)
        for finding in self.found:
            self._tell(finding, at)

    def _lasting(self, at: datetime) -> Iterator[Finding]:
        for each in self._exceptions:
            hours = max(0, int((each.until - at) / timedelta(hours=1)))
            kind = "legacy-decryption" if each.in_force(at) else "legacy-decryption-ended"
            yield Finding(kind=kind, partner=str(each.partner), hours_left=hours)
        if self._short_keys:
            yield Finding(kind="short-own-keys")

    def _tell(self, finding: Finding, at: datetime) -> None:
        what = (finding.kind, finding.partner)
        if what in self._told and at < self._told[what] + _TOLD_AGAIN:
            return
        self._told[what] = at
        partner = {"partner": finding.partner} if finding.partner else {}
        self._log.event("alarm_raised", kind=finding.kind, hours_left=finding.hours_left, **partner)
