"""The command line: processes and their care, messages, evidence, agreements, and the working day.

Exit codes: 0 done, 1 refused or found wrong, 2 used wrongly, 3 the world failed.
"""

from adapters.cli.main import main

__all__ = ["main"]
