"""Gateways that run take a new agreement, a new certificate and the end of an agreement, without a restart."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from adapters.evidence.contents import read
from tests.kit.agreement_forms import write_form
from tests.kit.chain import Chain, eventually
from tests.kit.commands import run

NEW: Final = "proef_00000099000000003000_T_00000099000000001000_T_2"
OLD: Final = "Keten_00000099000000003000_00000099000000001000_1"
SERVICE: Final = ('"schakel:proef:1:0"', '"VNG:Jeugdzorg:1:0:9"')
_RECEIPT_SECONDS: Final = 15.0
RETRIES: Final = ('profile = "osb-rm-e"', 'profile = "osb-rm-e"\nretries = 60\nretry_interval = "PT5S"\n')


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    made = Chain(tmp_path_factory.mktemp("chain"))
    try:
        made.start_all()
        yield made
    finally:
        made.stop_all()


def _command(chain: Chain, name: str, *arguments: str | Path) -> None:
    ended = run("cpa", *arguments, "--config", chain.folder / name / "schakel.toml")
    assert ended.exit_code == 0, ended.stderr


def _delivered(chain: Chain) -> str:
    """Send a report and return the CPAId it travelled under; nothing when its receipt does not come soon.

    One whose agreement ends just then fails, as it should.
    """
    reference = chain.submit(chain.report())
    until = time.monotonic() + _RECEIPT_SECONDS
    while not chain.layers(reference)["T"]:
        if time.monotonic() > until:
            return ""
        time.sleep(0.1)
    return read(chain.offices["politie"].bundle(chain.oin("politie"), reference)).about.agreement_id


def test_gateways_that_run_take_an_imported_agreement_and_its_end(chain: Chain, tmp_path: Path) -> None:
    eventually("a report travels under the old agreement", lambda: _delivered(chain) == OLD)
    form = write_form(chain, tmp_path / "form.toml", SERVICE, RETRIES, actions=("vtMeldingDi01",))
    _make(form, tmp_path / "new.xml")
    # The receiver first: what nobody sends under yet does no harm.
    for name in ("veiligthuis", "politie"):
        _command(chain, name, "import", tmp_path / "new.xml")
    eventually("a report travels under the new agreement", lambda: _delivered(chain) == NEW)
    # The sender first: what it still sends under the new one must be taken. Then the old one, which still runs, counts.
    _command(chain, "politie", "expire", NEW, "--reason", "proef voorbij")
    eventually("a report travels under the old agreement", lambda: _delivered(chain) == OLD)


def _make(form: Path, file: Path) -> None:
    ended = run("cpa", "create", form, "--output", file)
    assert ended.exit_code == 0, ended.stderr


def test_what_is_in_hand_when_its_agreement_ends_fails(chain: Chain) -> None:
    chain.processes["veiligthuis"].stop()
    reference = chain.submit(chain.report())
    _command(chain, "politie", "expire", OLD, "--reason", "overstap")

    def failed() -> bool:
        return str(chain.offices["politie"].follow(chain.oin("politie"), reference)["state"]) == "failed"

    eventually("the message in hand fails", failed)
    refusal = chain.offices["politie"].submit(chain.report())
    assert not isinstance(refusal, str)
