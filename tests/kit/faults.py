"""A small chain whose processes are killed: who dies where, what became of every message, are the stores whole."""

import contextlib
import os
import sqlite3
import ssl
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any, Final

import pytest

from adapters.database import Database
from adapters.database.audit import Audited
from adapters.evidence.trust import require_signature
from adapters.simulator.back_office import Refusal
from adapters.simulator.processes import GatewayProcess
from adapters.system.randomness import SystemRandomness
from gateway.domain.agreement import Reliability
from gateway.domain.chain import Checkpoint, signing_input
from gateway.errors import NotInTimeError
from tests.kit.chain import Chain, eventually
from tests.kit.ledger import Ledger
from tests.kit.store_doors import InlineWorkbench, ToyVault

POLITIE: Final = "politie"
VEILIG_THUIS: Final = "veiligthuis"
# A lease outlives the process that held it, so it is as short as the settings allow: then a test need not wait long.
_SHORT_LEASE: Final = "\n[relay]\nlease_seconds = 5\n"
# Whoever was dead is found again within a second of its return, for as long as in other chains.
_AGAIN_SOON: Final = Reliability(
    retries=300, retry_interval=timedelta(seconds=1), persist_duration=timedelta(minutes=10)
)
# Where somebody takes a step about a message that waits, and whether the step is durable by then.
STEPS_ABOUT_PARKED: Final = {"park.01-step-before-commit": False, "park.02-step-committed": True}
# Where the term of such a message ends.
ENDS_OF_TERMS: Final = ("park.05-expiry-before-commit",)
KILLED: Final = -9
_PAUSE_SECONDS: Final = 0.1


def everything_wanted(config: pytest.Config) -> bool:
    """Tell whether this is `make faults`, which has all the time it needs."""
    return bool(config.getoption("markexpr") == "faults")


class FaultyChain(Chain):
    """A police and a Veilig Thuis; either may be started to die at a step."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, reliability=_AGAIN_SOON)
        self._keys = 0
        self._armed: set[str] = set()
        for name in self.organisations:
            with (folder / name / "schakel.toml").open("a", encoding="utf-8") as settings:
                settings.write(_SHORT_LEASE)

    def new_key(self) -> str:
        """Return a client key that was not used before."""
        self._keys += 1
        return f"key-{os.getpid()}-{self._keys:06}"

    def start(self, name: str, **environment: str) -> None:
        """Start one gateway and wait until it takes messages."""
        (self._armed.add if environment else self._armed.discard)(name)
        super().start(name, **environment)

    def restart(self, name: str, failpoints: str) -> None:
        """Stop a gateway in good order, and start it so that it dies at a step."""
        assert self.processes[name].stop() == 0
        self.start(name, SCHAKEL_FAILPOINTS=failpoints)

    def start_dying(self, name: str, failpoints: str) -> None:
        """Start a gateway that may die before it is ready."""
        environment = {"SCHAKEL_FAILPOINTS": failpoints}
        self._armed.add(name)
        self.processes[name] = GatewayProcess(self.folder / name, self.organisations[name].operations_port, environment)
        self.processes[name].start()

    def mend(self) -> None:
        """Have both gateways run without a failpoint, whatever a test left behind."""
        for name, process in self.processes.items():
            if name in self._armed or not process.is_running():
                process.kill()
                self.start(name)

    def require_killed(self, name: str) -> None:
        """Wait until a gateway is dead, and fail unless it was killed."""
        process = self.processes[name]
        eventually(f"{name} dies", lambda: not process.is_running())
        assert process.stop() == KILLED, f"{name} ended otherwise"

    def try_submit(self, message: dict[str, Any], sender: str, key: str) -> str | None:
        """Hand in a message once; None when no answer came."""
        try:
            answer = self.offices[sender].submit(message, key)
        except NotInTimeError:
            return None
        assert not isinstance(answer, Refusal), answer
        return answer

    def submit_at_last(self, message: dict[str, Any], sender: str, key: str) -> str:
        """Hand in a message under the same key until an answer comes."""
        answers: list[str] = []

        def answered() -> bool:
            answers.extend(filter(None, [self.try_submit(message, sender, key)]))
            return bool(answers)

        eventually("the message is accepted", answered)
        return answers[0]

    def collect(self, reference: str, sender: str, receiver: str) -> dict[str, Any]:
        """Have the back office take and confirm a message, and return it; ask until that is done."""
        collected: list[dict[str, Any]] = []

        def done() -> bool:
            collected.append(self.offices[receiver].collect(self.oin(sender), reference))
            return True

        eventually("the message is collected", done)
        return collected[0]

    def collect_all(self, receiver: str, ledger: Ledger, *, until: Event) -> None:
        """Collect everything that waits for a back office as it arrives, until somebody says that it is enough."""
        names = {self.oin(name): name for name in self.organisations}
        while not until.wait(_PAUSE_SECONDS):
            with contextlib.suppress(NotInTimeError):
                for item in self.offices[receiver].waiting():
                    ledger.collect(self.collect(item["reference"], names[item["sender"]], receiver))

    def evidence(self, reference: str, sender: str, at: str) -> list[str]:
        """Return what the gateway of `at` recorded about a message, in order."""
        followed = self.offices[at].follow(self.oin(sender), reference)
        return [str(entry["type"]) for entry in followed["evidence"]]

    def is_delivered(self, reference: str, sender: str) -> bool:
        """Tell whether its sender knows that the message arrived, at the gateway and at the organisation."""
        followed = self.offices[sender].follow(self.oin(sender), reference)
        layers = {layer["layer"]: layer["completedAt"] for layer in followed["layers"]}
        return followed["state"] == "delivered" and bool(layers["T"]) and bool(layers["R"])

    def in_outbox(self, name: str) -> int:
        """Tell how much a gateway still has to do for its partners."""
        with contextlib.closing(sqlite3.connect(f"file:{self.folder / name}/gateway.db?mode=ro", uri=True)) as store:
            return int(store.execute("SELECT count(*) FROM outbox").fetchone()[0])

    def require_rest(self) -> None:
        """Wait until nobody has anything left to do for a partner."""
        for name in self.organisations:
            eventually(f"the outbox of {name} is empty", partial(self._rests, name))

    def _rests(self, name: str) -> bool:
        return self.in_outbox(name) == 0

    async def audit(self, name: str) -> Audited:
        """Read the whole chain of evidence of a gateway, beside the process that writes it; raise TamperedError."""
        home = self.folder / name
        pem = (home / "keys" / "evidence.pem").read_text(encoding="ascii")
        certificate = ssl.PEM_cert_to_DER_cert(pem[: pem.index(ssl.PEM_FOOTER) + len(ssl.PEM_FOOTER)])

        def check(head: Checkpoint) -> None:
            require_signature(certificate, head.signature, signing_input(head.size, head.root, head.at))

        database = Database(
            home / "gateway.db", vault=ToyVault(), workbench=InlineWorkbench(), randomness=SystemRandomness("test")
        )
        try:
            return await database.audit(check)
        finally:
            await database.close()
