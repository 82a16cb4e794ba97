"""The bad habits of a simulated partner: which there are, what each is called, and how often it is practised."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gateway.errors import ConfigError


class Habit(StrEnum):
    """What a partner can do wrong; the value is its name on the command line."""

    LATE_RECEIPT = "late-receipt"
    LOST_RECEIPT = "lost-receipt"
    DOUBLE_RECEIPT = "double-receipt"
    UNSIGNED_RECEIPT = "unsigned-receipt"
    WRONG_DIGEST = "wrong-digest"
    WRONG_CPA = "wrong-cpa"
    LOST_PONG = "lost-pong"
    UNSIGNED_PONG = "unsigned-pong"
    EXPIRED_CERTIFICATE = "expired-certificate"
    SLOW_ANSWER = "slow-answer"
    HTTP_STATUS = "http-status"
    CUT_CONNECTION = "cut-connection"
    WRONG_CLOCK = "wrong-clock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How a habit is asked for: what it does (Dutch), and its value with bounds; no default, no value."""

    words: str
    unit: str = ""
    default: float | None = None
    least: float = 0.0
    most: float = 86_400.0


FORMS: Final[Mapping[Habit, Form]] = {
    Habit.LATE_RECEIPT: Form(words="bevestigt te laat", unit="seconden", default=30.0),
    Habit.LOST_RECEIPT: Form(words="bevestigt niet"),
    Habit.DOUBLE_RECEIPT: Form(words="bevestigt tweemaal"),
    Habit.UNSIGNED_RECEIPT: Form(words="bevestigt zonder handtekening"),
    Habit.WRONG_DIGEST: Form(words="bevestigt met de digest van iets anders, wel ondertekend"),
    Habit.WRONG_CPA: Form(words="noemt een CPA die niet bestaat"),
    Habit.LOST_PONG: Form(words="antwoordt niet op een Ping of statusvraag"),
    Habit.UNSIGNED_PONG: Form(words="antwoordt zonder handtekening op een Ping of statusvraag"),
    Habit.EXPIRED_CERTIFICATE: Form(words="toont een verlopen TLS-certificaat"),
    Habit.SLOW_ANSWER: Form(words="neemt alles aan en antwoordt pas daarna", unit="seconden", default=60.0),
    Habit.HTTP_STATUS: Form(words="neemt niets aan en antwoordt", unit="HTTP-status", default=503, least=300, most=599),
    Habit.CUT_CONNECTION: Form(words="verbreekt elke verbinding bij octet", unit="octet", default=4096, most=2**30),
    Habit.WRONG_CLOCK: Form(words="heeft een klok die afwijkt", unit="seconden", default=3600.0, least=-86_400.0),
}
_UNLIMITED: Final = 1 << 62


class Habits:
    """The habits of one partner, each with its value; `turn` says whether it is practised this time too."""

    def __init__(self, practised: Mapping[Habit, float], times: int | None = None) -> None:
        """Take the habits with their values, and how often each is practised before it is given up."""
        self._values = dict(practised)
        self._left = dict.fromkeys(practised, _UNLIMITED if times is None else times)

    @classmethod
    def parse(cls, texts: Iterable[str], times: int | None = None) -> "Habits":
        """Read `NAME` or `NAME=VALUE`; raise ConfigError with every mistake."""
        practised: dict[Habit, float] = {}
        mistakes: list[str] = []
        for text in texts:
            try:
                habit, value = parse_habit(text)
                practised[habit] = value
            except ConfigError as error:
                mistakes += error.mistakes
        if mistakes:
            raise ConfigError(*mistakes)
        return cls(practised, times)

    def has(self, habit: Habit) -> bool:
        """Tell whether the partner has the habit, practised or given up."""
        return habit in self._values

    def value(self, habit: Habit) -> float:
        """Return the value of a habit the partner has; 0 when it has not."""
        return self._values.get(habit, 0.0)

    def turn(self, habit: Habit) -> bool:
        """Tell whether the habit is practised now, and count that."""
        if self._left.get(habit, 0) <= 0:
            return False
        self._left[habit] -= 1
        return True

    @property
    def lines(self) -> tuple[str, ...]:
        """What the partner does wrong, one line each, in Dutch."""
        return tuple(_line(habit, value) for habit, value in self._values.items())


def parse_habit(text: str) -> tuple[Habit, float]:
    """Return a habit and its value; raise ConfigError that says what can be asked."""
    name, equals, value = text.partition("=")
    if name not in set(Habit):
        mistake = f"there is no habit of that name; choose from {', '.join(Habit)}"
        raise ConfigError(mistake)
    habit = Habit(name)
    form = FORMS[habit]
    if not equals:
        return habit, form.default or 0.0
    number = _number(value)
    if form.default is None or number is None or not form.least <= number <= form.most:
        mistake = f"{habit} takes {_bounds(form)}"
        raise ConfigError(mistake)
    return habit, number


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _bounds(form: Form) -> str:
    return "no value" if form.default is None else f"a number from {form.least:g} to {form.most:g} ({form.unit})"


def _line(habit: Habit, value: float) -> str:
    form = FORMS[habit]
    return f"{habit}: {form.words}" + (f" ({value:g} {form.unit})" if form.unit else "")
