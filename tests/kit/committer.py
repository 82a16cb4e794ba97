"""A process that commits in a loop and says what was acknowledged; `test_database_crash` kills it at any moment.

    python -m tests.kit.committer DATABASE

Each line on standard output is the reference of a message whose commit was answered.
"""

import asyncio
import sys
from pathlib import Path
from typing import Final

from adapters.database.unit_of_work import Database
from adapters.system.randomness import SystemRandomness
from tests.kit.store_doors import InlineWorkbench, ToyVault
from tests.kit.store_records import a_layer, a_message, an_entry, some_work

CONTENT: Final = b"inhoud" * 500
_TASKS: Final = 8
# So that who opens the database after the crash can open the payloads.
VAULT: Final = ToyVault(bytes(range(32)))


async def _commit(database: Database, names: SystemRandomness) -> None:
    while True:
        message = a_message(
            reference=names.new_reference(), message_id=names.new_message_id(), content=names.new_payload_id()
        )
        async with database.unit_of_work() as uow:
            uow.messages.record(message)
            uow.payloads.put(message.content, CONTENT)
            uow.layers.expect(a_layer(message))
            uow.outbox.put(some_work(subject=str(message.reference)))
            uow.evidence.append(an_entry(subject=message.subject))
            uow.evidence.append(an_entry(subject="alle", actor=str(message.reference)))
            await uow.commit()
        # One write call for one line: a kill leaves whole lines only.
        sys.stdout.write(f"{message.reference}\n")
        sys.stdout.flush()


async def _main(path: Path) -> None:
    names = SystemRandomness("vt.example")
    database = Database(path, vault=VAULT, workbench=InlineWorkbench(), randomness=names)
    await asyncio.gather(*(_commit(database, names) for _ in range(_TASKS)))


if __name__ == "__main__":
    asyncio.run(_main(Path(sys.argv[1])))
