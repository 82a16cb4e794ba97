"""The name of a back office: what TLS proved, and plain enough for an audit trail."""

import ssl
from typing import Any, cast

import pytest

from adapters.http.tls_names import common_name
from gateway.errors import NotAuthorisedError

Subject = tuple[tuple[tuple[str, str], ...], ...]


class _Channel:
    def __init__(self, certificate: dict[str, Any] | None) -> None:  # Any: as the library gives it
        self._certificate = certificate

    def getpeercert(self) -> dict[str, Any] | None:
        return self._certificate


def _name_in(certificate: dict[str, Any] | None) -> str:
    return common_name(cast("ssl.SSLObject", _Channel(certificate)))  # a channel as far as it is asked


@pytest.mark.parametrize("name", ["zaaksysteem", "Zaak-systeem 2.vt", "a"])
def test_the_one_common_name_is_the_name(name: str) -> None:
    assert _name_in({"subject": ((("organizationName", "VT"),), (("commonName", name),))}) == name


@pytest.mark.parametrize(
    "certificate",
    [
        None,
        {},
        {"subject": ()},
        {"subject": ((("organizationName", "zaaksysteem"),),)},
        {"subject": ((("commonName", "een"),), (("commonName", "twee"),))},
        {"subject": ((("commonName", "een"), ("commonName", "twee")),)},
        *(
            {"subject": ((("commonName", name),),)}
            for name in ("", " a", "a/b", "a\n", "a" * 65, "\u00e9\u00e9n", "a\x00b")
        ),
    ],
)
def test_anything_else_is_nobody(certificate: dict[str, Any] | None) -> None:
    with pytest.raises(NotAuthorisedError):
        _name_in(certificate)
