"""The page says what this run saw."""

import os

from tests.interop.table import PAGE, Table


def test_the_page_says_what_this_run_saw(table: Table) -> None:
    seen = table.page()
    if os.environ.get("SCHAKEL_WRITE_INTEROP"):
        PAGE.write_text(seen, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == seen
