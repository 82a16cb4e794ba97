"""Libraries, warnings and uncaught errors, through the one door and without their words."""

import asyncio
import gc
import io
import json
import logging
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from adapters.telemetry.logging import Log
from adapters.telemetry.others import take_over
from gateway.errors import StorageUnavailableError

CANARY = "Jan Jansen 999990019"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    made = io.StringIO()
    undo = take_over(Log(made))
    yield made
    undo()
    assert "999990019" not in made.getvalue()
    assert "Jansen" not in made.getvalue()


def _lines(stream: io.StringIO) -> list[dict[str, Any]]:  # Any: what JSON holds
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.mark.parametrize("name", ["aiohttp.server", "asyncio", "sqlalchemy.engine.Engine"])
def test_a_library_is_heard_without_its_words(name: str, stream: io.StringIO) -> None:
    pytest.importorskip(name.partition(".")[0], reason="a library of the house")
    try:
        int(CANARY)
    except ValueError:
        logging.getLogger(name).exception("bad value %s", CANARY)
    (line,) = _lines(stream)
    assert (line["event"], line["logger"], line["types"]) == ("library_spoke", name, ["ValueError"])
    assert line["level"] == "error"


def test_a_library_that_holds_one_of_our_errors_tells_its_code(stream: io.StringIO) -> None:
    logging.getLogger("asyncio").warning(CANARY, exc_info=StorageUnavailableError())
    (line,) = _lines(stream)
    assert (line["level"], line["code"]) == ("warning", "storage-unavailable")


def test_chatter_below_a_warning_is_not_heard(stream: io.StringIO) -> None:
    logging.getLogger("asyncio").info(CANARY)
    assert stream.getvalue() == ""


def test_what_a_strangers_certificate_makes_a_library_say_is_not_heard_and_its_faults_are(stream: io.StringIO) -> None:
    logger = logging.getLogger("pyhanko_certvalidator.revinfo.validate_crl")
    logger.warning(CANARY)
    assert stream.getvalue() == ""
    logger.error(CANARY)
    assert [line["level"] for line in _lines(stream)] == ["error"]


def test_a_logger_named_after_something_else_is_not_named(stream: io.StringIO) -> None:
    logging.getLogger(CANARY).error("x")
    logging.getLogger("jansen.child").error("x")
    assert [line["logger"] for line in _lines(stream)] == ["other", "other"]


def test_a_record_whose_arguments_do_not_fit_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    made, arguments = io.StringIO(), (CANARY,)
    undo = take_over(Log(made))
    logging.getLogger("asyncio").error("%d %d", *arguments)
    undo()
    assert len(_lines(made)) == 1
    assert capsys.readouterr().err == ""


def test_a_log_that_cannot_be_written_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    closed = io.StringIO()
    closed.close()
    undo = take_over(Log(closed))
    try:
        logging.getLogger("asyncio").error(CANARY)
        logging.getLogger().handlers[0].handleError(logging.makeLogRecord({"msg": CANARY}))
    finally:
        undo()
    assert "Jansen" not in capsys.readouterr().err


def test_a_handler_of_a_librarys_own_is_taken_away_and_comes_back(capsys: pytest.CaptureFixture[str]) -> None:
    logger = logging.getLogger("asyncio")
    own = logging.StreamHandler()
    logger.addHandler(own)
    logger.propagate = False
    made = io.StringIO()
    undo = take_over(Log(made))
    logger.error(CANARY)
    undo()
    assert logger.handlers == [own]
    assert not logger.propagate
    logger.removeHandler(own)
    logger.propagate = True
    assert len(_lines(made)) == 1
    assert capsys.readouterr().err == ""


def test_an_uncaught_error_is_told_without_its_text(stream: io.StringIO) -> None:
    error = ValueError(CANARY)
    sys.excepthook(ValueError, error, None)
    (line,) = _lines(stream)
    assert (line["event"], line["types"]) == ("unexpected_error", ["ValueError"])


def test_an_uncaught_error_in_a_thread_is_told_without_its_text(stream: io.StringIO) -> None:
    thread = threading.Thread(target=int, args=(CANARY,))
    thread.start()
    thread.join()
    threading.excepthook(threading.ExceptHookArgs((SystemExit, None, None, None)))
    assert [line["event"] for line in _lines(stream)] == ["unexpected_error"]


def test_an_error_nobody_can_raise_is_told_without_its_text(stream: io.StringIO) -> None:
    class Stubborn:
        def __del__(self) -> None:
            int(CANARY)

    made = Stubborn()
    del made
    gc.collect()
    assert [line["event"] for line in _lines(stream)] == ["unexpected_error"]


def test_a_task_nobody_awaited_is_told_without_its_text(stream: io.StringIO) -> None:
    async def fail() -> None:
        # To wait until it has ended is not to ask how.
        await asyncio.wait([asyncio.create_task(asyncio.to_thread(int, CANARY))])
        gc.collect()

    asyncio.run(fail())
    assert [(line["logger"], line["types"]) for line in _lines(stream)] == [("asyncio", ["ValueError"])]
