import pytest

from adapters.simulator.habits import FORMS, Habit, Habits, parse_habit
from gateway.errors import ConfigError


def test_every_habit_says_in_dutch_what_it_does() -> None:
    assert set(FORMS) == set(Habit)
    assert all(form.words and (form.default is None) == (not form.unit) for form in FORMS.values())


@pytest.mark.parametrize("habit", Habit)
def test_a_habit_is_asked_by_its_name_and_then_has_its_own_value(habit: Habit) -> None:
    assert parse_habit(str(habit)) == (habit, FORMS[habit].default or 0.0)


def test_a_value_may_be_said() -> None:
    assert parse_habit("late-receipt=2.5") == (Habit.LATE_RECEIPT, 2.5)
    assert parse_habit("wrong-clock=-3600") == (Habit.WRONG_CLOCK, -3600.0)


@pytest.mark.parametrize(
    "text", ["", "lazy", "lost-receipt=3", "late-receipt=", "late-receipt=soon", "late-receipt=-1", "http-status=200"]
)
def test_what_cannot_be_asked_is_refused_with_what_can(text: str) -> None:
    with pytest.raises(ConfigError) as refused:
        Habits.parse([text])
    assert len(refused.value.mistakes) == 1


def test_every_mistake_is_told_at_once() -> None:
    with pytest.raises(ConfigError) as refused:
        Habits.parse(["lazy", "double-receipt", "late-receipt=soon"])
    assert len(refused.value.mistakes) == 2


def test_a_habit_is_practised_as_often_as_was_said_and_each_by_itself() -> None:
    habits = Habits.parse(["lost-receipt", "double-receipt"], times=2)
    assert [habits.turn(Habit.LOST_RECEIPT) for _ in range(3)] == [True, True, False]
    assert habits.turn(Habit.DOUBLE_RECEIPT)
    assert habits.has(Habit.LOST_RECEIPT)


def test_without_a_number_a_habit_is_never_given_up_and_what_nobody_has_is_never_practised() -> None:
    habits = Habits.parse(["lost-receipt"])
    assert all(habits.turn(Habit.LOST_RECEIPT) for _ in range(1000))
    assert not habits.turn(Habit.WRONG_CPA)
    assert habits.value(Habit.WRONG_CLOCK) == 0


def test_the_screen_says_what_the_partner_does_wrong() -> None:
    assert Habits.parse(["late-receipt=3", "wrong-cpa"]).lines == (
        "late-receipt: bevestigt te laat (3 seconden)",
        "wrong-cpa: noemt een CPA die niet bestaat",
    )
