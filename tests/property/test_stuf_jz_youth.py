"""Notifications, reports of concern and answers: whatever they say, both schemas accept it and it comes back."""

import os
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from lxml import etree

from gateway.domain.content import Bevestiging, Content, Fout
from gateway.domain.kinds import MessageType
from gateway.domain.message import Message
from gateway.formats.samples import sample_message
from gateway.formats.stuf_jz import parse, render, root_of
from tests.kit.stuf_messages import ABOUT, AT, message
from tests.kit.stuf_youth_contents import CONCERNS, NOTICES, OUTCOMES, PROBATIONS

OURS: Final = Path(__file__).resolve().parents[2] / "schemas" / "stuf_jz" / "1.0.9" / "jz.xsd"
FULL: Final = os.environ.get("SCHAKEL_DIFFERENTIAL") == "full"
EXAMPLES: Final = 500 if FULL else 25

SAMPLED: Final = [
    kind
    for kind in MessageType
    if kind.startswith("JZ-") or kind in {"MSG-51", "MSG-53", "TEC-01", "TEC-02", "TEC-03", "TEC-04"}
]

pytestmark = pytest.mark.timeout(0 if FULL else 180)


@pytest.fixture(scope="module")
def schemas(standards: Path) -> tuple[etree.XMLSchema, etree.XMLSchema]:
    folder = standards / "stuf-jeugdzorg-1.0.9" / "resolved" / "jz"
    return etree.XMLSchema(file=OURS), etree.XMLSchema(file=folder / "jz0100_msg_jzberichten_resolved2025.xsd")


def comes_back(said: Message, schemas: tuple[etree.XMLSchema, etree.XMLSchema]) -> None:
    octets = render(said)
    for schema in schemas:
        assert schema.validate(etree.fromstring(octets)), schema.error_log
    assert parse(root_of(said), octets, ABOUT).content == said.content


@given(content=NOTICES)
@settings(max_examples=EXAMPLES)
def test_a_notice_of_the_raad(content: Content, schemas: tuple[etree.XMLSchema, etree.XMLSchema]) -> None:
    comes_back(message(MessageType.MSG_53, content), schemas)


@given(content=PROBATIONS)
@settings(max_examples=EXAMPLES)
def test_a_notice_of_probation(content: Content, schemas: tuple[etree.XMLSchema, etree.XMLSchema]) -> None:
    comes_back(message(MessageType.JZ_03, content), schemas)


@given(content=CONCERNS)
@settings(max_examples=EXAMPLES)
def test_a_report_of_concern(content: Content, schemas: tuple[etree.XMLSchema, etree.XMLSchema]) -> None:
    comes_back(message(MessageType.JZ_01, content), schemas)


@given(content=OUTCOMES)
@settings(max_examples=EXAMPLES)
def test_feedback_on_a_concern(content: Content, schemas: tuple[etree.XMLSchema, etree.XMLSchema]) -> None:
    comes_back(message(MessageType.JZ_02, content), schemas)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (MessageType.TEC_01, Content(bevestiging=Bevestiging(kop_gecontroleerd=True))),
        (MessageType.TEC_01, Content(bevestiging=Bevestiging(kop_gecontroleerd=False))),
        (MessageType.TEC_02, Content()),
        (MessageType.TEC_03, Content(fout=Fout(code="StUF016", omschrijving="Niet uniek.", plaatsen=("R141",)))),
        (MessageType.TEC_04, Content(fout=Fout(code="StUF055", omschrijving="Voldoet niet."))),
        (MessageType.TEC_04, Content(fout=Fout(code="StUF052", omschrijving="Mag niet.", synchroon=True))),
    ],
)
def test_an_answer(kind: MessageType, content: Content, schemas: tuple[etree.XMLSchema, etree.XMLSchema]) -> None:
    comes_back(message(kind, content), schemas)


@pytest.mark.parametrize("kind", [kind for kind in SAMPLED if not kind.startswith("TEC-")])
def test_a_message_that_says_all_it_can(kind: MessageType, schemas: tuple[etree.XMLSchema, etree.XMLSchema]) -> None:
    comes_back(message(kind), schemas)


@pytest.mark.parametrize("kind", SAMPLED)
def test_the_sample_of_a_type(kind: MessageType, schemas: tuple[etree.XMLSchema, etree.XMLSchema]) -> None:
    comes_back(sample_message(kind, AT), schemas)
