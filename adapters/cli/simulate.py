"""A partner to talk to, on this machine."""

import asyncio
import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click

from adapters.cli.answers import FloatRange, gathered, json_option, wants_json
from adapters.simulator.habits import FORMS, Habit, Habits
from adapters.simulator.lodging import Lodging, Wish, settle_in
from adapters.simulator.partner import CollectingOffice, run_partner
from adapters.simulator.roles import ROLES
from adapters.system.clock import SystemClock
from gateway.errors import ConfigError

_KINDS: Final = click.Choice(list(ROLES))
_LOG: Final = "gateway.log"


def _habits_help() -> str:
    rows = []
    for habit, form in FORMS.items():
        value = "" if form.default is None else f"={form.default:g}"
        rows.append(f"  {habit}{value}: {form.words}" + (f" ({form.unit})" if form.unit else ""))
    kinds = f"\b\nKinds: {', '.join(ROLES)}"
    return f"{kinds}\n\n\b\nBad habits, each with its value when none is said:\n" + "\n".join(rows)


@click.command(epilog=_habits_help())
@click.argument("kind", type=_KINDS, metavar="KIND")
@click.option(
    "--as", "beside", type=_KINDS, metavar="KIND", default="veiligthuis", show_default=True, help="Who you are."
)
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Where keys, agreement and settings of both are kept.  [default: .schakel/simulatie/KIND]",
)
@click.option("--habit", "habits", multiple=True, metavar="NAME[=VALUE]", help="A bad habit (see below); repeatable.")
@click.option("--times", type=click.IntRange(min=1), help="Practise each habit so often, and then no more.")
@click.option("--for", "seconds", type=FloatRange(min=0), help="End after so many seconds; else run until Ctrl-C.")
@click.option("--retries", type=click.IntRange(0, 1000), default=60, show_default=True, help="Agreed in the CPA.")
@click.option(
    "--retry-interval",
    "interval_seconds",
    type=FloatRange(0.1, 86_400),
    default=5,
    show_default=True,
    help="In seconds, likewise.",
)
@gathered("wish", Wish)
@json_option
def simulate(
    *, wish: Wish, folder: Path | None, habits: tuple[str, ...], times: int | None, seconds: float | None
) -> None:
    """Run a partner of that KIND on loopback, with everything you need to talk to it.

    Without habits it does everything as it should: it acknowledges, its back office takes what arrives, it answers Ping
    and StatusRequest. Everything is fictional and of a test authority.
    """
    practised = _parse(habits, times)
    place = folder or Path(".schakel") / "simulatie" / wish.kind
    lodging = settle_in(place.resolve(), wish, SystemClock().now())
    told = _teller(lodging, practised, as_json=wants_json())
    with (
        (lodging.home / _LOG).open("a", encoding="utf-8") as log,
        contextlib.redirect_stderr(log),
        CollectingOffice(lodging, told, seconds),
    ):
        asyncio.run(run_partner(lodging, practised))


def _parse(habits: tuple[str, ...], times: int | None) -> Habits:
    try:
        return Habits.parse(habits, times)
    except ConfigError as error:
        raise click.BadParameter("; ".join(error.mistakes), param_hint="--habit") from None


def _teller(lodging: Lodging, habits: Habits, *, as_json: bool) -> Callable[[dict[str, Any]], None]:
    def told(event: dict[str, Any]) -> None:
        ready = event["event"] == "ready"
        if as_json:
            click.echo(json.dumps(event | (_document(lodging, habits) if ready else {}), ensure_ascii=False))
        elif ready:
            click.echo("\n".join(_lines(lodging, habits)))
        else:
            click.echo(f"ontvangen en bevestigd: {event['type']} {event['reference']}")

    return told


def _document(lodging: Lodging, habits: Habits) -> dict[str, object]:
    return {
        "partner": {
            "oin": str(lodging.partner.oin),
            "name": lodging.partner.title,
            "endpoint": lodging.partner.endpoint,
        },
        "guest": {"oin": str(lodging.guest.oin), "name": lodging.guest.title, "endpoint": lodging.guest.endpoint},
        "settings": str(lodging.guest_home / "schakel.toml"),
        "agreement": str(lodging.agreement),
        "keys": str(lodging.guest_home / "keys"),
        "roots": str(lodging.guest_home / "trust" / "roots"),
        "log": str(lodging.home / _LOG),
        "habits": [str(habit) for habit in Habit if habits.has(habit)],
    }


def _lines(lodging: Lodging, habits: Habits) -> list[str]:
    partner, guest = lodging.partner, lodging.guest
    return [
        f"{partner.title} ({partner.oin}) is bereikbaar op {partner.endpoint} (127.0.0.1).",
        f"U bent {guest.title} ({guest.oin}); alles wat u nodig hebt staat in {lodging.guest_home}.",
        "",
        "Met een gateway van Schakel ernaast:",
        f"  schakel serve --config {lodging.guest_home / 'schakel.toml'}",
        f"  schakel partner check {partner.oin} --config {lodging.guest_home / 'schakel.toml'}",
        "Met uw eigen software:",
        f"  CPA          {lodging.agreement}",
        f"  sleutels     {lodging.guest_home / 'keys'} (tls, signing, encryption: .pem en .key.pem)",
        f"  vertrouwen   {lodging.guest_home / 'trust' / 'roots'}",
        f"  uw endpoint  {guest.endpoint}: daar komen de antwoorden",
        f"  in hosts     127.0.0.1 {partner.host} {guest.host}",
        f"Logboek van de partner: {lodging.home / _LOG}",
        *(f"SLECHTE GEWOONTE {line}" for line in habits.lines),
        "Stoppen: Ctrl-C.",
    ]
