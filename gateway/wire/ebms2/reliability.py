"""When to try again what never reached the partner: ever more slowly, by chance, within what was agreed (D28)."""

from datetime import timedelta
from typing import Final

_FIRST_PAUSE: Final = timedelta(milliseconds=250)
# Chance may make a pause short, never nothing: a partner that comes back is not met by all of us at once.
_SHORTEST_PAUSE: Final = timedelta(milliseconds=50)
# A quarter of a second doubled twenty times passes three days; larger powers need no reckoning.
_DOUBLINGS: Final = 20


def back_off(attempts: int, jitter: float, longest: timedelta) -> timedelta:
    """Return the pause after that many attempts before this one; `jitter` is chance from [0, 1), drawn by a door.

    Full jitter under a ceiling that doubles up to `longest`, for a message the agreed RetryInterval: an attempt that
    reached nobody is no retry in the sense of the agreement, and the next one comes before that is due (E-48).
    """
    ceiling = min(_FIRST_PAUSE * (1 << min(attempts, _DOUBLINGS)), longest)
    return max(ceiling * jitter, min(_SHORTEST_PAUSE, longest))
