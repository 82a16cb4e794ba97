"""How each kind of error ends (product.md 5): 0 done, 1 refused or found wrong, 2 used wrongly, 3 the world failed."""

import json

import click
import pytest
from click.testing import CliRunner, Result

from adapters.cli import main
from adapters.cli.answers import answer, json_option
from gateway.errors import (
    ConfigError,
    ContentRefusedError,
    NotAMessageError,
    NotFoundError,
    NotInTimeError,
    StorageUnavailableError,
    TamperedError,
)


def end(raised: BaseException | None, *options: str) -> Result:
    """Run a command of our group that ends so."""

    @click.command()
    @json_option
    def fail() -> None:
        """Fail as asked."""
        if raised is not None:
            raise raised
        answer({"done": True}, ["Done.", "All of it."])

    group = type(main)("schakel", commands={"fail": fail})
    return CliRunner().invoke(group, ["fail", *options])


def test_what_is_done_ends_with_0_in_lines_or_in_json() -> None:
    assert (end(None).exit_code, end(None).output) == (0, "Done.\nAll of it.\n")
    assert json.loads(end(None, "--json").stdout) == {"done": True}


@pytest.mark.parametrize(
    ("raised", "code"),
    [
        (ConfigError("one", "two"), 1),
        (NotAMessageError(("content: missing",)), 1),
        (ContentRefusedError("StUF055", ("line 1",)), 1),
        (NotFoundError("message"), 1),
        (TamperedError("entry 3"), 1),
        (StorageUnavailableError(), 3),
        (NotInTimeError("politie"), 3),
        (FileNotFoundError(2, "No such file or directory", "x.zip"), 3),
        (PermissionError(13, "Permission denied"), 3),
        (OSError("no more"), 3),
    ],
    ids=lambda value: type(value).__name__,
)
def test_every_kind_of_error_has_its_exit_code_and_one_plain_text(raised: Exception, code: int) -> None:
    ended = end(raised)
    assert (ended.exit_code, ended.stdout) == (code, "")
    assert ended.stderr
    assert "Traceback" not in ended.stderr
    in_json = end(raised, "--json")
    assert (in_json.exit_code, in_json.stderr) == (code, "")
    document = json.loads(in_json.stdout)
    assert document["sound"] is False
    assert document["mistakes"] == [line.removeprefix("- ") for line in ended.stderr.splitlines()]


def test_several_mistakes_are_several_lines() -> None:
    assert end(ConfigError("one", "two")).stderr == "- one\n- two\n"
    assert end(ConfigError("one")).stderr == "one\n"


def test_a_failing_file_is_named() -> None:
    ended = end(FileNotFoundError(2, "No such file or directory", "x.zip"))
    assert ended.stderr == "x.zip: No such file or directory\n"


def test_a_bug_is_not_hidden() -> None:
    ended = end(ValueError("x"))
    assert ended.exit_code == 1
    assert isinstance(ended.exception, ValueError)


def test_wrong_use_ends_with_2() -> None:
    assert end(None, "--unknown").exit_code == 2
