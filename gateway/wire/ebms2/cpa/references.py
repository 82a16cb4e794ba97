"""Names inside the document: each is given once, and each reference finds what it should, with the party it should."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from gateway.wire.ebms2.cpa.findings import Findings
from gateway.wire.ebms2.cpa.nodes import attribute, elements, line_of, name_of, trimmed_text_of
from gateway.wire.ebms2.cpa.vocabulary import CPA_NAMESPACE, Rule
from gateway.wire.ebms2.xml import Element

# The attribute that names an element (xs:ID), by element.
NAMES: Final = {
    "ThisPartyActionBinding": "id",
    "Certificate": "certId",
    "SecurityDetails": "securityId",
    "DeliveryChannel": "channelId",
    "Transport": "transportId",
    "DocExchange": "docExchangeId",
    "SimplePart": "id",
    "Packaging": "id",
    "Encapsulation": "id",
    "Composite": "id",
}
_PACKAGED: Final = ("SimplePart", "Encapsulation", "Composite", "Packaging")


@dataclass(frozen=True, slots=True)
class _Reference:
    """An attribute, or without one the text, that must name one of these elements."""

    attribute: str | None
    targets: tuple[str, ...]


_CERTIFICATE: Final = (_Reference("certId", ("Certificate",)),)
_DETAILS: Final = (_Reference("securityId", ("SecurityDetails",)),)
_REFERENCES: Final[dict[str, tuple[_Reference, ...]]] = {
    "PartyInfo": (
        _Reference("defaultMshChannelId", ("DeliveryChannel",)),
        _Reference("defaultMshPackageId", ("Packaging",)),
    ),
    "ThisPartyActionBinding": (_Reference("packageId", ("Packaging",)),),
    "ChannelId": (_Reference(None, ("DeliveryChannel",)),),
    "OverrideMshActionBinding": (_Reference("channelId", ("DeliveryChannel",)),),
    "DeliveryChannel": (_Reference("transportId", ("Transport",)), _Reference("docExchangeId", ("DocExchange",))),
    "Constituent": (_Reference("idref", _PACKAGED),),
    "ApplicationCertificateRef": _CERTIFICATE,
    "AnchorCertificateRef": _CERTIFICATE,
    "ClientCertificateRef": _CERTIFICATE,
    "ServerCertificateRef": _CERTIFICATE,
    "SigningCertificateRef": _CERTIFICATE,
    "EncryptionCertificateRef": _CERTIFICATE,
    "ApplicationSecurityDetailsRef": _DETAILS,
    "ClientSecurityDetailsRef": _DETAILS,
    "ServerSecurityDetailsRef": _DETAILS,
    "SigningSecurityDetailsRef": _DETAILS,
    "EncryptionSecurityDetailsRef": _DETAILS,
}


def check_references(root: Element, findings: Findings) -> None:
    """Add a mistake for every name given twice and every reference that finds nothing (xs:ID, xs:IDREF).

    A party refers to its own parts and to the packaging, which both share; OtherPartyActionBinding, the one name that
    crosses, is judged when actions are paired.
    """
    _check_unique(root, findings)
    shared = _named(root, _PACKAGED)
    for party in elements(root, "PartyInfo"):
        _check_scope(party, shared | _named(party, tuple(NAMES)), findings)
    for child in elements(root, "SimplePart", "Packaging"):
        _check_scope(child, shared, findings)


def _check_unique(root: Element, findings: Findings) -> None:
    given = [(name, element) for element in _known(root) if (name := _name_given(element))]
    counts = Counter(name for name, _ in given)
    for name, element in given:
        if counts[name] > 1:
            text = f"{name_of(element)} heeft een naam die vaker in het document staat; geef elk een eigen naam"
            findings.mistake(Rule.REFERENCE, line_of(element), text)


def _check_scope(scope: Element, named: frozenset[tuple[str, str]], findings: Findings) -> None:
    for element in _known(scope):
        for reference in _REFERENCES.get(name_of(element), ()):
            name = trimmed_text_of(element) if reference.attribute is None else attribute(element, reference.attribute)
            if name and not any((target, name) in named for target in reference.targets):
                wanted = " of ".join(reference.targets)
                text = f"{name_of(element)} verwijst naar een {wanted} die er niet is"
                findings.mistake(Rule.REFERENCE, line_of(element), text)


def _named(scope: Element, kinds: tuple[str, ...]) -> frozenset[tuple[str, str]]:
    return frozenset(
        (name_of(element), name)
        for element in _known(scope)
        if name_of(element) in kinds and (name := _name_given(element))
    )


def _name_given(element: Element) -> str | None:
    key = NAMES.get(name_of(element))
    return None if key is None else attribute(element, key)


def _known(scope: Element) -> list[Element]:
    return list(scope.iter(f"{{{CPA_NAMESPACE}}}*"))
