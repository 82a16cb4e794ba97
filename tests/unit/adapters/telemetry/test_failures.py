"""Errors without their texts."""

import pytest

from adapters.telemetry.failures import describe_failure
from gateway.errors import CertificateRefusedError, SecurityRefusedError, StorageUnavailableError
from gateway.wire.trust import Distrust

CANARY = "Jan Jansen 999990019"


def _raise(canary: str) -> None:
    secret = canary
    try:
        int(secret)
    except ValueError as error:
        raise StorageUnavailableError from error


def _caught(canary: str = CANARY) -> BaseException:
    with pytest.raises(StorageUnavailableError) as caught:
        _raise(canary)
    return caught.value


def test_an_error_is_its_code_types_and_frames() -> None:
    described = describe_failure(_caught())
    assert described["code"] == "storage-unavailable"
    assert described["types"] == ["StorageUnavailableError", "ValueError"]
    assert any(str(frame).endswith(" _raise") for frame in described["frames"])


def test_neither_text_nor_locals_come_out() -> None:
    assert "999990019" not in str(describe_failure(_caught()))
    assert "Jansen" not in str(describe_failure(_caught()))


def test_a_stranger_has_no_code() -> None:
    assert "code" not in describe_failure(ValueError(CANARY))


def test_what_was_set_aside_is_not_told() -> None:
    error = ValueError(CANARY)
    error.__context__, error.__suppress_context__ = KeyError(CANARY), True
    assert describe_failure(error)["types"] == ["ValueError"]
    error.__suppress_context__ = False
    assert describe_failure(error)["types"] == ["ValueError", "KeyError"]


def test_a_reason_is_told_when_it_is_one_of_a_list() -> None:
    assert describe_failure(CertificateRefusedError(Distrust.EXPIRED))["reason"] == "expired"
    assert describe_failure(SecurityRefusedError("soap-action"))["reason"] == "soap-action"
    assert "reason" not in describe_failure(SecurityRefusedError(CANARY))


def test_a_type_with_a_strange_name_is_not_named() -> None:
    strange = type(CANARY, (Exception,), {})
    assert describe_failure(strange())["types"] == ["unnamed"]


def test_a_long_chain_ends() -> None:
    error = ValueError()
    last: BaseException = error
    for _ in range(50):
        last.__cause__ = KeyError()
        last = last.__cause__
    assert len(describe_failure(error)["types"]) == 8


def test_a_deep_recursion_gives_a_few_frames() -> None:
    def dive() -> None:
        dive()

    with pytest.raises(RecursionError) as caught:
        dive()
    assert len(describe_failure(caught.value)["frames"]) == 40
