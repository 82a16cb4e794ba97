"""Holds a document against the grammar: every element, attribute and simple value is known, or it is a mistake."""

import re
from typing import Final

from gateway.wire.ebms2.cpa.findings import Findings
from gateway.wire.ebms2.cpa.grammar import GRAMMAR, Kind, Shape
from gateway.wire.ebms2.cpa.nodes import elements, line_of, name_of, short_name, text_of
from gateway.wire.ebms2.cpa.values import SPACE
from gateway.wire.ebms2.cpa.vocabulary import CPA_NAMESPACE, XSI_NAMESPACE, Rule
from gateway.wire.ebms2.xml import Element

_ROOT: Final = "CollaborationProtocolAgreement"
_SCHEMA_LOCATION: Final = f"{{{XSI_NAMESPACE}}}schemaLocation"
# xs:string keeps its space; every other type of the schema is read without what surrounds it.
_KEEPING_SPACE: Final = frozenset({Kind.TEXT, Kind.ANY})


def check_shape(root: Element, findings: Findings) -> None:
    """Add a mistake for every place where the document is not as CPPA 2.0 prescribes."""
    if root.tag != f"{{{CPA_NAMESPACE}}}{_ROOT}":
        findings.mistake(Rule.STRUCTURE, line_of(root), f"het document is geen {_ROOT} van CPPA 2.0")
    for element in root.iter(f"{{{CPA_NAMESPACE}}}*"):
        shape = GRAMMAR.get(name_of(element))
        if shape is not None:
            _check_children(element, shape, findings)
            _check_text(element, shape, findings)
            _check_attributes(element, shape, findings)


def _check_children(element: Element, shape: Shape, findings: Findings) -> None:
    names = "".join(f"{name_of(child)} " for child in elements(element))
    if not shape.children.fullmatch(names):
        wanted = f"in deze volgorde bevatten: {shape.model}" if shape.model else "geen elementen bevatten"
        findings.mistake(Rule.STRUCTURE, line_of(element), f"{name_of(element)} moet {wanted}")


def _check_text(element: Element, shape: Shape, findings: Findings) -> None:
    name, line = name_of(element), line_of(element)
    if shape.text is None:
        between = (element.text, *(child.tail for child in element))
        if any(text and text.strip(SPACE) for text in between):
            findings.mistake(Rule.STRUCTURE, line, f"{name} mag geen tekst bevatten")
    elif not _fits(text_of(element) or "", shape.text) or len(element):
        findings.mistake(Rule.STRUCTURE, line, f"{name} moet {_describe(shape.text)} bevatten, en niets anders")


def _check_attributes(element: Element, shape: Shape, findings: Findings) -> None:
    name, line = name_of(element), line_of(element)
    given = {_attribute_name(key): value for key, value in element.attrib.items() if key != _SCHEMA_LOCATION}
    for missing in sorted(shape.required - given.keys()):
        findings.mistake(Rule.STRUCTURE, line, f"{name} mist het attribuut {missing}")
    for key, value in given.items():
        kind = shape.attributes.get(key)
        if kind is None:
            text = f"{name} heeft een attribuut dat CPPA 2.0 niet kent; attributen dragen het voorvoegsel van de CPA"
            findings.mistake(Rule.STRUCTURE, line, text)
        elif not _fits(value, kind):
            findings.mistake(Rule.STRUCTURE, line, f"het attribuut {key} van {name} moet {_describe(kind)} zijn")


def _attribute_name(key: str) -> str:
    # Attributes are qualified in this schema: one without a namespace is another one.
    return short_name(key) if key.startswith("{") else "other"


def _fits(value: str, kind: Kind) -> bool:
    text = value if kind in _KEEPING_SPACE else value.strip(SPACE)
    return re.fullmatch(kind, text, re.ASCII) is not None


def _describe(kind: Kind) -> str:
    return _DESCRIPTIONS.get(kind) or f"een van {kind.value.replace('|', ', ')}"


_DESCRIPTIONS: Final = {
    Kind.TEXT: "tekst",
    Kind.ANY: "tekst",
    Kind.NAME: "een naam van letters, cijfers, punt, streepje en onderstreping, hooguit 128 lang",
    Kind.INTEGER: "een geheel getal",
    Kind.COUNT: "een geheel getal, niet negatief",
    Kind.DATE_TIME: "een moment zoals 2026-01-01T00:00:00Z",
    Kind.DURATION: "een duur zoals PT3H",
    Kind.ACTOR: "de actor toPartyMSH van ebMS 2.0",
}
