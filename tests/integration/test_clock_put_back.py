"""A gateway whose clock was ahead, and was put right while it stood still (F26, F29): what waits is tried at once."""

from datetime import UTC, datetime, timedelta

from adapters.bootstrap import open_house
from adapters.config import load
from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.domain.identifiers import AgreementId
from gateway.ports import Work, WorkKind
from tests.kit.chain import Chain, eventually
from tests.kit.commands import run

AHEAD = timedelta(days=30)


async def test_f29_what_waits_by_a_clock_that_was_ahead_is_tried_after_the_restart(chain: Chain) -> None:
    home = chain.folder / "politie"
    config, log = home / "schakel.toml", home / "gateway.log"
    assert run("migrate", "--config", config).exit_code == 0
    wrong = datetime.now(UTC) + AHEAD
    async with open_house(load(config)) as house, house.ports.unit_of_work() as uow:
        uow.evidence.append(EvidenceEntry(type=EvidenceType.SUBMITTED, at=wrong, subject="out/x", actor="kantoor"))
        uow.outbox.put(_work(chain, wrong))
        await uow.commit()
    try:
        chain.start("politie")
        eventually("it is told", lambda: '"clock_put_back"' in log.read_text(encoding="utf-8"))
        # There is no such message, so nothing is left to do about it.
        eventually("it is done", lambda: '"nothing-to-do"' in log.read_text(encoding="utf-8"))
    finally:
        chain.stop_all()
    async with open_house(load(config)) as house, house.ports.unit_of_work() as uow:
        [flagged] = await uow.evidence.list_newest(EvidenceType.CLOCK_PUT_BACK, 10)
    assert abs(int(dict(flagged.entry.facts)["ahead-seconds"]) - AHEAD.total_seconds()) < 600


def _work(chain: Chain, due_at: datetime) -> Work:
    return Work(
        work_id=0,
        kind=WorkKind.DELIVER,
        subject="bestaat-niet",
        partner=chain.organisations["veiligthuis"].oin,
        agreement_id=AgreementId("bestaat-niet"),
        attempts=0,
        due_at=due_at,
        expires_at=due_at + AHEAD,
    )
