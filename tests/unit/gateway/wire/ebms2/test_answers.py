import pytest
from lxml import etree

from gateway.errors import (
    CertificateRefusedError,
    ContentRefusedError,
    HeaderRefusedError,
    InconsistentDuplicateError,
    MimeRefusedError,
    PartnerError,
    SecurityRefusedError,
    UnknownAgreementError,
    XmlRefusedError,
)
from gateway.wire.ebms2.answers import error_item, fault
from gateway.wire.ebms2.vocabulary import SOAP, ErrorCode, Location
from gateway.wire.stages import ErrorItem

NS = ErrorCode.NOT_SUPPORTED


def _read(octets: bytes) -> tuple[str, str]:
    root = etree.fromstring(octets)
    (found,) = root.findall(f"{{{SOAP}}}Body/{{{SOAP}}}Fault")
    return found.findtext("faultcode", ""), found.findtext("faultstring", "")


@pytest.mark.parametrize(
    ("error", "code", "location"),
    [
        (MimeRefusedError("framing"), "MimeProblem", "//Body"),
        (XmlRefusedError("depth"), "OtherXml", "//Envelope"),
        (SecurityRefusedError("x"), "SecurityFailure", "//Header/Signature"),
        (CertificateRefusedError("x"), "SecurityFailure", "//Header/Signature"),
        (UnknownAgreementError(), "ValueNotRecognized", "//Header/MessageHeader/CPAId"),
        (InconsistentDuplicateError("a@b"), "Inconsistent", "//Header/MessageHeader/MessageData/MessageId"),
        (ContentRefusedError("StUF055", ()), "OtherXml", "//Body/Manifest"),
        (HeaderRefusedError("TimeToLiveExpired", "//X"), "TimeToLiveExpired", "//X"),
    ],
)
def test_every_fault_of_a_partner_becomes_one_error(error: PartnerError, code: str, location: str) -> None:
    assert error_item(error) == ErrorItem(code=code, location=location, severity="Error")


@pytest.mark.parametrize(
    ("error", "code", "text"),
    [
        (MimeRefusedError("framing"), "soap:Client", "MimeProblem: framing"),
        (XmlRefusedError("depth"), "soap:Client", "OtherXml: depth"),
        (HeaderRefusedError(NS, Location.SOAP_ACTION), "soap:Client", "NotSupported at SOAPAction"),
        (HeaderRefusedError(NS, Location.ENVELOPE), "soap:VersionMismatch", "NotSupported at //Envelope"),
        (HeaderRefusedError("Inconsistent", Location.ENVELOPE), "soap:Client", "Inconsistent at //Envelope"),
        (
            HeaderRefusedError(NS, Location.MUST_UNDERSTAND),
            "soap:MustUnderstand",
            "NotSupported at //Header/@mustUnderstand",
        ),
    ],
)
def test_a_fault_tells_what_to_repair(error: PartnerError, code: str, text: str) -> None:
    assert _read(fault(error)) == (code, text)


def test_112_to_116_nobody_learns_which_agreements_exist() -> None:
    errors = (
        UnknownAgreementError(),
        SecurityRefusedError("not-the-partner"),
        SecurityRefusedError("not-the-sender"),
        CertificateRefusedError("x"),
        InconsistentDuplicateError("a@b"),
        ContentRefusedError("StUF055", ("regel 1",)),
    )
    assert {fault(error) for error in errors} == {fault(UnknownAgreementError())}
    assert _read(fault(errors[0])) == ("soap:Client", "not accepted")
