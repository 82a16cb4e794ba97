"""Everything we write is valid by the schemas that OASIS and W3C published, as strict peers check it."""

from pathlib import Path
from typing import Final

import pytest
from lxml import etree

from gateway.domain.agreement import Profile
from gateway.errors import UnknownAgreementError
from gateway.wire.ebms2 import endpoint
from gateway.wire.ebms2.model import SoapMessage
from gateway.wire.ebms2.render import render_message, to_octets
from gateway.wire.stages import ErrorItem
from tests.kit.ebms2_kinds import MESSAGES
from tests.kit.ebms2_messages import AT, OTHER_ID, as_they_see_it, make_agreement, outgoing, received, sealed_by
from tests.kit.wire_keys import wire_key

HERE: Final = Path(__file__).parent
EXAMPLES: Final = sorted(path.name for path in HERE.glob("*.xml") if path.name != "payload.xml")
ERROR: Final = ErrorItem(code="Inconsistent", location="//Header", severity="Error")


@pytest.fixture(scope="module")
def schema(standards: Path) -> etree.XMLSchema:
    return etree.XMLSchema(file=standards / "ebms2" / "msg-header-2_0.xsd")


def _assert_valid(schema: etree.XMLSchema, octets: bytes) -> None:
    schema.assertValid(etree.fromstring(octets))


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_valid(schema: etree.XMLSchema, name: str) -> None:
    _assert_valid(schema, (HERE / name).read_bytes())


@pytest.mark.parametrize("message", MESSAGES.values(), ids=MESSAGES)
def test_every_kind_of_message_is_valid(schema: etree.XMLSchema, message: SoapMessage) -> None:
    _assert_valid(schema, to_octets(render_message(message)))


@pytest.mark.parametrize("profile", Profile)
def test_every_sealed_message_and_every_answer_to_it_is_valid(schema: etree.XMLSchema, profile: Profile) -> None:
    agreement = make_agreement(profile, signed_with_keys=True)
    sent = sealed_by("zij", endpoint.compose(outgoing(), as_they_see_it(agreement), AT))
    covered = endpoint.verify(endpoint.parse(received(sent)), agreement, AT)
    keys = tuple(wire_key("wij").unwrap(wrapped) for wrapped in endpoint.wrapped_keys(covered, agreement))
    proven = endpoint.prove(covered, agreement, keys, AT)
    answers = (
        endpoint.compose_receipt(proven, agreement, OTHER_ID, AT),
        endpoint.compose_refusal(covered, agreement, ERROR, OTHER_ID, AT),
    )
    for octets in (sent.soap, *(sealed_by("wij", answer).soap for answer in answers)):
        _assert_valid(schema, octets)


def test_a_fault_is_valid(standards: Path) -> None:
    schema = etree.XMLSchema(file=standards / "ebms2" / "envelope.xsd")
    _assert_valid(schema, endpoint.fault(UnknownAgreementError()))


def test_the_schema_notices_an_attribute_without_namespace(schema: etree.XMLSchema) -> None:
    octets = to_octets(render_message(MESSAGES["message"]))
    assert not schema.validate(etree.fromstring(octets.replace(b"eb:signed", b"signed")))
