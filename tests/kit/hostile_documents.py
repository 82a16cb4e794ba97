"""Documents that are made to cost their reader dear, by what they do; each is refused, or read at a fair price."""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from gateway.domain.kinds import MessageType
from gateway.formats import interpreter
from gateway.formats.samples import sample_message
from tests.kit.stuf_messages import document

MANY: Final = 1_000_000
# More elements than a document may have are refused by their number; so many are read one by one.
FEW_ENOUGH: Final = 19_000
_AT: Final = datetime(2026, 3, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Frame:
    """A document that is all right but for what stands in its middle."""

    before: bytes
    after: bytes

    def around(self, *middle: bytes) -> bytes:
        """Return the document around what is given."""
        return b"".join((self.before, *middle, self.after))


def _framed(octets: bytes, mark: bytes) -> Frame:
    before, found, after = octets.partition(mark)
    assert found, mark
    return Frame(before + mark, after)


REPORT: Final = _framed(document("vtMeldingDi01"), b"</JZ:tijdstipBericht>".replace(b"JZ", b"StUF"))
HANDOVER: Final = _framed(
    interpreter.render(sample_message(MessageType.MSG_34, _AT)).octets.partition(b"\n")[2],
    b"</kop>",
)
_LAUGHS: Final = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 10))


def _with_subset(frame: Frame, subset: str, reference: bytes) -> bytes:
    name = frame.before[1:].split(b" ", 1)[0].split(b">", 1)[0]
    return b"<!DOCTYPE " + name + b" [" + subset.encode() + b"]>" + frame.around(b"<x>", reference, b"</x>")


def _numbered(pattern: bytes, count: int) -> bytes:
    return b"".join(pattern % number for number in range(count))


# What no reader of XML accepts, whatever the format.
XML: Final[Mapping[str, Callable[[Frame], bytes]]] = MappingProxyType(
    {
        "an entity from a file": lambda frame: _with_subset(frame, '<!ENTITY b SYSTEM "file:///etc/hostname">', b"&b;"),
        "a billion laughs": lambda frame: _with_subset(frame, f'<!ENTITY b0 "lol">{_LAUGHS}', b"&b9;"),
        "a long entity often": lambda frame: _with_subset(frame, f'<!ENTITY b "{"b" * 50_000}">', b"&b;" * 50_000),
        "a million levels": lambda frame: frame.around(b"<x>" * MANY, b"</x>" * MANY),
        "a million levels without end": lambda frame: frame.before + b"<x>" * MANY,
        "a million attributes": lambda frame: frame.around(b"<x ", _numbered(b'a%d="" ', MANY), b"/>"),
        "a million attributes in all": lambda frame: frame.around(
            (b"<x " + _numbered(b'a%d="" ', 30) + b"/>") * 33_000
        ),
        "the same attribute a million times": lambda frame: frame.around(b"<x ", b'a="" ' * MANY, b"/>"),
        "a million elements": lambda frame: frame.around(b"<x/>" * MANY),
        "a million names": lambda frame: frame.around(_numbered(b"<x%d/>", MANY)),
        "a million namespaces": lambda frame: frame.around(b"<x ", _numbered(b'xmlns:a%d="urn:x" ', MANY), b"/>"),
        "namespaces everywhere": lambda frame: frame.around(
            (b"<x " + _numbered(b'xmlns:a%d="urn:x" ', 16) + b"/>") * 60_000
        ),
        "namespaces within namespaces": lambda frame: frame.around(
            b"".join(b"<x " + _numbered(b'xmlns:a%d="urn:x" ', 15) + b">" for _ in range(60)), b"</x>" * 60
        ),
        "a million comments": lambda frame: frame.around(b"<!---->" * MANY),
        "a million instructions": lambda frame: frame.around(b"<?x?>" * MANY),
        "a million sections": lambda frame: frame.around(b"<x>", b"<![CDATA[x]]>" * MANY, b"</x>"),
        "a million characters by number": lambda frame: frame.around(b"<x>", b"&#65;" * MANY, b"</x>"),
        "a name of a million signs": lambda frame: frame.around(b"<", b"x" * MANY, b"/>"),
        "a value of a million signs": lambda frame: frame.around(b'<x a="', b"x" * MANY, b'"/>'),
        "invalid UTF-8 at the end": lambda frame: frame.around(b"<x>", b"y" * 30 * MANY, b"\xff</x>"),
        "half a character at the end": lambda frame: frame.around(b"<x>", b"y" * 30 * MANY, b"\xe2\x82</x>"),
        "UTF-16": lambda frame: frame.around(b"y" * 10 * MANY).decode().encode("utf-16"),
        "UTF-16 in name only": lambda frame: b"<?xml version='1.0' encoding='UTF-16'?>" + frame.around(),
        "ISO-8859-1 with its own signs": lambda frame: (
            b"<?xml version='1.0' encoding='ISO-8859-1'?>" + frame.around(b"<x>", b"\xe9" * 30 * MANY, b"</x>")
        ),
        "UTF-7": lambda frame: b"<?xml version='1.0' encoding='UTF-7'?>" + frame.around(b"+ADw-x+AD4-" * MANY),
        "cut short": lambda frame: frame.before + b"<x>" + b"y" * 30 * MANY,
        "another root after the first": lambda frame: frame.around() + frame.around(),
        "nothing but spaces": lambda _: b" " * 30 * MANY,
        "nothing": lambda _: b"",
    }
)

_JSON_HEAD: Final = b'{"type":"MSG-34","receiver":"00000099000000001000","content":{'
JSON: Final[Mapping[str, Callable[[], bytes]]] = MappingProxyType(
    {
        "a million lists in each other": lambda: _JSON_HEAD + b'"a":' + b"[" * MANY,
        "a million objects in each other": lambda: _JSON_HEAD + b'"a":{' * MANY,
        "a name a million times": lambda: _JSON_HEAD + b",".join(itertools.repeat(b'"a":1', MANY)) + b"}}",
        "a million names": lambda: _JSON_HEAD + b",".join(b'"a%d":1' % number for number in range(MANY)) + b"}}",
        "ten million empty objects": lambda: (
            _JSON_HEAD + b'"a":[' + b",".join(itertools.repeat(b"{}", 10 * MANY)) + b"]}}"
        ),
        "ten million numbers": lambda: _JSON_HEAD + b'"a":[' + b",".join(itertools.repeat(b"7", 10 * MANY)) + b"]}}",
        "a number of a million digits": lambda: _JSON_HEAD + b'"a":' + b"9" * MANY + b"}}",
        "a number of four thousand digits, often": lambda: (
            _JSON_HEAD + b'"a":[' + b",".join(itertools.repeat(b"9" * 4000, 5000)) + b"]}}"
        ),
        "a fraction of a million digits": lambda: _JSON_HEAD + b'"a":0.' + b"9" * MANY + b"}}",
        "a number beyond all numbers": lambda: _JSON_HEAD + b'"a":1e999999}}',
        "a million persons": lambda: (
            _JSON_HEAD + b'"betrokkenen":[' + b",".join(itertools.repeat(b"{}", MANY)) + b"]}}"
        ),
        "as many wrong persons as are read": lambda: (
            _JSON_HEAD + b'"betrokkenen":[' + b",".join(itertools.repeat(b"{}", 40_000)) + b"]}}"
        ),
        "invalid UTF-8 at the end": lambda: _JSON_HEAD + b'"a":"' + b"y" * 30 * MANY + b'\xff"}}',
        "UTF-16": lambda: (_JSON_HEAD + b'"a":"' + b"y" * MANY + b'"}}').decode().encode("utf-16"),
        "half a pair of surrogates": lambda: _JSON_HEAD + b'"zaak":"\\ud800"}}',
        "cut short": lambda: _JSON_HEAD + b'"a":"' + b"y" * 30 * MANY,
    }
)


def _among(root: str, mark: str, sibling: str, count: int = FEW_ENOUGH) -> Callable[[], bytes]:
    """Return what makes a document with so many equals after the mark, each with its number where it has a place."""
    before, found, after = document(root).partition(mark.encode())
    assert found, mark
    head, _, tail = sibling.partition("{}")

    def made() -> bytes:
        equals = (f"{head}{number}{tail}" if tail else head for number in range(count))
        return b"".join((before, found, "".join(equals).encode(), after))

    return made


def _extras(mark: str, name: str) -> Callable[[], bytes]:
    """Return what makes a report with so many extra elements after the mark."""
    opened = _among("vtMeldingDi01", mark, "<StUF:extraElementen></StUF:extraElementen>", 1)()
    before, found, after = opened.partition(b"<StUF:extraElementen>")
    extra = f'<StUF:extraElement naam="{name}">20260701</StUF:extraElement>'.replace("%", "{}")
    return lambda: b"".join((before, found, "".join(extra.format(n) for n in range(FEW_ENOUGH)).encode(), after))


_INFORMED: Final = (
    '<JZ:isGeinformeerdAan StUF:entiteittype="VTMNPS"><JZ:gerelateerde StUF:entiteittype="NPS"/>'
    "<JZ:indicatieGereageerd>Ja</JZ:indicatieGereageerd></JZ:isGeinformeerdAan>"
)
_PERSON: Final = (
    '<JZ:heeftBetrokken StUF:entiteittype="ZOSNPS"><JZ:gerelateerde StUF:entiteittype="NPS" '
    'StUF:sleutelVerzendend="p{}"><BG:geslachtsnaam>T</BG:geslachtsnaam></JZ:gerelateerde>'
    "<JZ:jeugzorgrol>kind</JZ:jeugzorgrol></JZ:heeftBetrokken>"
)
_UNBORN: Final = (
    '<ZKN:heeftBetrekkingOp StUF:entiteittype="ZAKOBJ"><ZKN:gerelateerde StUF:entiteittype="OBJ">'
    '<ZKN:natuurlijkPersoon StUF:entiteittype="NPS" StUF:sleutelVerzendend="p{}">'
    "<BG:geslachtsnaam>T</BG:geslachtsnaam></ZKN:natuurlijkPersoon></ZKN:gerelateerde>"
    "<ZKN:omschrijving>Client (kind)</ZKN:omschrijving></ZKN:heeftBetrekkingOp>"
)
_OTHER: Final = (
    '<ZKN:heeftAlsBelanghebbende StUF:entiteittype="ZAKBTRBLH"><ZKN:gerelateerde StUF:entiteittype="BTR">'
    '<ZKN:natuurlijkPersoon StUF:entiteittype="NPS"><BG:geslachtsnaam>T</BG:geslachtsnaam></ZKN:natuurlijkPersoon>'
    "</ZKN:gerelateerde><ZKN:omschrijving>ouder met gezag</ZKN:omschrijving></ZKN:heeftAlsBelanghebbende>"
)
_SITUATION: Final = "Fictieve situatie</JZ:omschrijvingZorgelijkeSituatie>"
_CONTACT: Final = "</JZ:indicatieAgenderingAfstemmingsoverlegGewenst>"
_NIL: Final = 'xsi:nil="true" StUF:noValue="waardeOnbekend"'
_MAILS: Final = "<JZ:contactgegevensVerdiepingOpInfo>{}</JZ:contactgegevensVerdiepingOpInfo>"


def _mails(mail: str) -> Callable[[], bytes]:
    empty = b"<JZ:contactgegevensVerdiepingOpInfo/>"
    return lambda: document("vtMeldingDi01").replace(empty, _MAILS.replace("{}", mail * FEW_ENOUGH).encode())


# Equals by the thousand, in every way in which a reader may look among them; each with the root of its document.
EQUALS: Final[Mapping[str, tuple[str, Callable[[], bytes]]]] = MappingProxyType(
    {
        "texts of a list": (
            "vtMeldingDi01",
            _among("vtMeldingDi01", _SITUATION, "<JZ:relevanteRegistratie>x</JZ:relevanteRegistratie>"),
        ),
        "elements of which the first counts": ("vtMeldingDi01", _mails("<JZ:eMail>a@b.example</JZ:eMail>")),
        "elements that say nothing": ("vtMeldingDi01", _mails(f"<JZ:eMail {_NIL}/>")),
        "persons that are nil": (
            "vtMeldingDi01",
            _among(
                "vtMeldingDi01",
                _SITUATION,
                '<JZ:heeftBetrokken StUF:entiteittype="ZOSNPS" xsi:nil="true" noValue="waardeOnbekend"/>',
            ),
        ),
        "persons": ("vtMeldingDi01", _among("vtMeldingDi01", _SITUATION, _PERSON, FEW_ENOUGH // 4)),
        "persons of one name": (
            "vtMeldingDi01",
            _among("vtMeldingDi01", _SITUATION, _PERSON.replace("{}", "p"), FEW_ENOUGH // 4),
        ),
        "persons who were told": (
            "vtMeldingDi01",
            _among("vtMeldingDi01", "</JZ:betreft>", _INFORMED, FEW_ENOUGH // 3),
        ),
        "extra elements of all names": ("vtMeldingDi01", _extras("</JZ:indicatieSASHIngevuld>", "n%")),
        "extra elements of one name": ("vtMeldingDi01", _extras("</JZ:indicatieSASHIngevuld>", "doel")),
        "unborn children": ("vtMeldingDi01", _extras("</JZ:jeugzorgrol>", "uitgerekendeDatum")),
        "children of a request": ("vtoDi01", _among("vtoDi01", "</ZKN:isVan>", _UNBORN, FEW_ENOUGH // 5)),
        "others of a request": ("vtoDi01", _among("vtoDi01", "</ZKN:heeftBetrekkingOp>", _OTHER, FEW_ENOUGH // 5)),
    }
)
