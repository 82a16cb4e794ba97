"""How often a partner may make us decrypt in vain: what bounds every adaptive attack on a decryption key (D14)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Final

from gateway.domain.agreement import Agreement
from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.domain.identifiers import Oin
from gateway.errors import DecryptionHeldError, SecurityRefusedError
from gateway.flows.dispatch import wire_subject
from gateway.ports import Ports, UnitOfWork
from gateway.wire.stages import Envelope

# D14, G9: an attack on RSA 1.5 or CBC needs thousands of tries; a partner that errs is told after the first.
FAILURES: Final = 20
WINDOW: Final = timedelta(hours=1)


@asynccontextmanager
async def budget_of(envelope: Envelope, agreement: Agreement, at: datetime, ports: Ports) -> AsyncIterator[None]:
    """Let somebody decrypt what the partner sent, and count it when nothing came of it.

    Raises DecryptionHeldError before that while too much was decrypted in vain: the partner tries again later.
    """
    await _require_budget(agreement, at, ports)
    try:
        yield
    except SecurityRefusedError:
        await _record_failure(envelope, agreement, ports)
        raise


async def _require_budget(agreement: Agreement, at: datetime, ports: Ports) -> None:
    # Counted in the chain of evidence, so by all processes together, and the same after a restart.
    partner = agreement.partner.party_id.oin
    async with ports.unit_of_work() as uow:
        if partner in await list_held(at, uow):
            raise DecryptionHeldError(str(partner))


async def _record_failure(envelope: Envelope, agreement: Agreement, ports: Ports) -> None:
    """Count one more, before anything is answered: a key of ours was used, and nothing came of it that proves itself.

    Whatever it was, for nobody may learn what opened and what did not (D13).
    """
    async with ports.unit_of_work() as uow:
        uow.evidence.append(
            EvidenceEntry(
                type=EvidenceType.DECRYPTION_FAILED,
                at=ports.clock.now(),
                subject=wire_subject(envelope.address, agreement),
                actor=str(agreement.partner.party_id.oin),
                facts=() if agreement.legacy is None else (("exception", agreement.legacy.key_id),),
            )
        )
        await uow.commit()


async def list_held(at: datetime, uow: UnitOfWork) -> frozenset[Oin]:
    """Return the partners whose messages are not decrypted now."""
    actors = await uow.evidence.list_failing(at - WINDOW, FAILURES)
    return frozenset(Oin.parse(actor) for actor in actors)
