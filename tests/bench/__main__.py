"""The benchmark: complete exchanges between two gateways on this machine, the converter alone, and decisions.

All against the limits of the same rounds.
"""

import asyncio
import statistics
import tempfile
from pathlib import Path

import click

from tests.bench import converter, decision
from tests.bench.inside import inside
from tests.bench.office import through_the_door
from tests.bench.rounds import Plan, Round, measure
from tests.bench.table import lines
from tests.kit.chain import Chain

_SENDER, _RECEIVER = "politie", "veiligthuis"


@click.command()
@click.option("--rounds", default=5, show_default=True)
@click.option("--messages", default=80, show_default=True, help="Exchanges in each round.")
@click.option("--in-flight", default=32, show_default=True, help="Exchanges at once.")
@click.option("--payload-octets", default=10 * 1024, show_default=True, help="Text in each message.")
def main(rounds: int, messages: int, in_flight: int, payload_octets: int) -> None:
    """Measure complete exchanges, the converter and decisions; takes about a minute."""
    plan = Plan(rounds=rounds, messages=messages, in_flight=in_flight, payload_octets=payload_octets)
    with tempfile.TemporaryDirectory(prefix="schakel-bench-") as folder:
        chain = Chain(Path(folder))
        try:
            measured = _measure(chain, plan)
        finally:
            chain.stop_all()
    for line in lines(measured, plan):
        click.echo(line)
    click.echo()
    for line in converter.report(rounds):
        click.echo(line)
    click.echo()
    exchange = statistics.median(each.sender + each.receiver for each in measured["office door"])
    for line in decision.report(payload_octets, exchange):
        click.echo(line)


def _measure(chain: Chain, plan: Plan) -> dict[str, list[Round]]:
    """Measure with a sender like any other, and again with one in which the flow is called past its office door."""
    chain.start_all()
    through = asyncio.run(_through_the_door(chain, plan))
    chain.processes[_SENDER].stop()
    return {"office door": through, "inside the sender": asyncio.run(_inside(chain, plan))}


async def _through_the_door(chain: Chain, plan: Plan) -> list[Round]:
    async with through_the_door(chain, _SENDER, _RECEIVER, plan) as drive:
        return await measure(drive, chain.processes[_SENDER].pid, chain.processes[_RECEIVER].pid, plan)


async def _inside(chain: Chain, plan: Plan) -> list[Round]:
    async with inside(chain, _SENDER, _RECEIVER, plan) as (drive, sender):
        return await measure(drive, sender, chain.processes[_RECEIVER].pid, plan)


if __name__ == "__main__":
    main()
