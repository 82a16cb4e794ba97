"""Names and values as CPPA 2.0 and Digikoppeling print them, and the closed list of rules an agreement is held to."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Final

from gateway.domain.agreement import DigestMethod, SignatureMethod

CPA_NAMESPACE: Final = "http://www.oasis-open.org/committees/ebxml-cppa/schema/cpp-cpa-2_0.xsd"
DSIG_NAMESPACE: Final = "http://www.w3.org/2000/09/xmldsig#"
XENC_NAMESPACE: Final = "http://www.w3.org/2001/04/xmlenc#"
XLINK_NAMESPACE: Final = "http://www.w3.org/1999/xlink"
XML_NAMESPACE: Final = "http://www.w3.org/XML/1998/namespace"
XSI_NAMESPACE: Final = "http://www.w3.org/2001/XMLSchema-instance"

# E-84: fixed values.
PARTY_ID_TYPE: Final = "urn:osb:oin"
SERVICE_TYPE: Final = "urn:osb:services"
TO_PARTY_MSH: Final = "urn:oasis:names:tc:ebxml-msg:actor:toPartyMSH"
AGREED: Final = "agreed"
NOT_GUARANTEED: Final = "NotGuaranteed"

# E-64 allows SHA-384 and SHA-512 too; a digest and a signature go together by their length.
HASH_FUNCTION: Final = DigestMethod.SHA256
SIGNATURE_ALGORITHM: Final = SignatureMethod.RSA_SHA256
SIGNATURES: Final[frozenset[tuple[DigestMethod, SignatureMethod]]] = frozenset(
    {
        (HASH_FUNCTION, SIGNATURE_ALGORITHM),
        (DigestMethod.SHA384, SignatureMethod.RSA_SHA384),
        (DigestMethod.SHA512, SignatureMethod.RSA_SHA512),
    }
)
# SIGN001: no longer for anything; a partner that names these needs an agreement without them.
WEAK_SIGNATURES: Final = frozenset(
    {
        "http://www.w3.org/2000/09/xmldsig#sha1",
        "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
        "http://www.w3.org/2000/09/xmldsig#dsa-sha1",
    }
)

# E-84: isConfidential with "persistent" in it is what asks for encryption of the payload (ebms2.md 7.1).
PERSISTENT: Final = frozenset({"persistent", "transient-and-persistent"})
# E-84 prints 1.0 in its example; TLS itself never goes below 1.2 here (TLS004), whatever the agreement says.
TLS_VERSIONS: Final = frozenset({None, "1.2", "1.3"})
HTTPS_PORT: Final = 443

# A year of outages is not survived by retrying; larger numbers are mistakes, and could not be reckoned with.
LARGEST_RETRIES: Final = 1000
LONGEST_INTERVAL: Final = timedelta(days=31)
LONGEST_PERSIST: Final = timedelta(days=3660)
# E-46, E-47: what holds when the parties agreed nothing, as with best effort.
NOTHING_AGREED: Final = timedelta(days=5)
# BPE 3.4: how far apart retries usually are.
USUAL_INTERVAL: Final = timedelta(hours=3)


class Rule(StrEnum):
    """What a CPA is held to (E-86; ebms2.md 7.3); each finding begins with one of these names."""

    XML = "xml"
    STRUCTURE = "structure"
    REFERENCE = "reference"
    IDENTIFIER = "identifier"
    STATUS = "status"
    PERIOD = "period"
    TWO_PARTIES = "two-parties"
    OWN_PARTY = "own-party"
    PARTY_ID = "party-id"
    ENVIRONMENT = "environment"
    ONE_ROLE = "one-role"
    SERVICE = "service"
    ONE_SERVICE_ACTION = "one-service-action"
    PAIRING = "pairing"
    ONE_CHANNEL = "one-channel"
    SYNC_REPLY = "sync-reply"
    CHANNELS_AGREE = "channels-agree"
    PROFILE = "profile"
    SIGNED_RECEIPT = "signed-receipt"
    ONE_ACKNOWLEDGEMENT = "one-acknowledgement"
    BOTH_BINDINGS = "both-bindings"
    RELIABILITY = "reliability"
    PERSIST_DURATION = "persist-duration"
    MESSAGE_ORDER = "message-order"
    SIGNATURE_ALGORITHM = "signature-algorithm"
    ENCRYPTION_ALGORITHM = "encryption-algorithm"
    CERTIFICATE = "certificate"
    CERTIFICATE_OIN = "certificate-oin"
    CERTIFICATE_PERIOD = "certificate-period"
    CERTIFICATE_TRUST = "certificate-trust"
    ONE_CERTIFICATE = "one-certificate"
    OWN_KEY = "own-key"
    TRANSPORT = "transport"
    ENDPOINT = "endpoint"
    ENDPOINT_NAME = "endpoint-name"
    DEFAULT_CHANNEL = "default-channel"
    PARTNER = "partner"
    INSTALLED = "installed"
    OVERLAP = "overlap"
    UNSUPPORTED = "unsupported"


# Where each rule comes from: E and S are those of digikoppeling.md, a bare number is an assertion of its chapter 7,
# `CPPA` the standard itself, F a fault of reliability-security.md.
NUMBERS: Final[Mapping[Rule, str]] = {
    Rule.XML: "CPPA 2.0, E-71",
    Rule.STRUCTURE: "CPPA 2.0, E-85",
    Rule.REFERENCE: "CPPA 2.0, E-85",
    Rule.IDENTIFIER: "E-34, 88",
    Rule.STATUS: "E-86, 83",
    Rule.PERIOD: "E-86, 83",
    Rule.TWO_PARTIES: "E-86",
    Rule.OWN_PARTY: "E-31",
    Rule.PARTY_ID: "E-29",
    Rule.ENVIRONMENT: "E-30",
    Rule.ONE_ROLE: "E-33",
    Rule.SERVICE: "E-38, 37",
    Rule.ONE_SERVICE_ACTION: "E-86",
    Rule.PAIRING: "E-86",
    Rule.ONE_CHANNEL: "E-86",
    Rule.SYNC_REPLY: "E-28",
    Rule.CHANNELS_AGREE: "E-84",
    Rule.PROFILE: "E-01, E-84",
    Rule.SIGNED_RECEIPT: "E-68",
    Rule.ONE_ACKNOWLEDGEMENT: "E-80, 84",
    Rule.BOTH_BINDINGS: "E-85",
    Rule.RELIABILITY: "E-46",
    Rule.PERSIST_DURATION: "E-47",
    Rule.MESSAGE_ORDER: "E-10",
    Rule.SIGNATURE_ALGORITHM: "E-64, 87",
    Rule.ENCRYPTION_ALGORITHM: "E-73, E-78, 87",
    Rule.CERTIFICATE: "E-67, E-86",
    Rule.CERTIFICATE_OIN: "E-31, E-32, 34",
    Rule.CERTIFICATE_PERIOD: "E-81, 86",
    Rule.CERTIFICATE_TRUST: "E-15, E-86",
    Rule.ONE_CERTIFICATE: "E-85",
    Rule.OWN_KEY: "E-66",
    Rule.TRANSPORT: "E-12, E-13, E-84",
    Rule.ENDPOINT: "E-12, E-86",
    Rule.ENDPOINT_NAME: "E-82, 85",
    Rule.DEFAULT_CHANNEL: "E-80",
    Rule.PARTNER: "E-32",
    Rule.INSTALLED: "F57",
    Rule.OVERLAP: "E-34",
    Rule.UNSUPPORTED: "E-04, E-85",
}
