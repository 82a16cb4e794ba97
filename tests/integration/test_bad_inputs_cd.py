"""Groups C and D of the corpus (reliability-security.md 3): packaging and XML, at a running gateway over mutual TLS."""

import contextlib
import os
import socket
from pathlib import Path

import pytest

from tests.kit import corpus_mime, corpus_xml
from tests.kit.corpus import Bench, Case
from tests.kit.corpus_watch import Trap
from tests.kit.posting import Answer


@pytest.mark.parametrize("case", corpus_mime.CASES.values(), ids=corpus_mime.CASES)
def test_a_package_has_exactly_its_outcome(bench: Bench, case: Case) -> None:
    bench.check(case)


def test_83_one_octet_too_many_is_refused_before_anything_is_read(bench: Bench) -> None:
    posting = corpus_mime.TOO_LARGE(bench)
    bench.watch.mark()
    assert bench.partner.post(posting) == Answer(status=413)
    assert bench.watch.cpu_seconds < 0.25
    assert bench.watch.evidence() == []
    bench.check_good()


@pytest.mark.parametrize("case", corpus_xml.CASES.values(), ids=corpus_xml.CASES)
def test_an_envelope_has_exactly_its_outcome(bench: Bench, case: Case) -> None:
    bench.check(case)


def test_a_trap_that_somebody_falls_into_is_noticed(tmp_path: Path) -> None:
    trap = Trap(tmp_path)
    with contextlib.closing(trap):
        assert not trap.is_sprung()
        host, _, port = trap.place.partition("/")[0].partition(":")
        socket.create_connection((host, int(port)), 5.0).close()
        assert trap.is_sprung()
        assert not trap.is_sprung()
        reader = os.open(trap.file.removeprefix("file://"), os.O_RDONLY | os.O_NONBLOCK)
        assert trap.is_sprung()
        os.close(reader)
        assert not trap.is_sprung()
