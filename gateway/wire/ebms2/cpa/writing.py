"""Small steps in writing a CPA: elements and attributes in their namespaces, and the parts that never differ."""

from lxml import etree

from gateway.domain.agreement import Reliability
from gateway.wire.ebms2.cpa.values import write_duration
from gateway.wire.ebms2.cpa.vocabulary import CPA_NAMESPACE, DSIG_NAMESPACE, NOT_GUARANTEED, XLINK_NAMESPACE
from gateway.wire.ebms2.xml import Element


def add_reliability(binding: Element, agreed: Reliability) -> None:
    """Add ReliableMessaging and PersistDuration to a binding."""
    reliable = add(binding, "ReliableMessaging")
    add(reliable, "Retries", str(agreed.retries))
    add(reliable, "RetryInterval", write_duration(agreed.retry_interval))
    add(reliable, "MessageOrderSemantics", NOT_GUARANTEED)
    add(binding, "PersistDuration", write_duration(agreed.persist_duration))


def add_packaging(root: Element) -> None:
    """Add the parts and packages that every action and signal here refer to."""
    add(root, "SimplePart", id="part_soap", mimetype="text/xml")
    add(root, "SimplePart", id="part_payload", mimetype="application/xml")
    for name, parts in (("signal", ("soap",)), ("action", ("soap", "payload"))):
        packaging = add(root, "Packaging", id=f"package_{name}")
        add(packaging, "ProcessingCapabilities", parse="true", generate="true")
        composite = add(
            add(packaging, "CompositeList"),
            "Composite",
            id=f"composite_{name}",
            mimetype="multipart/related",
            mimeparameters="type=text/xml",
        )
        for part in parts:
            add(composite, "Constituent", idref=f"part_{part}")


def add(parent: Element, tag: str, text: str | None = None, /, **attributes: str) -> Element:
    """Add an element of the CPA, with attributes of the CPA."""
    element = etree.SubElement(parent, f"{{{CPA_NAMESPACE}}}{tag}")
    element.text = text
    set_all(element, **attributes)
    return element


def add_dsig(parent: Element, name: str, text: str | None = None) -> Element:
    """Add an element of XML-DSig."""
    element = etree.SubElement(parent, f"{{{DSIG_NAMESPACE}}}{name}")
    element.text = text
    return element


def set_all(element: Element, **attributes: str) -> None:
    """Set attributes of the CPA: they are qualified in its schema."""
    for name, value in attributes.items():
        element.set(f"{{{CPA_NAMESPACE}}}{name}", value)


def link(element: Element, target: str) -> None:
    """Make the element an XLink to the target."""
    element.set(f"{{{XLINK_NAMESPACE}}}type", "simple")
    element.set(f"{{{XLINK_NAMESPACE}}}href", target)
