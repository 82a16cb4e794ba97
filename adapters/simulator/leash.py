"""Runs a command of ours that ends when whoever started it ends: a pipe on standard input closes, whatever killed them.

The command itself knows nothing of it. A signal to one process would not do: it would miss a parent that is killed, and
what Linux offers for that (PR_SET_PDEATHSIG) follows the thread that started us, which may end much sooner.
"""

import os
import signal
import sys
import threading
import time
from typing import Final

from adapters.cli import main

_STDIN: Final = 0
# Longer than a gateway takes to finish what it has in hand.
_FINISH_SECONDS: Final = 40.0


def follow_parent() -> None:
    """End this process when the pipe on its standard input closes: in good order, or else by force."""
    threading.Thread(target=_wait_for_the_end, name="leash", daemon=True).start()


def _wait_for_the_end() -> None:
    while os.read(_STDIN, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_FINISH_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    follow_parent()
    main(sys.argv[1:], prog_name="schakel")
