"""House style 12: seven functions in ten fit in 10 lines, nineteen in twenty in 30, none exceeds 50; a file in 300."""

import pytest

from tests.architecture.house import FLOORS, modules


def _lengths() -> dict[str, int]:
    """Map every function to its lines, from `def` to its end; decorators do not count."""
    return {
        f"{module.path}:{function.lineno} {function.name}": (function.end_lineno or 0) - function.lineno + 1
        for module in modules(*FLOORS)
        for function in module.functions()
    }


def _longest(lengths: dict[str, int], limit: int) -> str:
    over = sorted(((length, place) for place, length in lengths.items() if length > limit), reverse=True)
    return "\n".join(f"{length:4d} lines  {place}" for length, place in over[:20])


def test_no_function_exceeds_fifty_lines() -> None:
    lengths = _lengths()
    assert max(lengths.values(), default=0) <= 50, f"too long:\n{_longest(lengths, 50)}"


@pytest.mark.parametrize(("share", "limit"), [(0.70, 10), (0.95, 30)])
def test_most_functions_are_short(share: float, limit: int) -> None:
    lengths = _lengths()
    fitting = sum(length <= limit for length in lengths.values())
    found = fitting / (len(lengths) or 1)
    assert found >= share, f"{found:.1%} fit in {limit} lines, want {share:.0%}; longest:\n{_longest(lengths, limit)}"


def test_no_file_exceeds_three_hundred_lines() -> None:
    lines = {str(module.path): len(module.text.splitlines()) for module in modules(*FLOORS)}
    assert max(lines.values(), default=0) <= 300, f"too long:\n{_longest(lines, 300)}"
