"""What coverage-guided fuzzing kept is read again on every machine, with or without a fuzzer."""

from typing import Final

import pytest

from tests.fuzz import fuzz_cpa, fuzz_crl, fuzz_envelope, fuzz_mime, fuzz_signature
from tests.fuzz.target import CORPUS, Target, kept

TARGETS: Final = {
    each.TARGET.name: each.TARGET for each in (fuzz_mime, fuzz_envelope, fuzz_signature, fuzz_cpa, fuzz_crl)
}
# Small enough to read over, and no more than what coverage asked for.
LIMIT_OCTETS: Final = 300_000


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_what_the_fuzzer_kept_is_read_or_refused(target: Target) -> None:
    paths = kept(target.name)
    assert paths
    for path in paths:
        target.attempt(path.read_bytes())


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_what_the_fuzzer_begins_with_is_read_or_refused(target: Target) -> None:
    for seed in target.seeds():
        target.attempt(seed)


def test_the_corpus_stays_small_and_has_no_other_folders() -> None:
    files = [path for path in CORPUS.rglob("*") if path.is_file()]
    assert {path.parent.name for path in files} == set(TARGETS)
    assert sum(path.stat().st_size for path in files) < LIMIT_OCTETS
