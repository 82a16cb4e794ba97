"""What a partner is told when a message is at fault: one eb:Error, or a SOAP Fault where nobody is known to tell."""

from collections.abc import Mapping
from typing import Final

from lxml import etree

from gateway.errors import HeaderRefusedError, MimeRefusedError, PartnerError, XmlRefusedError
from gateway.wire.ebms2.reading import soap
from gateway.wire.ebms2.vocabulary import ERRORS, SOAP, ErrorCode, Location, Severity
from gateway.wire.stages import ErrorItem

# SOAP 1.1, 4.4.1
_FAULT_CODES: Final[Mapping[tuple[str, str], str]] = {
    (ErrorCode.NOT_SUPPORTED, Location.ENVELOPE): "VersionMismatch",
    (ErrorCode.NOT_SUPPORTED, Location.MUST_UNDERSTAND): "MustUnderstand",
}
# Errors whose text consists of constants of ours and tells the partner what to repair. All others share one text, so
# that nobody learns which agreements exist (bad inputs 112 to 116).
_UNEXPLAINED: Final = "not accepted"


def error_item(error: PartnerError) -> ErrorItem:
    """Return the eb:Error for any of our PartnerErrors."""
    if isinstance(error, HeaderRefusedError):
        return ErrorItem(code=error.ebms_code, location=error.location, severity=Severity.ERROR)
    code, location = ERRORS[type(error)]
    return ErrorItem(code=code, location=location, severity=Severity.ERROR)


def fault(error: PartnerError) -> bytes:
    """Return a SOAP 1.1 Fault; nothing of the input is in it."""
    item = error_item(error)
    code = _FAULT_CODES.get((item.code, item.location), "Client")
    root = etree.Element(soap("Envelope"), nsmap={"soap": SOAP})
    element = etree.SubElement(etree.SubElement(root, soap("Body")), soap("Fault"))
    etree.SubElement(element, "faultcode").text = f"soap:{code}"
    etree.SubElement(element, "faultstring").text = _explained(error, item)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=False)


def _explained(error: PartnerError, item: ErrorItem) -> str:
    """Begin with the ebMS error code, as common products do; then the constant that tells what to repair."""
    if isinstance(error, MimeRefusedError | XmlRefusedError):
        return f"{item.code}: {error.reason}"
    return str(error) if isinstance(error, HeaderRefusedError) else _UNEXPLAINED
