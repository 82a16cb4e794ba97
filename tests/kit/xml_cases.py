"""Documents on either side of what the one XML parser accepts: group D of the bad inputs, each under its own number."""

from typing import Final

from gateway.strict_xml import Limits, XmlReason

R: Final = XmlReason

# Small enough that a test can stand on either side of each; no two are the same.
LIMITS: Final = Limits(
    octets=100_000,
    depth=6,
    elements=40,
    attributes=5,
    attribute_octets=300,
    declarations=3,
    declarations_in_scope=4,
    text=500,
    all_attributes=120,
)
LAUGHS: Final = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 10))
DECLARATION: Final = '<?xml version="1.0" encoding="{}"?><a/>'


def dtd(subset: str, root: str = "<a>&b;</a>") -> bytes:
    """Return a document with this internal subset."""
    return f"<!DOCTYPE a [{subset}]>{root}".encode()


def nested(depth: int) -> bytes:
    """Return so many elements in each other."""
    return b"<a>" * depth + b"</a>" * depth


def attributes(count: int) -> bytes:
    """Return an element with so many attributes."""
    return b"<a " + b" ".join(b'a%d=""' % number for number in range(count)) + b"/>"


def declarations(count: int, inside: bytes = b"") -> bytes:
    """Return an element that declares so many namespaces."""
    names = b" ".join(b'xmlns:a%d="urn:a%d"' % (number, number) for number in range(count))
    return b"<a " + names + b">" + inside + b"</a>"


BAD_INPUTS: Final = {
    "85-external-entity-from-a-file": (dtd('<!ENTITY b SYSTEM "file:///etc/hostname">'), R.DOCTYPE),
    "86-external-entity-from-the-network": (dtd('<!ENTITY b SYSTEM "http://127.0.0.1:9/">'), R.DOCTYPE),
    "87-parameter-entity": (dtd('<!ENTITY % p SYSTEM "http://127.0.0.1:9/"> %p;'), R.DOCTYPE),
    "88-billion-laughs": (dtd(f'<!ENTITY b0 "lol">{LAUGHS}', "<a>&b9;</a>"), R.DOCTYPE),
    "89-billion-laughs-in-an-attribute": (dtd(f'<!ENTITY b0 "lol">{LAUGHS}', '<a b="&b9;"/>'), R.DOCTYPE),
    "90-quadratic-blow-up": (dtd(f'<!ENTITY b "{"b" * 50_000}">', f"<a>{'&b;' * 2_000}</a>"), R.DOCTYPE),
    "91-attribute-list": (dtd('<!ATTLIST a id ID #IMPLIED b CDATA "c">', "<a/>"), R.DOCTYPE),
    "92-doctype": (b"<!DOCTYPE a><a/>", R.DOCTYPE),
    "92-doctype-after-the-mark": (b"\xef\xbb\xbf<!DOCTYPE a><a/>", R.DOCTYPE),
    "92-doctype-after-a-comment": (b"<!-- --><!DOCTYPE a><a/>", R.COMMENT),
    "92-doctype-in-utf-16": ("<!DOCTYPE a><a/>".encode("utf-16"), R.ENCODING),
    "92-doctype-in-utf-16-without-mark": ("<!DOCTYPE a><a/>".encode("utf-16-le"), R.ENCODING),
    "94-instruction-before-the-root": (b"<?b c?><a/>", R.PROCESSING_INSTRUCTION),
    "94-instruction-inside": (b"<a>0000<?b c?>1234</a>", R.PROCESSING_INSTRUCTION),
    "94-instruction-after-the-root": (b"<a/><?b c?>", R.PROCESSING_INSTRUCTION),
    "95-comment-in-an-identifier": (b"<PartyId>0000<!-- -->1234</PartyId>", R.COMMENT),
    "95-comment-after-the-root": (b"<a/><!-- -->", R.COMMENT),
    "101-relative-namespace": (b'<a xmlns="rel"/>', R.NAMESPACE),
    "101-relative-namespace-of-a-prefix": (b'<a xmlns:b="../b"/>', R.NAMESPACE),
    "101-namespace-that-is-no-uri": (b'<a xmlns="urn:%zz"/>', R.NAMESPACE),
    "101-namespace-with-a-space": (b'<a xmlns="urn:b c"/>', R.NOT_WELL_FORMED),
    "101-namespace-not-ascii": ('<a xmlns="urn:é"/>'.encode(), R.NAMESPACE),
    "102-xml-prefix-bound-again": (b'<a xmlns:xml="urn:x"/>', R.NOT_WELL_FORMED),
    "102-other-prefix-bound-to-xml": (b'<a xmlns:x="http://www.w3.org/XML/1998/namespace"/>', R.NOT_WELL_FORMED),
    "102-prefix-not-bound": (b"<a:b/>", R.NOT_WELL_FORMED),
    "104-attribute-via-two-prefixes": (b'<a xmlns:b="urn:x" xmlns:c="urn:x" b:y="1" c:y="2"/>', R.NOT_WELL_FORMED),
    "104-attribute-twice": (b'<a b="1" b="2"/>', R.NOT_WELL_FORMED),
    "104-id-under-two-names": (b'<a id="1" xml:id="2"/>', R.IDENTIFIER_ATTRIBUTES),
    "104-id-in-two-cases": (b'<a Id="1" ID="2" b=""/>', R.IDENTIFIER_ATTRIBUTES),
    "105-invalid-utf-8": (b"<a>\xff</a>", R.ENCODING),
    "105-overlong": (b"<a>\xc0\xaf</a>", R.ENCODING),
    "105-lone-surrogate": (b"<a>\xed\xa0\x80</a>", R.ENCODING),
    "105-u+fffe": ("<a>\ufffe</a>".encode(), R.NOT_WELL_FORMED),
    "105-u+fffe-by-number": (b"<a>&#xFFFE;</a>", R.NOT_WELL_FORMED),
    "105-control-character-by-number": (b"<a>&#1;</a>", R.NOT_WELL_FORMED),
    "105-nul": (b"<a>\0</a>", R.ENCODING),
    "106-xml-1.1": (b'<?xml version="1.1"?><a/>', R.VERSION),
    "106-other-encoding-declared": (DECLARATION.format("ISO-8859-1").encode(), R.ENCODING),
    "106-utf-16-declared": (DECLARATION.format("UTF-16").encode(), R.ENCODING),
    "106-utf-16": (DECLARATION.format("UTF-16").encode("utf-16"), R.ENCODING),
    "106-utf-7": (DECLARATION.format("UTF-7").encode(), R.ENCODING),
    "empty": (b"", R.NOT_WELL_FORMED),
    "two-roots": (b"<a/><a/>", R.NOT_WELL_FORMED),
    "undefined-entity": (b"<a>&b;</a>", R.NOT_WELL_FORMED),
    "long-element-name": (b"<" + b"a" * 257 + b"/>", R.NAME),
    "long-element-name-in-a-namespace": (b'<a:%s xmlns:a="urn:x"/>' % (b"b" * 257), R.NAME),
    "long-attribute-name": (b"<a " + b"b" * 257 + b'=""/>', R.NAME),
    "long-prefix": (b'<a xmlns:%s="urn:x"/>' % (b"b" * 257), R.NAME),
    "long-namespace": (b'<a xmlns="urn:' + b"x" * 253 + b'"/>', R.NAME),
}

BEYOND_A_LIMIT: Final = {
    "octets": (b"<a>" + b" " * 100_000 + b"</a>", R.TOO_LARGE),
    "depth": (nested(7), R.DEPTH),
    "elements": (b"<a>" + b"<b/>" * 40 + b"</a>", R.ELEMENTS),
    "attributes": (attributes(6), R.ATTRIBUTES),
    "attribute-value": (b'<a b="' + b"x" * 301 + b'"/>', R.ATTRIBUTE_VALUE),
    "attribute-value-of-the-second": (b'<a b="" c="' + b"x" * 301 + b'"/>', R.ATTRIBUTE_VALUE),
    "declarations": (declarations(4), R.DECLARATIONS),
    "declarations-in-scope": (declarations(3, declarations(2)), R.DECLARATIONS),
    "attributes-of-all": (b"<a>" + (attributes(5)) * 25 + b"</a>", R.ATTRIBUTES),
    "declarations-of-all": (b"<a>" + declarations(3).replace(b"<a ", b'<a b="" ') * 35 + b"</a>", R.ATTRIBUTES),
    "text": (b"<a>" + b"x" * 501 + b"</a>", R.TEXT),
    "text-in-pieces": (b"<a>" + b"x<![CDATA[yy\n]]>" * 126 + b"</a>", R.TEXT),
    "text-of-white-space": (b"<a>" + b"\n" * 501 + b"</a>", R.TEXT),
}

# What only matters where a signature covers XML: a plain payload may have it (ADR 0013).
ONLY_SIGNED: Final = {
    "104-id-under-two-names",
    "104-id-in-two-cases",
    "long-element-name",
    "long-element-name-in-a-namespace",
    "long-attribute-name",
}

WITHIN_THE_LIMITS: Final = (
    DECLARATION.format("utf-8").encode(),
    DECLARATION.format("UTF-8").encode(),
    b'<?xml version="1.0"?><a/>',
    b"\xef\xbb\xbf<a/>",
    b"\n<a/>\n",
    b"<a>" + (b"<b>" + b"x" * 493 + b"</b>") * 30 + b"</a>",
    nested(6),
    b"<a>" + b"<b/>" * 39 + b"</a>",
    attributes(5),
    b'<a b="' + b"x" * 300 + b'"/>',
    declarations(3, declarations(1)),
    b"<a>" + declarations(3, declarations(1)) * 3 + b"</a>",
    b"<a>" + b"x" * 500 + b"<b/>" + b"x" * 500 + b"</a>",
    b"<" + b"a" * 256 + b"/>",
    b'<a:%s xmlns:a="urn:x"/>' % (b"b" * 256),
    b'<x:a xmlns:x="urn:x" x:%s=""/>' % (b"b" * 256),
    b'<a xmlns:%s="urn:%s"/>' % (b"b" * 256, b"x" * 252),
    b'<a id="1" b="2"/>',
    b'<a xmlns="http://a.example:80/b?c=d#e"/>',
)
