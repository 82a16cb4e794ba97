"""A partner's host is a name that its certificate can carry (S-04, bad input 57)."""

import pytest

from adapters.http.tls import CIPHERS, require_server_name
from gateway.errors import ConfigError


@pytest.mark.parametrize("name", ["politie.schakel.test", "a.b", "x1-y.example.test", "l" * 63 + ".test"])
def test_a_dns_name_is_a_server_name(name: str) -> None:
    assert require_server_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "localhost",
        "127.0.0.1",
        "10.0.0.256",
        "::1",
        "*.schakel.test",
        "politie.schakel.test.",
        "-x.test",
        "x-.test",
        "l" * 64 + ".test",
        "a." * 130 + "test",
        "politie.schakel.test:443",
        "pol\u0131tie.schakel.test",
        "politie.schakel.test\n",
    ],
)
def test_what_no_certificate_can_carry_is_refused(name: str) -> None:
    with pytest.raises(ConfigError):
        require_server_name(name)


def test_the_ciphers_are_those_of_the_guideline_and_no_other() -> None:
    assert CIPHERS.split(":") == [
        "ECDHE-ECDSA-AES256-GCM-SHA384",
        "ECDHE-ECDSA-CHACHA20-POLY1305",
        "ECDHE-ECDSA-AES128-GCM-SHA256",
        "ECDHE-RSA-AES256-GCM-SHA384",
        "ECDHE-RSA-CHACHA20-POLY1305",
        "ECDHE-RSA-AES128-GCM-SHA256",
    ]
