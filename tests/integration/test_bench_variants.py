"""What only `make bench` runs can be run: every variant is laid out, every bare block costs something."""

from dataclasses import astuple
from pathlib import Path

import pytest

from tests.bench import ceiling
from tests.bench.variants import VARIANTS, Variant

# What is laid out differs in keys and in the way of answering; the sizes are those of what is sent.
_LAID_OUT = {(variant.bits, variant.sync_reply): variant for variant in VARIANTS}


@pytest.mark.parametrize("variant", _LAID_OUT.values(), ids=[variant.name for variant in _LAID_OUT.values()])
def test_a_variant_is_laid_out(variant: Variant, tmp_path: Path) -> None:
    chain = variant.chain(tmp_path)
    assert {(tmp_path / name / "schakel.toml").exists() for name in chain.organisations} == {True}


async def test_every_bare_block_costs_something(tmp_path: Path) -> None:
    assert all(seconds > 0 for seconds in astuple(await ceiling.measure(1024, tmp_path)))
