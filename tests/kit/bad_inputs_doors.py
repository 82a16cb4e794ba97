"""Groups B, C and D: who may speak, how it is packed, and whether it is XML."""

from typing import Final

from tests.kit.bad_inputs import Answer, BadInput

CLOSE, FAULT, SF, MIME, VNR, OK = Answer.CLOSE, Answer.FAULT, Answer.SF, Answer.MIME, Answer.VNR, Answer.OK
INC, NS, ENDED, CONTENT = Answer.INC, Answer.NS, Answer.ENDED, Answer.CONTENT

GROUP_B: Final = (
    BadInput(28, "no client certificate", (CLOSE,), "without-a-certificate"),
    BadInput(29, "expired", (CLOSE,), "expired"),
    BadInput(30, "not valid yet", (CLOSE,), "not-yet-valid"),
    BadInput(31, "signed by itself", (CLOSE,), "self-signed"),
    BadInput(32, "of an authority nobody knows", (CLOSE,), "of-another-authority root-of-the-same-name"),
    BadInput(33, "of the other environment, both ways", (CLOSE,), "of-production at-production"),
    BadInput(34, "on the current list of revocations", (CLOSE,), "a-revoked-certificate-is-refused"),
    BadInput(35, "revoked, with a session of before", (CLOSE,), "a-revoked-certificate no-session-is-resumed"),
    BadInput(36, "a list past its time", (CLOSE,), "a-list-that-ages a-stale-list-refuses-its-own"),
    BadInput(
        37,
        "a list that is missing, of another key, indirect, unknown or huge",
        (OK,),
        "the-last-good-list-stays without-the-list-of-an-authority",
        (CLOSE,),
        "without any list of an authority nothing is known of its certificates, and that is no",
    ),
    BadInput(38, "for servers or for code only", (CLOSE,), "server-only code-signing-only"),
    BadInput(39, "for nothing in particular", (CLOSE,), "no-usage"),
    BadInput(40, "for anything", (CLOSE,), "any-usage any-usage-beside"),
    BadInput(41, "issued by a certificate that may not issue", (CLOSE,), "issued-by-a-leaf"),
    BadInput(
        42,
        "a chain with too little, too much, a loop or too deep",
        (CLOSE,),
        "missing-intermediate a-hundred-kilobytes loop six-deep",
    ),
    BadInput(
        43, "against a constraint of its path", (CLOSE,), "path-length permitted-names other-policy unknown-critical"
    ),
    BadInput(
        44,
        "signed over SHA-1 or MD5; RSA of 1024 bits",
        (CLOSE,),
        "leaf-over-sha-1 leaf-over-md5 intermediate-over-sha-1 rsa-1024",
    ),
    BadInput(
        45,
        "a key that is weak, or costs too much",
        (CLOSE,),
        # Nobody can sign with an even modulus, so no handshake gets as far as us: its judge is shown it by itself.
        "exponent-1 exponent-3 even-modulus modulus-of-16384-bits p-192",
    ),
    BadInput(
        46,
        "a serial number or DER that no authority writes",
        (CLOSE,),
        # OpenSSL sends neither octets behind a certificate nor an extension twice: their judge is shown both.
        "serial-zero serial-negative serial-of-21-octets extension-twice trailing-octets",
    ),
    BadInput(
        47,
        "of B, with a message of A",
        (SF,),
        "a-partner-is-who-its-certificate-says",
        (FAULT,),
        "an agreement is looked for among those of the channel's party: one of another is as unknown as none (112)",
    ),
    BadInput(48, "the OIN in the common name only", (CLOSE,), "oin-in-the-common-name"),
    BadInput(49, "two numbers", (CLOSE,), "two-oins"),
    BadInput(50, "the OIN of another inside the common name", (FAULT,), "a-partner-is-who-its-certificate-says"),
    BadInput(
        51,
        "a number that is no OIN",
        (CLOSE,),
        "trailing-space nineteen-digits twenty-one-digits full-width-digits nul",
    ),
    BadInput(
        52,
        "another OIN than the party's, a sub-OIN",
        (SF,),
        "a-partner-is-who-its-certificate-says",
        (FAULT,),
        "as 47: nobody learns which agreements exist",
    ),
    BadInput(53, "SSL 3.0, TLS 1.0 and 1.1", (CLOSE,), "ssl-3.0 tls-1.0 tls-1.1"),
    BadInput(
        54,
        "ciphers that are not good",
        (CLOSE,),
        "cbc static-rsa triple-des null export anonymous finite-field",
    ),
    BadInput(55, "renegotiation by the client, compression", (CLOSE,), "renegotiation compression"),
    BadInput(56, "early data", (CLOSE,), "early-data"),
    BadInput(
        57,
        "a partner's server under another name",
        (ENDED,),
        "other-name address wildcard-over-two-labels common-name-only",
    ),
    BadInput(58, "another partner's server at the address", (ENDED,), "another-organisation-at-the-address"),
    BadInput(59, "a partner that does not want our certificate", (ENDED,), "a-partner-that-does-not-want"),
    BadInput(
        60,
        "a redirect, or a name that leads into our own network",
        (ENDED,),
        "a-redirect-is-not-followed a-name-that-leads-into-a-private-network",
    ),
)

_SEALED: Final = "where payloads are encrypted, a part that is not is refused for that, whatever it is"
GROUP_C: Final = (
    BadInput(61, "no boundary", (MIME,), "no-boundary empty-boundary"),
    BadInput(
        62,
        "a boundary that is too long or has spaces",
        (MIME,),
        "boundary-of-200 boundary-with-spaces boundary-ending-in-a-space",
    ),
    BadInput(
        63, "two boundaries, or one written otherwise", (MIME,), "two-boundaries extended-boundary continued-boundary"
    ),
    BadInput(64, "the boundary as the beginning of a line", (OK, MIME), "boundary-is-a-prefix boundary-inside-a-line"),
    BadInput(
        65,
        "content before and after the parts",
        (MIME,),
        "soap-in-the-preamble part-behind-the-end text-behind-the-end empty-preamble",
        (OK,),
        "an empty preamble, as RFC 2046 draws it, hides nothing",
    ),
    BadInput(
        66,
        "no closing boundary",
        (MIME,),
        "no-end end-line-missing cut-in-the-payload nothing no-line-end-behind-the-end",
        (OK,),
        "the line end behind the closing boundary is not part of it",
    ),
    BadInput(
        67,
        "line feeds for line ends",
        (MIME,),
        "line-feeds-only line-feed-before-a-boundary line-feeds-in-a-part-header",
    ),
    BadInput(68, "two parts of one name", (MIME,), "same-content-id-twice content-id-of-the-root-again"),
    BadInput(69, "one part of two names", (MIME,), "two-content-ids"),
    BadInput(
        70,
        "a name without brackets, escaped, in other case, not ASCII, too long",
        (MIME,),
        "no-brackets percent-encoded other-case not-ascii ten-kilobytes percent-encoded-twin twin-in-other-case",
        (SF,),
        "a name of its own is allowed; it is not the one that was signed",
    ),
    BadInput(71, "another part as root", (MIME,), "start-is-the-second-part no-start-and-the-first-is-not-soap"),
    BadInput(72, "SOAP 1.2, mixed, HTML", (MIME,), "soap-1.2 mixed no-type root-is-html"),
    BadInput(73, "parts in parts", (MIME,), "nested-50-deep a-mail-message"),
    BadInput(74, "five thousand parts", (MIME,), "five-thousand-empty-parts two-hundred-and-one-parts"),
    BadInput(
        75,
        "part headers that are too long, too many or none",
        (MIME,),
        "part-header-of-64-kilobytes five-hundred-headers line-without-colon",
    ),
    BadInput(
        76, "transfer encodings", (MIME, OK), "base64-with-garbage uuencode unknown quoted-printable valid-base64"
    ),
    BadInput(77, "a compressed part", (MIME,), "gzip"),
    BadInput(
        78,
        "other character sets",
        (MIME,),
        "UTF-7 UTF-16 ISO-8859-1 cp037 charset-other-than-declared payload-in-utf-16",
        (FAULT,),
        "what only the XML declaration says, only the reader of XML sees",
    ),
    BadInput(
        79,
        "file names that lead elsewhere, deceive or tell",
        (OK,),
        "path drive nul right-to-left four-kilobytes device personal",
        (MIME,),
        "NUL, line ends and what is no UTF-8 cannot stand in a header",
    ),
    BadInput(80, "a location for a name", (MIME,), "content-location-only"),
    BadInput(
        81,
        "XOP",
        (MIME,),
        "xop xop-include-web xop-include-file xop-in-the-payload",
        (INC, CONTENT),
        "in a text/xml envelope it is an element like any other: none may stand there, nor in a payload",
    ),
    BadInput(82, "a part with a length that lies", (OK, MIME), "content-length-that-lies"),
    BadInput(
        83,
        "an empty part; at the limit; beyond it",
        (OK, Answer.TOO_LARGE),
        "attachment-of-no-octets exactly-at-the-limit one-octet-too-many",
        (SF,),
        _SEALED,
    ),
    BadInput(84, "two SOAP parts; SOAP last", (MIME,), "second-soap-part soap-last", (SF,), _SEALED),
)

_SAME: Final = "another way to write the same; what the signature covers does not change"
GROUP_D: Final = (
    BadInput(85, "an entity from a file", (FAULT,), "external-entity-from-a-file"),
    BadInput(86, "an entity from the web", (FAULT,), "external-entity-from-the-web"),
    BadInput(87, "a parameter entity", (FAULT,), "parameter-entity external-subset"),
    BadInput(88, "a billion laughs", (FAULT,), "billion-laughs billion-laughs-within-50-milliseconds"),
    BadInput(
        89,
        "a billion laughs in an attribute",
        (FAULT,),
        "billion-laughs-in-an-attribute billion-laughs-in-an-attribute-within-50-milliseconds",
    ),
    BadInput(90, "a long entity often", (FAULT,), "quadratic-blow-up quadratic-blow-up-within-50-milliseconds"),
    BadInput(91, "attributes by default", (FAULT,), "attribute-list"),
    BadInput(
        92,
        "any document type",
        (FAULT,),
        "doctype doctype-behind-a-mark doctype-behind-a-comment doctype-in-utf-16 utf-16-without-mark",
    ),
    BadInput(93, "XInclude", (OK,), "xinclude"),
    BadInput(
        94,
        "processing instructions",
        (FAULT,),
        "instruction-before-the-root instruction-in-the-header instruction-in-an-identifier",
    ),
    BadInput(95, "a comment in an identifier", (FAULT,), "comment-in-an-identifier"),
    BadInput(96, "CDATA in an identifier", (OK, FAULT), "cdata-in-an-identifier characters-by-number"),
    BadInput(
        97,
        "very deep",
        (FAULT,),
        "depth-300 depth-100000 depth-300-within-50-milliseconds depth-100000-within-50-milliseconds",
    ),
    BadInput(98, "very many attributes", (FAULT,), "50000-attributes"),
    BadInput(99, "very many namespaces", (FAULT,), "5000-namespaces-2000-children 1000-namespaces"),
    BadInput(100, "texts of eleven megabytes", (FAULT,), "attribute-of-11-megabytes text-of-11-megabytes"),
    BadInput(
        101,
        "a namespace that is no absolute URI",
        (SF,),
        "relative-namespace",
        (FAULT,),
        "refused before a tree exists (D15), when nobody is identified who could be told of a signature",
    ),
    BadInput(
        102,
        "prefixes bound again",
        (OK, SF, FAULT),
        "prefix-declared-again default-namespace-of-another xml-prefix-bound-again other-prefixes",
    ),
    BadInput(103, "a header in a look-alike namespace", (FAULT, VNR), "look-alike-header"),
    BadInput(104, "one attribute by two names", (FAULT,), "attribute-under-two-prefixes five-ways-to-be-id"),
    BadInput(
        105, "characters that are none", (FAULT,), "invalid-utf-8 overlong lone-surrogate u+fffe control-character nul"
    ),
    BadInput(
        106,
        "XML 1.1, a declaration that lies, UTF-7",
        (FAULT,),
        "xml-1.1 other-encoding-declared utf-7 declared-as-what-it-is",
        (OK,),
        _SAME,
    ),
    BadInput(107, "a million elements", (FAULT,), "a-million-elements many-descriptions"),
    BadInput(
        108,
        "schemaLocation; a header that must be understood",
        (OK, FAULT),
        "schema-location schema-location-signed header-that-must-be-understood",
        (SF,),
        "added on the way it stands in the scope of what was signed",
    ),
    BadInput(109, "a megabyte of white space", (FAULT,), "white-space-in-a-moment white-space-around-a-moment"),
    BadInput(
        110,
        "a fault, SOAP 1.2, two bodies, the header last",
        (FAULT,),
        "soap-fault soap-1.2 two-bodies header-behind-the-body",
    ),
)
