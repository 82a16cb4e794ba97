"""Small steps in writing a CPA."""

from datetime import timedelta

from lxml import etree

from gateway.domain.agreement import Reliability
from gateway.wire.ebms2.cpa.vocabulary import CPA_NAMESPACE, DSIG_NAMESPACE, XLINK_NAMESPACE
from gateway.wire.ebms2.cpa.writing import add, add_dsig, add_packaging, add_reliability, link, set_all
from gateway.wire.ebms2.xml import Element


def _root() -> Element:
    return etree.Element(f"{{{CPA_NAMESPACE}}}a")


def test_elements_and_attributes_are_those_of_the_cpa() -> None:
    child = add(_root(), "b", "text", kind="x")
    assert (child.tag, child.text) == (f"{{{CPA_NAMESPACE}}}b", "text")
    set_all(child, other="y")
    assert dict(child.attrib) == {f"{{{CPA_NAMESPACE}}}kind": "x", f"{{{CPA_NAMESPACE}}}other": "y"}
    assert add_dsig(child, "KeyInfo").tag == f"{{{DSIG_NAMESPACE}}}KeyInfo"


def test_a_link_leads_to_its_target() -> None:
    child = add(_root(), "b")
    link(child, "urn:x")
    assert child.get(f"{{{XLINK_NAMESPACE}}}href") == "urn:x"


def test_reliability_and_packaging_are_written_whole() -> None:
    root = _root()
    add_reliability(root, Reliability(retries=3, retry_interval=timedelta(hours=1), persist_duration=timedelta(days=1)))
    add_packaging(root)
    texts = [each.text for each in root.iter("{*}Retries", "{*}RetryInterval", "{*}PersistDuration")]
    assert texts == ["3", "PT1H", "P1D"]
    assert len(list(root.iter("{*}Packaging"))) == 2
