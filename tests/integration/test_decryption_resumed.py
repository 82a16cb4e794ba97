"""A running gateway decrypts again what a partner sends, as soon as an administrator says that the cause is mended."""

from collections.abc import Iterator
from typing import Final

import pytest

from gateway.domain.evidence import EvidenceType
from gateway.flows.budget import FAILURES
from gateway.flows.resume import RESUMPTIONS
from tests.kit import corpus_keys
from tests.kit.chain import eventually
from tests.kit.commands import run, run_json
from tests.kit.corpus import Bench, running_bench

LATER: Final = 503


@pytest.fixture
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    # The lock of the command stays beside the database.
    with running_bench(tmp_path_factory, lambda bench: (bench.home / ".lock").touch()) as bench:
        yield bench


def _held(bench: Bench) -> None:
    """Let the partner be held, and wait until somebody can see that."""
    for _ in range(FAILURES):
        bench.check(corpus_keys.CASES["176-random-block"])
    # What is seen begins at the last of them: the alarm may come before anything else is sent.
    assert bench.partner.post(bench.partner.message()).status == LATER
    eventually("the alarm", lambda: "decryption-held" in {line.get("kind") for line in bench.watch.log("alarm_raised")})


def test_d14_a_hold_ends_by_hand_with_a_trace_and_only_a_few_times_a_day(bench: Bench) -> None:
    arguments = ("partner", "resume", bench.organisations["politie"].oin, "--config", bench.home / "schakel.toml")
    told = (*map(str, arguments), "--mended", "partner-certificate", "--by", "4711")
    nothing = run(*told)
    assert (nothing.exit_code, nothing.stdout) == (1, "")
    assert "is not held" in nothing.stderr
    for _ in range(RESUMPTIONS):
        _held(bench)
        bench.watch.mark()
        code, answer = run_json(*told)
        assert (code, answer["mended"]) == (0, "partner-certificate")
        eventually("it is told", lambda: bool(bench.watch.log("decryption_resumed")))
        [line] = bench.watch.log("decryption_resumed")
        assert (line["partner"], line["reason"]) == (answer["oin"], "partner-certificate")
        bench.check_good()
    _held(bench)
    refused = run(*told)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "3 times within a day" in refused.stderr
    assert bench.watch.count(EvidenceType.DECRYPTION_RESUMED) == RESUMPTIONS
    bench.held = True


def test_what_was_mended_is_one_of_a_few_words_and_who_says_so_a_number(bench: Bench) -> None:
    settings = ("politie", "--config", bench.home / "schakel.toml")
    for options in (
        ("--mended", "Jan belde", "--by", "4711"),
        ("--mended", "own-key", "--by", "Jan Jansen"),
        ("--mended", "own-key"),
    ):
        ended = run("partner", "resume", *settings, *options)
        assert (ended.exit_code, ended.stdout) == (2, ""), ended.stderr
    assert run("partner", "resume", "niemand", *settings[1:], "--mended", "own-key", "--by", "1").exit_code == 1
    assert run("partner", "resume", "x", "--config", "nergens.toml", "--mended", "own-key", "--by", "1").exit_code == 1
    assert bench.watch.count(EvidenceType.DECRYPTION_RESUMED) == 0
