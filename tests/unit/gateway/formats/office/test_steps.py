import json

import pytest

from gateway.domain.case import CaseFact
from gateway.domain.effect import Effect
from gateway.domain.identifiers import Oin, ReferenceNumber
from gateway.errors import NotAMessageError
from gateway.formats.office import CaseDraft, StepDraft, parse_case, parse_step


def test_a_step_is_read_with_everything_it_can_say() -> None:
    document = {
        "rule": "R049",
        "effect": "strip",
        "elements": ["dienst.bevinding"],
        "justification": "omdat",
        "receiver": "00000099000000001000",
        "copy": "ref-1",
    }
    assert parse_step(json.dumps(document).encode()) == StepDraft(
        rule="R049",
        effect=Effect.STRIP,
        elements=("dienst.bevinding",),
        justification="omdat",
        receiver=Oin("00000099000000001000"),
        copy=ReferenceNumber("ref-1"),
    )


def test_a_step_names_its_rule_and_effect() -> None:
    with pytest.raises(NotAMessageError) as caught:
        parse_step(b'{"elements": "alles", "naam": "Sam"}')
    assert caught.value.mistakes == (
        "message: 1 unknown name(s)",
        "rule: missing",
        "effect: missing",
        "elements: must be a list",
    )


def test_a_fact_of_a_case_is_read() -> None:
    read = parse_case(b'{"fact": "toestemming-ingetrokken", "holds": false, "about": "kind-1"}')
    assert read == CaseDraft(fact=CaseFact.CONSENT_WITHDRAWN, holds=False, about="kind-1")


@pytest.mark.parametrize("octets", [b'{"fact": "verzonnen", "holds": true}', b'{"fact": "zaak-gesloten", "holds": 1}'])
def test_a_fact_that_nobody_knows_is_refused(octets: bytes) -> None:
    with pytest.raises(NotAMessageError):
        parse_case(octets)
