"""Where a simulated partner and whoever talks to it live: one folder, laid out once and kept while it still serves."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from adapters.simulator.authority import Authority
from adapters.simulator.chain import Organisation, lay_out
from adapters.simulator.processes import free_ports
from adapters.simulator.roles import ROLES
from gateway.domain.agreement import Reliability
from gateway.errors import ConfigError

_NOTE: Final = "simulatie.json"
_PORTS_EACH: Final = 3
# Everything was made a day ago, so that a partner whose clock is an hour behind still finds it valid.
_BEFORE: Final = timedelta(days=1)
# Agreements live four months, and `partner check` warns in the last of them.
_SERVES: Final = timedelta(days=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Who is simulated, beside whom, and how patient the two agree to be."""

    kind: str
    beside: str
    retries: int
    interval_seconds: float

    @property
    def reliability(self) -> Reliability:
        """As an agreement says it; what arrived is remembered for longer than it can be sent again."""
        interval = timedelta(seconds=self.interval_seconds)
        return Reliability(
            retries=self.retries,
            retry_interval=interval,
            persist_duration=max(timedelta(minutes=10), interval * (self.retries + 2)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Lodging:
    """A folder that is laid out: the simulated partner, and the one who talks to it."""

    folder: Path
    partner: Organisation
    guest: Organisation

    @property
    def home(self) -> Path:
        """The folder of the simulated partner."""
        return self.folder / self.partner.name

    @property
    def guest_home(self) -> Path:
        """The folder of the one who talks to it."""
        return self.folder / self.guest.name

    @property
    def agreement(self) -> Path:
        """The CPA as the guest has it."""
        return self.guest_home / "agreements" / f"{self.partner.name}-{self.guest.name}.xml"


def settle_in(folder: Path, wish: Wish, at: datetime) -> Lodging:
    """Return the folder laid out as wished; what fits is kept, settings that somebody changed too.

    Raises ConfigError when the two are one organisation.
    """
    if wish.kind == wish.beside:
        mistake = f"{wish.kind} cannot talk to itself: choose another kind, or say with --as whom you are"
        raise ConfigError(mistake)
    noted = _read_note(folder / _NOTE)
    fits = noted.get("wish") == asdict(wish) and _serves(noted, at)
    numbers = [int(port) for port in noted["ports"]] if fits else free_ports(2 * _PORTS_EACH)
    partner, guest = _organisation(wish.kind, numbers[:3]), _organisation(wish.beside, numbers[3:])
    lodging = Lodging(folder=folder, partner=partner, guest=guest)
    if fits:
        _refresh(lodging, at - _BEFORE)
    else:
        lay_out(folder, (partner, guest), at - _BEFORE, wish.reliability)
        note = {"wish": asdict(wish), "at": at.isoformat(), "ports": numbers}
        (folder / _NOTE).write_text(json.dumps(note), encoding="utf-8")
    return lodging


def _organisation(name: str, ports: list[int]) -> Organisation:
    role = ROLES[name]
    return Organisation(
        name=name,
        title=role.title,
        oin=role.oin,
        kinds=role.kinds,
        partner_port=ports[0],
        office_port=ports[1],
        operations_port=ports[2],
    )


def _read_note(file: Path) -> dict[str, Any]:  # Any: what JSON holds
    try:
        note = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def _serves(note: dict[str, Any], at: datetime) -> bool:
    try:
        return datetime.fromisoformat(str(note.get("at"))) > at - _SERVES
    except ValueError:
        return False


def _refresh(lodging: Lodging, at: datetime) -> None:
    """Issue new revocation lists; the others say a week."""
    authority = Authority.load(lodging.folder / "pki" / "authority")
    for home in (lodging.home, lodging.guest_home):
        authority.write_trust(home / "trust", at)
