"""The back office door keeps to its own description, whatever is asked (schemathesis, over real TLS)."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from adapters.http.openapi import DOCUMENT
from tests.kit.http_office import CLIENT, OfficeTls, office_of
from tests.kit.world import POLITIE

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
OPERATIONS = {found.ok().label: found.ok() for found in SCHEMA.get_all_operations() if isinstance(found, Ok)}


class _Served:
    """The door of an office, open in a thread of its own: who asks here waits for the answer."""

    def __init__(self, folder: Path) -> None:
        self.tls = OfficeTls.make(folder)
        self.port = 0
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),))

    async def _serve(self) -> None:
        async with office_of(POLITIE, self.tls) as office:
            self.port = office.port
            self._ready.set()
            await self._stop.wait()

    def start(self) -> None:
        self._thread.start()
        assert self._ready.wait(10)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._loop.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Served]:
    door = _Served(tmp_path_factory.mktemp("contract"))
    door.start()
    yield door
    door.stop()


@pytest.fixture(scope="module")
def session(served: _Served) -> Iterator[requests.Session]:
    files = served.tls.files(CLIENT)
    with requests.Session() as session:
        # What a machine's environment says of other certificates must not count here.
        session.trust_env = False
        session.cert = (str(files.chain), str(files.key))
        yield session


@pytest.mark.parametrize("label", OPERATIONS)
def test_every_answer_is_one_that_was_described(label: str, served: _Served, session: requests.Session) -> None:
    @settings(
        max_examples=40,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
        deadline=None,
        derandomize=True,
    )
    @given(case=OPERATIONS[label].as_strategy())
    def ask(case: schemathesis.Case[Any]) -> None:  # Any: whatever the operation takes
        case.call_and_validate(
            base_url=f"https://localhost:{served.port}/v1",
            session=session,
            verify=str(served.tls.folder / "root.pem"),
            checks=CHECKS,
        )

    ask()
