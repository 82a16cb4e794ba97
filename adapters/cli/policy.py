"""What the rules say: about one message, about each other, about two parties, and about what was decided before."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import click

from adapters import bootstrap
from adapters.cli.answers import MOST, answer, json_option
from adapters.cli.messages import read_message
from adapters.cli.processes import config_option
from adapters.config import load
from adapters.regions import read_region
from adapters.system.clock import SystemClock
from gateway import policy as gate
from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction, Message
from gateway.domain.party import Party, PartyKind
from gateway.domain.region import NATIONAL, Region
from gateway.flows.rehearse import Rehearsal
from gateway.formats.samples import whole_message
from gateway.policy import Changed, Facts, Rule, Ruling
from gateway.policy.book import RULES
from gateway.policy.reach import Reach, reach

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_KIND = click.Choice([str(kind) for kind in PartyKind])
_VERDICTS: Final = {
    gate.Outcome.PASSES: "toegestaan",
    gate.Outcome.WAITS: "wacht op een stap",
    gate.Outcome.REFUSED: "geweigerd",
}
_ON: Final = {True: "aan", False: "uit"}
_NOTHING: Final = "(niets)"


@click.group()
def policy() -> None:
    """Show what the rules say."""


@policy.command()
@click.argument("file", type=_FILE)
@click.option("--sender-kind", type=_KIND, multiple=True, default=["VT"], show_default=True, help="What the sender is.")
@click.option(
    "--receiver-kind", type=_KIND, multiple=True, required=True, help="What the receiver is; may be repeated."
)
@click.option("--region", type=_FILE, help="A region file; else every rule as it stands in the book.")
@json_option
@click.pass_context
def explain(
    ctx: click.Context, file: Path, sender_kind: Sequence[str], receiver_kind: Sequence[str], region: Path | None
) -> None:
    """Give the verdict on one message, with every rule that spoke, in Dutch.

    An organisation may be of several kinds: repeat the option.
    """
    message = read_message(file)
    decision = gate.judge(_facts(message, sender_kind, receiver_kind, region, SystemClock().now()))
    spoken = list(zip(decision.rules, decision.explanations, strict=True))
    answer(
        {
            "passes": decision.passes,
            "outcome": decision.outcome,
            "ruleSet": decision.rule_set,
            "rules": [{"rule": rule, "explanation": explanation} for rule, explanation in spoken],
        },
        [_VERDICTS[decision.outcome], *(f"{rule}: {explanation}" for rule, explanation in spoken)],
    )
    ctx.exit(0 if decision.passes else 1)


@policy.command()
@click.option("--region", type=_FILE, help="A region file; else every rule as it stands in the book.")
@json_option
def rules(region: Path | None) -> None:
    """List every rule: number, standing, on or off in that region, name, parameters and sources."""
    where = _region(region)
    answer(
        {"region": where.name, "validFrom": where.valid_from.isoformat(), "rules": [_rule(r, where) for r in RULES]},
        [line for rule in RULES for line in _rule_lines(rule, where)],
    )


@policy.command()
@click.argument("sender_kind", type=_KIND)
@click.argument("receiver_kind", type=_KIND)
@click.argument("message", metavar="MESSAGE", type=click.Choice([str(kind) for kind in MessageType]))
@click.option("--region", type=_FILE, help="A region file; else every rule as it stands in the book.")
@json_option
@click.pass_context
def can(ctx: click.Context, sender_kind: str, receiver_kind: str, message: str, region: Path | None) -> None:
    """Tell whether MESSAGE may go from one kind of party to another at all, and which elements never do.

    Every rule is asked, in all circumstances that change an answer by a yes, a no or a code. So it says what can never
    travel; whether the rest may, depends on what a message says.
    """
    sample = whole_message(MessageType(message), SystemClock().now())
    found = reach(_facts(sample, [sender_kind], [receiver_kind], region, sample.header.created_at))
    answer(_reach(found), _reach_lines(found))
    ctx.exit(1 if found.refused else 0)


@policy.command()
@click.option("--region", type=_FILE, required=True, help="The region file as it is proposed.")
@click.option("--last", type=click.IntRange(1, MOST), default=1000, show_default=True, help="How many decisions.")
@config_option
@json_option
@click.pass_context
def replay(ctx: click.Context, region: Path, last: int, config: Path) -> None:
    """Show which of the last decisions of a gateway would have been others under the proposed region file.

    Exits with 1 when any would.
    """
    found = asyncio.run(bootstrap.rehearse(load(config), read_region(region), last))
    answer(
        {
            "judged": found.judged,
            "notReplayable": found.gone,
            "changed": [_changed(each) for each in found.changed],
        },
        _rehearsal_lines(found),
    )
    ctx.exit(1 if found.changed else 0)


def _facts(
    message: Message, sender_kinds: Sequence[str], receiver_kinds: Sequence[str], region: Path | None, at: datetime
) -> Facts:
    """Return the facts of a message that is to leave, between two parties of whom only that is known."""
    return Facts(
        message=message,
        sender=Party(oin=message.header.sender, name="afzender", kinds=frozenset(map(PartyKind, sender_kinds))),
        receiver=Party(oin=message.header.receiver, name="ontvanger", kinds=frozenset(map(PartyKind, receiver_kinds))),
        direction=Direction.OUT,
        at=at,
        region=_region(region),
    )


def _region(file: Path | None) -> Region:
    return NATIONAL if file is None else read_region(file)


def _is_on(rule: Rule, region: Region) -> bool:
    return not rule.switchable or rule.number not in region.off


def _parameters(rule: Rule, region: Region) -> Mapping[str, int | list[str]]:
    """Return what the parameters are there, as JSON has them."""
    own = {name: region.own_value(rule.number, name) for name in rule.parameters}
    values = {name: default if own[name] is None else own[name] for name, default in rule.parameters.items()}
    return {name: value if isinstance(value, int) else sorted(value or ()) for name, value in sorted(values.items())}


def _rule(rule: Rule, region: Region) -> Mapping[str, object]:
    return {
        "rule": rule.number,
        "name": rule.name,
        "standing": rule.standing,
        "on": _is_on(rule, region),
        "switchable": rule.switchable,
        "effects": list(rule.effects),
        "parameters": _parameters(rule, region),
        "sources": list(rule.sources),
        "passes": rule.examples.passes,
        "refuses": rule.examples.refuses,
    }


def _rule_lines(rule: Rule, region: Region) -> Sequence[str]:
    parameters = (f"{name} = {_listed(value)}" for name, value in _parameters(rule, region).items())
    lines = (f"      bron: {'; '.join(rule.sources)}", *(f"      {line}" for line in parameters))
    return (f"{rule.number:6}{rule.standing:8}{_ON[_is_on(rule, region)]:5}{rule.name}", *lines)


def _listed(value: int | list[str]) -> str:
    return str(value) if isinstance(value, int) else ", ".join(value) or _NOTHING


def _reach(found: Reach) -> Mapping[str, object]:
    return {
        "possible": not found.refused,
        "refusedBy": [{"rule": ruling.rule.number, "explanation": gate.explain(ruling)} for ruling in found.refused],
        "travels": list(found.travels),
        "stopped": [
            {"element": element, "rules": [rule.number for rule in stopping]} for element, stopping in found.stopped
        ],
    }


def _reach_lines(found: Reach) -> Sequence[str]:
    if found.refused:
        return ("kan nooit:", *map(_refusal_line, found.refused))
    stopped = (f"  {element}: {', '.join(map(_named, rules))}" for element, rules in found.stopped)
    return (
        "kan, als de inhoud aan de regels voldoet",
        "nooit mee, en volgens welke regel:",
        *(stopped if found.stopped else (f"  {_NOTHING}",)),
        "kan mee:",
        *(f"  {element}" for element in found.travels),
    )


def _refusal_line(ruling: Ruling) -> str:
    return f"  {gate.explain(ruling)}"


def _named(rule: Rule) -> str:
    return f"{rule.number} ({rule.name})"


def _changed(changed: Changed) -> Mapping[str, object]:
    return {
        "reference": str(changed.reference),
        "before": changed.before,
        "after": changed.after,
        "gone": list(changed.gone),
        "come": list(changed.come),
    }


def _rehearsal_lines(found: Rehearsal) -> Sequence[str]:
    head = f"{found.judged} berichten opnieuw beoordeeld, {len(found.changed)} zouden anders uitvallen"
    gone = f"{found.gone} waren niet te herhalen: meteen geweigerd, of de inhoud is al gewist"
    return (head, *((gone,) if found.gone else ()), *map(_change_line, found.changed))


def _change_line(changed: Changed) -> str:
    rules = [*(f"-{rule}" for rule in changed.gone), *(f"+{rule}" for rule in changed.come)]
    return f"{changed.reference}: {_VERDICTS[changed.before]} -> {_VERDICTS[changed.after]} ({', '.join(rules)})"
