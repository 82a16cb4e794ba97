"""Every variant that the benchmark measures can be laid out, although only `make bench` runs it."""

from pathlib import Path

import pytest

from tests.bench.variants import VARIANTS, Variant

# What is laid out differs in keys and in the way of answering; the sizes are those of what is sent.
_LAID_OUT = {(variant.bits, variant.sync_reply): variant for variant in VARIANTS}


@pytest.mark.parametrize("variant", _LAID_OUT.values(), ids=[variant.name for variant in _LAID_OUT.values()])
def test_a_variant_is_laid_out(variant: Variant, tmp_path: Path) -> None:
    chain = variant.chain(tmp_path)
    assert {(tmp_path / name / "schakel.toml").exists() for name in chain.organisations} == {True}
