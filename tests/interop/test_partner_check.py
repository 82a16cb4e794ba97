"""`schakel partner check` with the peer on the other side: each line of it, and what it says to do."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Final

import pytest

from adapters.partners.diagnosis import Check
from gateway.domain.agreement import AgreementParty, Profile
from tests.interop.pair import Pair
from tests.interop.table import By, Row, Table, Way
from tests.interop.units import BE, HASTE, RM, RM_S, SYNC, Unit
from tests.kit.chain import eventually
from tests.kit.commands import run_json
from tests.kit.shipments import Load

Line = dict[str, str]
State = Callable[[Pair, Unit], AbstractContextManager[None]]
GOOD: Final = "goed"
SKIPPED: Final = "niet gekeken"
QUESTIONS: Final = {
    "nothing delivered yet": ("unknown", "NotRecognized"),
    "after a delivery": ("known", "Received"),
}
# What differs from run to run.
_PORT: Final = re.compile(r"poort \d+")
_UNSIGNED: Final = "handtekening: onder deze afspraak wordt niet ondertekend"
_NOT_SEEN: Final = (
    "handtekening: De Pong is niet ondertekend; dat mag, maar zo is hun handtekening nog niet gezien. "
    "-> wij: Het eerste bericht dat wordt bevestigd bewijst het; volg dat."
)
_ONLY_TLS: Final = "hun certificaten: onder deze afspraak heeft de partner geen andere certificaten dan voor TLS"
_FAULT: Final = (
    "versturen: De server antwoordt met een fout (http-500): meestal kent men daar deze afspraak niet, of staat er een "
    "ander certificaat van ons in. "
    "-> de partner: Laat de partner dezelfde afspraak laden, en in zijn logboek kijken."
)
_NOBODY: Final = (
    "verbinding: Op politie-rm-s.schakel.test poort ... neemt niemand op. "
    "-> de partner: Start de gateway daar, of controleer de poort in de afspraak en de firewall ervoor."
)


def _as_agreed(_: Pair, __: Unit) -> AbstractContextManager[None]:
    return nullcontext()


def _delivered(pair: Pair, unit: Unit) -> AbstractContextManager[None]:
    reference = pair.ship(unit, [Load(content=b"x")])
    eventually("it is delivered", lambda: pair.look(reference)["state"] == "delivered")
    return nullcontext()


def _unknown(pair: Pair, unit: Unit) -> AbstractContextManager[None]:
    return pair.unknown(unit)


def _other_certificate(pair: Pair, unit: Unit) -> AbstractContextManager[None]:
    return pair.differing(unit, lambda form: replace(form, parties=(form.parties[0], _mistaken(form.parties[1]))))


def _mistaken(own: AgreementParty) -> AgreementParty:
    return replace(own, client_certificate=own.signing_certificate)


def _not_signed(pair: Pair, unit: Unit) -> AbstractContextManager[None]:
    return pair.differing(unit, lambda form: replace(form, profile=Profile.RM))


def _shut(pair: Pair, unit: Unit) -> AbstractContextManager[None]:
    return pair.peer(unit).shut()


NOT_SIGNED: Final = "its copy is not signed"
_SEES_NOTHING: Final = (
    "ours: a Ping and a StatusRequest are of no action, so copies that differ in what was agreed of one do not show; "
    "the first message shows it"
)
SITUATIONS: Final[dict[str, tuple[Unit, State, tuple[str, ...]]]] = {
    "nothing delivered yet": (HASTE, _as_agreed, (_NOT_SEEN,)),
    "after a delivery": (RM_S, _delivered, ()),
    "after an unsigned delivery": (RM, _delivered, (_ONLY_TLS, _UNSIGNED)),
    "after a best effort delivery": (BE, _delivered, (_ONLY_TLS, _UNSIGNED)),
    "with answers at once": (SYNC, _delivered, ()),
    "it does not have the agreement": (RM_S, _unknown, (_FAULT,)),
    "its copy names another certificate of ours for TLS": (RM_S, _other_certificate, (_FAULT,)),
    NOT_SIGNED: (RM_S, _not_signed, ()),
    "nobody answers at its port": (RM_S, _shut, (_NOBODY,)),
}


@pytest.mark.parametrize("name", SITUATIONS)
def test_each_line_says_what_is_so(pair: Pair, table: Table, name: str) -> None:
    unit, state, expected = SITUATIONS[name]
    with state(pair, unit):
        code, lines = _check(pair, unit)
    assert [line["check"] for line in lines] == list(Check)
    said = [_said(line) for line in lines if _speaks(line)]
    assert tuple(said) == expected
    assert code == int(any(line["verdict"] == "FOUT" for line in lines))
    case = f"`partner check`, {unit.way}, {name}"
    for verdict, names in _grouped(lines).items():
        remark = _SEES_NOTHING if name == NOT_SIGNED else ""
        _note(table, 17, f"{case}: {', '.join(names)}", verdict, remark)
    for line, text in zip(filter(_speaks, lines), said, strict=True):
        _note(table, 17, f"{case}: {line['check']}", f"{line['verdict']}: {text.partition(': ')[2]}")
    if name in QUESTIONS:
        _note_questions(table, unit, name, {line["check"]: line["explanation"] for line in lines})


def _check(pair: Pair, unit: Unit, tries: int = 3) -> tuple[int, list[Line]]:
    """Return what it says; a Pong is sent once, and is lost where it meets the end of an idle connection."""
    code, answer = run_json("partner", "check", str(unit.oin), "--config", pair.home / "schakel.toml")
    verdicts = {line["check"]: line["verdict"] for line in answer["checks"]}
    if verdicts[Check.PING] == "FOUT" and tries > 1:
        return _check(pair, unit, tries - 1)
    return code, answer["checks"]


def _note_questions(table: Table, unit: Unit, name: str, said: dict[str, str]) -> None:
    assert said[Check.PING] == "een Pong kwam terug"
    known, status = QUESTIONS[name]
    assert f"({status})" in said[Check.STATUS]
    _note(table, 14, f"StatusRequest, {known}", status)
    _note(table, 1, f"Ping, {unit.profile}, {name}", "Pong")


def _speaks(line: Line) -> bool:
    return line["verdict"] != GOOD and not _follows(line)


def _follows(line: Line) -> bool:
    """Tell whether nobody looked because of what went before."""
    return line["explanation"] == "eerst het bovenstaande"


def _grouped(lines: list[Line]) -> dict[str, list[str]]:
    """Return the lines of which the verdict says all."""
    groups = {
        GOOD: [line["check"] for line in lines if line["verdict"] == GOOD],
        SKIPPED: [line["check"] for line in lines if _follows(line)],
    }
    return {verdict: names for verdict, names in groups.items() if names}


def _said(line: Line) -> str:
    todo = f" -> {line['who']}: {line['action']}" if line["action"] else ""
    return _PORT.sub("poort ...", f"{line['check']}: {line['explanation']}{todo}")


def _note(table: Table, number: int, case: str, outcome: str, remark: str = "") -> None:
    table.note(Row(number=number, way=Way.OUT, case=case, by=By.GATEWAY, outcome=outcome, remark=remark))
