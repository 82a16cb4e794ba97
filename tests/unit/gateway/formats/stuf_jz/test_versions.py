from typing import Final

import pytest

from gateway.formats import stuf_jz
from gateway.formats.stuf_jz.versions import NEWEST, Version, carries, nearest, service_of, version_of, versions_of

ANSWERS: Final = ("Bv01Bericht", "Fo01Bericht")
IN_BOTH: Final = ("vtMeldingDi01", "vtTerugkoppelingDi01", "vtoDi01", *ANSWERS)
SINCE_1_0_9: Final = (
    "vcobDi01",
    "ucobDi01",
    "vciDi01",
    "uciDi01",
    "meldingGeneriekDi01",
    "uitkomstMeldingGeneriekDi01",
)


def test_the_newest_version_stands_first() -> None:
    assert list(Version) == sorted(Version, reverse=True)
    assert NEWEST is Version.V1_0_9


@pytest.mark.parametrize(
    ("version", "service"), [(Version.V1_0_9, "VNG:Jeugdzorg:1:0:9"), (Version.V1_0_7, "VNG:Jeugdzorg:1:0:7")]
)
def test_each_version_travels_under_a_service_of_its_own(version: Version, service: str) -> None:
    assert service_of(version) == service
    assert version_of(service) is version


@pytest.mark.parametrize("service", ["", "VNG:Jeugdzorg:1:0:8", "Schakel:Keten:1", "VNG:Jeugdzorg:1:0:9 "])
def test_another_service_is_of_no_version(service: str) -> None:
    assert version_of(service) is None


@pytest.mark.parametrize("root", IN_BOTH)
def test_both_versions_have_the_messages_of_the_first(root: str) -> None:
    assert versions_of(root) == (Version.V1_0_9, Version.V1_0_7)


@pytest.mark.parametrize("root", SINCE_1_0_9)
def test_the_older_version_has_no_inquiry_and_no_generic_report(root: str) -> None:
    assert not carries(Version.V1_0_7, root)
    assert carries(Version.V1_0_9, root) == (root in stuf_jz.ROOTS)


def test_no_version_has_a_message_that_is_not_of_this_standard() -> None:
    assert versions_of("directeOverdracht") == ()
    assert nearest("VNG:Jeugdzorg:1:0:6", "directeOverdracht") is None


@pytest.mark.parametrize(
    ("service", "version"),
    [
        ("VNG:Jeugdzorg:1:0:6", Version.V1_0_7),
        ("VNG:Jeugdzorg:0:9:12", Version.V1_0_7),
        ("VNG:Jeugdzorg:1:0:8", Version.V1_0_9),
        ("VNG:Jeugdzorg:1:0:10", Version.V1_0_9),
        ("VNG:Jeugdzorg:2:0:0", Version.V1_0_9),
        ("VNG:Jeugdzorg:1:0", None),
        ("VNG:Jeugdzorg:1:0:zes", None),
        ("Schakel:Keten:1", None),
        ("", None),
    ],
)
def test_r147_the_nearest_version_is_the_oldest_that_is_not_older(service: str, version: Version | None) -> None:
    assert nearest(service, "vtMeldingDi01") is version
