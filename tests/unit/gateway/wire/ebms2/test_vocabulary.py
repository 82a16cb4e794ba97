from collections.abc import Iterator

import pytest

from gateway.errors import HeaderRefusedError, PartnerError, ReasonedRefusalError
from gateway.wire.ebms2.vocabulary import ERRORS, PREFIXES, SOAP_ACTIONS, ErrorCode, Location


def _leaves(kind: type[PartnerError]) -> Iterator[type[PartnerError]]:
    children = kind.__subclasses__()
    if not children:
        yield kind
    for child in children:
        yield from _leaves(child)


def test_every_fault_of_a_partner_has_a_code_and_a_place() -> None:
    assert set(_leaves(PartnerError)) == {*ERRORS, HeaderRefusedError}


def test_all_of_security_has_one_face() -> None:
    names = {"security-refused", "certificate-refused", "receipt-refused"}
    faces = {ERRORS[kind] for kind in ReasonedRefusalError.__subclasses__() if kind.code in names}
    assert faces == {(ErrorCode.SECURITY_FAILURE, Location.SIGNATURE)}


def test_the_error_codes_are_those_of_the_specification() -> None:
    assert {code.value for code in ErrorCode} == {
        "ValueNotRecognized",
        "NotSupported",
        "Inconsistent",
        "OtherXml",
        "DeliveryFailure",
        "TimeToLiveExpired",
        "SecurityFailure",
        "MimeProblem",
        "Unknown",
    }


def test_the_prefixes_are_those_that_every_peer_reads() -> None:
    assert list(PREFIXES) == ["soap", "eb", "xlink", "ds"]


@pytest.mark.parametrize("action", ['"ebXML"', "ebXML"])
def test_the_soap_action_may_go_without_quotes(action: str) -> None:
    assert action in SOAP_ACTIONS
