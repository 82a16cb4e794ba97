"""What a gateway did, seen again: under other rules, as an account of what it processed, and whether it was altered."""

from collections.abc import Iterable, Sequence

from adapters.bootstrap.house import open_house
from adapters.config import Settings
from adapters.database.audit import Audited
from adapters.evidence.trust import read_chain, require_head
from adapters.logbook import Logbook, Record, Register, records_of
from adapters.telemetry.logging import Log
from gateway.domain.region import Region
from gateway.errors import ConfigError
from gateway.flows import account
from gateway.flows import rehearse as rehearsing
from gateway.flows.rehearse import Rehearsal
from gateway.ports import Ports

_NO_LOGBOOK = "logbook: is missing: say where the register of processing activities is, and where the log goes"


async def rehearse(settings: Settings, proposed: Region, last: int) -> Rehearsal:
    """Judge the last decisions again under a proposed region."""
    async with open_house(settings) as house:
        return await rehearsing.rehearse(proposed, last, house.ports)


async def list_processing(settings: Settings, since: int, limit: int) -> Sequence[Record]:
    """Return the records of processing behind that entry of evidence; raise ConfigError where none are kept."""
    register = register_of(settings)
    if register is None:
        raise ConfigError(_NO_LOGBOOK)
    async with open_house(settings) as house:
        found = await account.give_account(since, limit, house.ports)
    return tuple(record for step in found.steps for record in records_of(step, register))


async def audit(settings: Settings, former: Iterable[bytes]) -> Audited:
    """Read the whole chain of evidence; raise TamperedError that names the first place that is not as it was written.

    `former` are certificates (DER) of evidence keys that were replaced: what they signed is still good.
    """
    certificates = (*read_chain((settings.keys.folder / "evidence.pem").read_bytes())[:1], *former)
    async with open_house(settings) as house:
        return await house.database.audit(lambda head: require_head(head, certificates))


def register_of(settings: Settings) -> Register | None:
    """Return what the settings say of the register of processing; None where no log of it is kept."""
    section = settings.logbook
    if section is None:
        return None
    return Register(activity=section.activity, activities=section.activities, key=section.pseudonym_key.reveal())


def logbook_of(settings: Settings, ports: Ports, log: Log) -> Logbook | None:
    """Return what keeps the log of processing; None where none is kept."""
    register = register_of(settings)
    if settings.logbook is None or register is None:
        return None
    return Logbook(settings.logbook.folder, register, ports, log)
