"""Samples: one for every type that travels."""

from datetime import UTC, datetime

import pytest

from gateway.domain.catalogue import CATALOGUE
from gateway.domain.kinds import MessageType
from gateway.errors import NotAMessageError
from gateway.formats import office
from gateway.formats.samples import sample_message

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize("kind", [entry.type for entry in CATALOGUE.values() if entry.travels])
def test_a_sample_survives_office_json(kind: MessageType) -> None:
    message = sample_message(kind, AT)
    assert office.render(message)
    assert (message.header.cross_reference is not None) == CATALOGUE[kind].refers


def test_what_never_travels_has_no_sample() -> None:
    with pytest.raises(NotAMessageError):
        sample_message(MessageType.MSG_62, AT)
