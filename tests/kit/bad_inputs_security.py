"""Groups F and G: signatures and encryption."""

from typing import Final

from tests.kit.bad_inputs import Answer, BadInput

SF, OK, INC, FAULT, CONTENT = Answer.SF, Answer.OK, Answer.INC, Answer.FAULT, Answer.CONTENT
ONLY: Final = (SF,)
_NOBODY: Final = "two where one must be, or one where none may be: nobody is identified who could be told"

GROUP_F: Final = (
    BadInput(135, "no signature", ONLY, "no-signature"),
    BadInput(136, "a signature over nothing", ONLY, "no-references"),
    BadInput(137, "two signatures", ONLY, "second-signature-behind second-signature-in-front"),
    BadInput(
        138,
        "a signature elsewhere",
        ONLY,
        "signature-in-another-block signature-in-an-attachment signature-in-the-body",
        (INC,),
        _NOBODY,
    ),
    BadInput(139, "a signature over the body alone", ONLY, "body-by-id"),
    BadInput(140, "a part that is not signed", ONLY, "part-not-referenced part-exchanged"),
    BadInput(141, "a part added on the way", ONLY, "part-added-on-the-way"),
    BadInput(142, "a part that is signed and absent, or signed twice", ONLY, "absent-part part-twice"),
    BadInput(143, "XSW 1 and 2", ONLY, "xsw-1 xsw-1-whole xsw-2", (INC,), _NOBODY),
    BadInput(144, "XSW 3 and 4", ONLY, "xsw-3 xsw-3-of-the-body xsw-4", (INC,), _NOBODY),
    BadInput(145, "XSW 5 and 6", ONLY, "xsw-5 xsw-6"),
    BadInput(146, "XSW 7", ONLY, "xsw-7"),
    BadInput(147, "XSW 8", ONLY, "xsw-8 object"),
    BadInput(
        148,
        "ids that are equal, or written in five ways",
        ONLY,
        "same-id-twice id-in-another-case five-names-for-an-id",
        (FAULT,),
        "as 104: refused before a tree exists",
    ),
    BadInput(149, "a look-alike that is not signed", ONLY, "look-alike"),
    BadInput(
        150,
        "a block for the next hop, which no signature covers",
        (OK,),
        "block-for-the-next-hop an-answer-at-once-for-the-next-hop",
        (INC,),
        "a block of ours is asked for where it was not agreed (134): the agreement decides, never the block",
    ),
    BadInput(151, "an expression that leaves the body out", ONLY, "expression-without-the-body"),
    BadInput(152, "expressions that cost, or lead elsewhere", ONLY, "costly-expression here id filter-2.0"),
    BadInput(
        153, "a reference to an address", ONLY, "reference-to-the-web reference-by-https reference-by-ftp the-envelope"
    ),
    BadInput(154, "a reference to a file", ONLY, "reference-to-a-file"),
    BadInput(155, "a stylesheet", ONLY, "stylesheet stylesheet-that-fetches stylesheet-that-reads-a-file"),
    BadInput(156, "a key or certificate by address", ONLY, "retrieval-method certificate-by-address"),
    BadInput(157, "HMAC with our public key", ONLY, "hmac-with-our-own-key"),
    BadInput(158, "SHA-1, MD5, DSA", ONLY, "rsa-sha1 rsa-md5 dsa-sha1 digest-sha1"),
    BadInput(159, "a strong algorithm that was not agreed", ONLY, "stronger-than-agreed"),
    BadInput(
        160,
        "odd parameters, odd encodings",
        ONLY,
        "hmac-output-length pss-parameters pss-under-the-agreed ecdsa-in-der",
    ),
    BadInput(
        161,
        "transforms that are unknown, in disorder or missing",
        ONLY,
        "unknown-transform base64 wrong-order with-comments transform-missing",
    ),
    BadInput(162, "a certificate of yesterday, a message of last month", ONLY, "expired-yesterday revoked"),
    BadInput(
        163,
        "a key that may not sign, or is somebody else's",
        ONLY,
        "certificate-for-tls-only certificate-without-digital-signature key-of-the-neighbour key-of-an-attacker "
        "key-value-only own-key-for-tls",
    ),
    BadInput(
        164, "a canonical form of nothing", ONLY, "digest-of-nothing signed-digest-of-nothing nothing-is-left-to-sign"
    ),
    BadInput(
        165,
        "two of what there is one of, strangers, comments, very many",
        ONLY,
        "two-signed-infos two-digest-values unknown-child-of-the-signature unknown-child-of-a-reference "
        "comment-in-a-digest ten-thousand-references",
        (FAULT,),
        "a comment is refused before a tree exists",
    ),
    BadInput(
        166,
        "a signature of another message, agreement or environment",
        ONLY,
        "signature-of-another-message another-conversation another-agreement another-environment",
        (Answer.VNR,),
        "the receiver is asked before the signature (115)",
    ),
)

_EXCEPTION: Final = "one partner, a key pair of its own, and an end: what it cannot do better is opened, not emitted"
_CONTENT: Final = "signed and sealed as agreed, and no message: a fault of its content, behind the signature"
GROUP_G: Final = (
    BadInput(
        167,
        "RSA 1.5",
        ONLY,
        "rsa-1.5 rsa-1.5-in-fact rsa-1.5-under-the-agreed-name rsa-1.5-by-exception",
        (OK,),
        _EXCEPTION,
    ),
    BadInput(
        168,
        "OAEP with another digest, mask or label",
        ONLY,
        "oaep-not-agreed digest-not-known label label-in-fact mask mask-in-fact",
    ),
    BadInput(
        169,
        "AES in CBC",
        ONLY,
        "aes-cbc aes-128-cbc-in-fact aes-256-cbc-in-fact shorter-gcm-than-agreed aes-cbc-by-exception "
        "aes-cbc-beyond-the-exception",
        (OK,),
        _EXCEPTION,
    ),
    BadInput(170, "3DES", (SF, OK), "triple-des triple-des-in-fact triple-des-by-exception"),
    BadInput(171, "a tag of 12 octets, an IV of 8 or 16", ONLY, "tag-of-12 iv-of-8 iv-of-16"),
    BadInput(172, "a key for another", ONLY, "for-another"),
    BadInput(
        173, "a thousand keys, loops, content in content", ONLY, "a-thousand-keys nested key-for-what key-that-is-in"
    ),
    BadInput(174, "content or key by address", ONLY, "cipher-reference cipher-reference-to-a-file retrieval-method"),
    BadInput(
        175,
        "every padding of CBC",
        ONLY,
        "every-last-octet every-octet-of-a-block padding-of-0 padding-of-17 padding-of-255 aes-cbc-by-exception",
        (OK,),
        _EXCEPTION,
    ),
    BadInput(
        176,
        "blocks of PKCS#1",
        ONLY,
        "conforming-block block-without-a-separator block-of-another-type random-block",
    ),
    BadInput(177, "blocks of OAEP, as Manger asks them", ONLY, "first-octet-not-zero block-of-zeros block-of-one"),
    BadInput(
        178,
        "one bit of IV, key, content or tag",
        ONLY,
        "bit-of-the-iv bit-of-the-wrapped-key bit-of-the-first-block bit-of-the-last-block bit-of-the-tag "
        "all-of-security-has-one-face",
    ),
    BadInput(179, "a key of another length", ONLY, "key-of-0 key-of-15 key-of-16 key-of-17 key-of-24 key-of-33"),
    BadInput(
        180,
        "content of 0 to 27 octets",
        ONLY,
        "0-octets 1-octets 11-octets 12-octets 13-octets 27-octets 28-octets-that-are-right",
        (CONTENT,),
        _CONTENT,
    ),
    BadInput(181, "a part in clear", ONLY, "in-clear one-of-two-in-clear"),
    BadInput(
        182,
        "what is inside is no message, or called otherwise",
        (SF, CONTENT, OK),
        "not-xml cut-short bomb external-entity another-root not-as-its-schema deep document-type another-media-type",
    ),
)
