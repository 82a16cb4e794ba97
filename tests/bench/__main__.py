"""The benchmark, all of it against limits of the same rounds.

Complete exchanges between two gateways on this machine, what no gateway can do without, the study beside other
libraries, the memory that a large payload costs, the converter alone, and decisions.
"""

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click

from tests.bench import ceiling, converter, decision, memory, peers
from tests.bench.inside import inside
from tests.bench.office import through_the_door
from tests.bench.rounds import Plan, Round, measure
from tests.bench.table import lines
from tests.bench.variants import RECEIVER, SENDER, VARIANTS, Variant
from tests.kit.chain import Chain


@click.command()
@click.option("--rounds", default=5, show_default=True)
@click.option("--messages", default=320, show_default=True, help="Exchanges in each round.")
@click.option("--in-flight", default=32, show_default=True, help="Exchanges at once.")
def main(rounds: int, messages: int, in_flight: int) -> None:
    """Measure everything; takes some minutes."""
    plan = Plan(rounds=rounds, messages=messages, in_flight=in_flight, payload_octets=0, bits=0)
    measured = [(variant, _measure(variant, plan)) for variant in VARIANTS]
    for line in _report(measured, rounds):
        click.echo(line)


def _report(measured: Sequence[tuple[Variant, Sequence[Round]]], rounds: int) -> Iterator[str]:
    yield from lines(measured)
    yield ""
    octets = measured[0][0].payload_octets
    yield from ceiling.report(octets, rounds)
    yield ""
    yield from peers.report(octets, rounds)
    yield ""
    yield from memory.report()
    yield ""
    yield from converter.report(rounds)
    yield ""
    (message,) = (found for variant, found in measured if variant.of_the_chain)
    yield from decision.report(octets, sorted(each.both for each in message)[len(message) // 2])


def _measure(variant: Variant, plan: Plan) -> Sequence[Round]:
    plan = replace(plan, payload_octets=variant.payload_octets, bits=variant.bits)
    with tempfile.TemporaryDirectory(prefix="schakel-bench-") as folder:
        chain = variant.chain(Path(folder))
        try:
            chain.start(RECEIVER)
            return asyncio.run((_through_the_door if variant.of_the_chain else _inside)(chain, plan))
        finally:
            chain.stop_all()


async def _through_the_door(chain: Chain, plan: Plan) -> Sequence[Round]:
    chain.start(SENDER)
    async with through_the_door(chain, SENDER, RECEIVER, plan) as drive:
        return await measure(drive, chain.processes[SENDER].pid, chain.processes[RECEIVER].pid, plan)


async def _inside(chain: Chain, plan: Plan) -> Sequence[Round]:
    async with inside(chain, SENDER, RECEIVER, plan) as (drive, sender):
        return await measure(drive, sender, chain.processes[RECEIVER].pid, plan)


if __name__ == "__main__":
    main()
