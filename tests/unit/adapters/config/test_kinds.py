"""Kinds of settings that need no file."""

import json
import pickle

import pytest

from adapters.config import Secret


def test_a_secret_prints_as_three_stars() -> None:
    secret = Secret(b"999990019")
    assert f"{secret} {secret!r} {[secret]}" == "*** *** [***]"
    assert secret.reveal() == b"999990019"


def test_a_secret_cannot_be_written_down() -> None:
    with pytest.raises(TypeError, match=r"\*\*\*"):
        pickle.dumps(Secret(b"999990019"))
    with pytest.raises(TypeError) as refusal:
        json.dumps({"secret": Secret(b"999990019")})
    assert "999990019" not in str(refusal.value)


def test_a_secret_can_be_given_nothing_more() -> None:
    with pytest.raises(AttributeError):
        Secret(b"x").other = 1  # type: ignore[attr-defined]  # that is what must fail
