"""Names and values as CPPA 2.0 and Digikoppeling print them, and the closed list of rules an agreement is held to."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

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

# E-64 also allows SHA-384 and SHA-512; this is the one pair that our wire signs and proves with (D5, D6).
HASH_FUNCTION: Final = "http://www.w3.org/2001/04/xmlenc#sha256"
SIGNATURE_ALGORITHM: Final = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"

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


class Rule(StrEnum):
    """What a CPA is held to (E-86; ebms2.md 7.3); each mistake begins with one of these names."""

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
    NO_SYNC_REPLY = "no-sync-reply"
    CHANNELS_AGREE = "channels-agree"
    PROFILE = "profile"
    BOTH_BINDINGS = "both-bindings"
    RELIABILITY = "reliability"
    PERSIST_DURATION = "persist-duration"
    MESSAGE_ORDER = "message-order"
    SIGNATURE_ALGORITHM = "signature-algorithm"
    ENCRYPTION_ALGORITHM = "encryption-algorithm"
    CERTIFICATE = "certificate"
    CERTIFICATE_OIN = "certificate-oin"
    CERTIFICATE_PERIOD = "certificate-period"
    ONE_CERTIFICATE = "one-certificate"
    TRANSPORT = "transport"
    ENDPOINT = "endpoint"
    ENDPOINT_NAME = "endpoint-name"
    DEFAULT_CHANNEL = "default-channel"
    UNSUPPORTED = "unsupported"
