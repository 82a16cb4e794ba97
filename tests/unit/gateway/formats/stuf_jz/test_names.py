import pytest
from lxml import etree

from gateway.formats.stuf_jz.names import clark, name_of, printed


def test_a_printed_name_and_that_of_lxml_are_each_others_inverse() -> None:
    assert clark("StUF:entiteittype") == "{http://www.egem.nl/StUF/StUF0301}entiteittype"
    assert printed(clark("StUF:entiteittype")) == "StUF:entiteittype"


def test_a_name_without_namespace_is_itself() -> None:
    assert clark("naam") == "naam"
    assert printed("naam") == "naam"


def test_a_name_of_another_namespace_stays_as_it_is() -> None:
    assert printed("{urn:x}a") == "{urn:x}a"


def test_a_prefix_that_the_standard_does_not_print_is_no_name() -> None:
    with pytest.raises(KeyError):
        clark("X:a")


def test_an_element_has_its_printed_name_whatever_its_own_prefix() -> None:
    assert name_of(etree.fromstring('<o xmlns="http://www.egem.nl/StUF/StUF0301"/>')) == "StUF:o"
