"""What Digikoppeling asks of an ebMS2 endpoint, in our own short words: one line for each thing a test must show.

The numbers are those of chapter 7 of the digest of Digikoppeling; in brackets stands the requirement behind each.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Assertion:
    """One assertion: its number, what must be so, and the requirements it rests on."""

    number: int
    says: str
    rests_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """Assertions on one subject, and the file that shows them; what it has no room for stands in `<file>_<part>.py`."""

    title: str
    file: str
    assertions: tuple[Assertion, ...]


_LINE: Final = re.compile(r"(\d+) (.+) \[([^]]+)\]")


def _read(lines: str) -> Iterator[Assertion]:
    for line in lines.strip().splitlines():
        number, says, rests_on = _LINE.fullmatch(line.strip()).groups()  # type: ignore[union-attr]  # the table below
        yield Assertion(int(number), says, tuple(rests_on.split(", ")))


_TRANSPORT: Final = """
1 nothing older than TLS 1.2 is spoken [TLS003, TLS004]
2 TLS 1.2 and 1.3 are spoken, in the suites that are good or sufficient and in no other [TLSCIPH001]
3 a client without a certificate is not let in [TLS002]
4 a client under another root is not let in [PKI005]
5 production trusts no TRIAL root, a test environment no production root [S-01]
6 a certificate counts within its own period only [PKI002]
7 a revoked certificate fails, and so does whatever a revoked provider issued [PKI003, S-06]
8 with an expired list all certificates of its issuer fail, until a fresh one comes; nobody restarts anything [S-07]
9 revocation lists are refreshed at least every four hours [S-07]
10 a certificate names an OIN of twenty positions in serialNumber [PKI001]
11 a certificate under another policy, such as one for a person, opens no door [S-02]
12 a chain signed with RSASSA-PSS is as good [S-04]
13 no early data, no compression, no renegotiation [5.3]
14 data comes in by one port; agreements name 443 [TLS005]
15 the OIN is read from serialNumber and from nowhere else [S-05]
16 a partner's RSA key of 2048 bits is warned about; ours is at least 3072, or the gateway does not start [5.4]
"""
_PACKAGING: Final = """
17 with payload multipart/related around text/xml, without one bare text/xml [E-22]
18 another SOAPAction than "ebXML" gets HTTP 500 and a SOAP Fault [E-16, E-20]
19 GET is refused [E-20]
20 a part in quoted-printable is refused, in strict base64 decoded; we send neither [E-18]
21 HTTP headers that nobody knows are passed over [E-17]
22 a Manifest that names an address elsewhere gets MimeProblem [E-25]
23 a Manifest that names a part that is not there gets MimeProblem [E-25]
24 a Content-ID with characters that a URL escapes is found by its cid, as RFC 2392 has it [E-25]
25 elements of other namespaces are passed over [E-27]
26 UTF-8 with or without a byte order mark is read; another charset is refused [E-23]
27 eb:type and eb:version without their prefix are refused [2.6]
28 elements in another order than the schema's are refused [2.6]
29 a DTD is refused [E-71]
"""
_HEADER: Final = """
30 another version than 2.0 gets Inconsistent [E-27, E-61]
31 a PartyId without a type gets Inconsistent [E-29]
32 a PartyId of another type than urn:osb:oin counts only where the CPA has it [E-29]
33 a PartyId with _T never belongs to an agreement of production [E-30]
34 the OIN of the certificate is that of the PartyId, or the message is refused [E-31, E-32]
35 an unknown CPAId gets a SOAP Fault, a message from outside the CPA's period Inconsistent [E-61]
36 a role that the CPA does not have is refused; a signal needs none [E-33]
37 white space in Service or Action is refused, in a CPA and on the wire [E-38]
38 an unknown Action gets ValueNotRecognized [E-61]
39 answer, acknowledgement and error keep the ConversationId [E-35]
40 acknowledgement and error refer to the message they are about [E-37, E-54]
41 a MessageId is a UUID at our domain, and a million of them are all different [E-36]
42 a Timestamp is in UTC, with Z [E-39]
43 after its TimeToLive a message gets TimeToLiveExpired, and nobody receives it [E-41]
44 a RefToMessageId that nobody knows gets ValueNotRecognized [E-61]
"""
_RELIABILITY: Final = """
45 a reliable message asks toPartyMSH for a receipt and duplicates out; a best-effort one asks neither [E-08, E-42]
46 best effort that asks for a receipt gets Inconsistent [E-61]
47 reliable without AckRequested or DuplicateElimination gets Inconsistent [E-61]
48 a receipt asked of nextMSH gets NotSupported [E-43]
49 with syncReplyMode none a receipt comes on a connection of its own [E-04, E-44]
50 a receipt comes in the same exchange only where the CPA says mshSignalsOnly [E-28]
51 a receipt carries no payload and asks for no receipt [E-44, E-54]
52 the same message twice: delivered once, the same receipt both times [E-50]
53 the same MessageId with other content is an error, and delivers nothing [E-50]
54 a duplicate is known after a restart [E-45]
55 a MessageId is remembered for (1 + Retries) x RetryInterval at least [E-45]
56 without a receipt: Retries resends, RetryInterval apart, then failure told to the back office [E-46, E-51]
57 a receipt after the end is recorded and moves nothing [E-51]
58 503 and a refused connection are tried again, 404 ends it [E-19, E-21]
59 a resend has the same MessageId, Timestamp and signature [E-51]
60 where a CPA is silent on retries, five days hold [E-46, E-47]
61 an error is never answered by an error [E-59]
62 a MessageOrder gets NotSupported [E-10]
63 Ping gets Pong; only who sent a message hears its status, anyone else UnAuthorized [E-09]
"""
_SECURITY: Final = """
64 unsigned where a signature is agreed: SecurityFailure [E-62]
65 SHA-1 as digest or in the signature: SecurityFailure [E-64]
66 another signature algorithm than agreed: SecurityFailure [E-61]
67 both canonicalisations verify; we write the agreed one [E-63]
68 any prefix for SOAP in the XPath verifies [E-65]
69 one octet of the payload changed: SecurityFailure [E-65]
70 a payload that the signature does not name is refused [E-71]
71 a signature moved to wrap something else is refused [E-71]
72 a second Signature is refused [E-62]
73 transforms too many or out of order are refused [E-71]
74 a sound signature by another certificate than the agreement's is refused [E-66]
75 a signed receipt returns the References; one with another digest is refused [E-69]
76 an unsigned receipt where a signed one is due settles nothing [E-68]
77 AES-128 and AES-256 in GCM decrypt, under both forms of RSA-OAEP [E-74]
78 a changed tag or IV fails, and always with the same face [E-75]
79 CBC and RSA 1.5 are refused without an agreed exception, and never written [E-78]
80 padding errors under the exception look and last the same [E-78]
81 a decrypted part has its own MIME type and Content-ID again [E-77]
82 signed first, encrypted after: the signature holds for the plaintext alone [E-76]
"""
_AGREEMENTS: Final = """
83 a CPA that is proposed, runs backwards or is over is refused [E-86]
84 a CPA that mixes profiles of receipts is never made; imported it is warned about [E-80]
85 an endpoint whose host is not in the server certificate is refused [E-82]
86 a CPA that outlives a certificate is warned about [E-81]
87 a CPA with SHA-1 or 3DES is refused for sending [5.5]
88 a CPAId we make has no dots or spaces [E-34]
89 in strict mode another client certificate than the CPA's is refused [E-87]
"""
_IDENTIFICATION: Final = """
124 an OIN has twenty positions: the suffix takes what the main number leaves [5.6]
125 an unknown prefix is refused, and 00000099 is in production [5.6]
"""
CHAPTERS: Final = tuple(
    Chapter(title, f"tests/conformance/{file}", tuple(_read(lines)))
    for title, file, lines in (
        ("Transport and PKI", "test_transport", _TRANSPORT),
        ("Parsing and packaging", "test_packaging", _PACKAGING),
        ("Header semantics", "test_header", _HEADER),
        ("Reliable messaging", "test_reliability", _RELIABILITY),
        ("Signature and encryption", "test_security", _SECURITY),
        ("Agreements (CPA)", "test_agreements", _AGREEMENTS),
        ("Identification (OIN)", "test_identification", _IDENTIFICATION),
    )
)
# The other assertions of that chapter: they belong to another part of the gateway.
ELSEWHERE: Final[Mapping[str, range]] = {
    "REST-API, signing and encryption with JOSE": range(90, 113),
    "Grote Berichten": range(113, 124),
    "FSC and logging": range(126, 145),
}
# Why a test cannot show it here. An assertion that is tested after all may not stand here.
NOT_TESTABLE: Final[Mapping[int, str]] = {}
