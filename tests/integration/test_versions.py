"""Partners with StUF-Jeugdzorg 1.0.7 and 1.0.9 side by side with one gateway, both ways (R147)."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any, Final

import pytest

from adapters.simulator.back_office import Refusal
from gateway.domain.kinds import MessageType
from gateway.formats import office
from gateway.formats.samples import sample_message
from tests.kit.chain import Chain, eventually

OLD: Final = "oudekorps"
NEW: Final = "nieuwekorps"
VT: Final = "veiligthuis"
DESCRIPTION: Final = f"""
[[partij]]
naam = "{VT}"
titel = "Veilig Thuis Voorbeeldregio"
oin = "00000099000000001000"
soorten = ["VT"]

[[partij]]
naam = "{OLD}"
titel = "Politie Eenheid Oud"
oin = "00000099000000003000"
soorten = ["POL"]
versie = "1.0.7"

[[partij]]
naam = "{NEW}"
titel = "Politie Eenheid Nieuw"
oin = "00000099000000004000"
soorten = ["POL"]
"""
SERVICES: Final = {OLD: "VNG:Jeugdzorg:1:0:7", NEW: "VNG:Jeugdzorg:1:0:9"}
PARTNERS: Final = tuple(SERVICES)
UNPROCESSABLE: Final = 422

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    """Return three running gateways."""
    made = Chain(tmp_path_factory.mktemp("versies"), DESCRIPTION)
    try:
        made.start_all()
        yield made
    finally:
        made.stop_all()


def draft(kind: MessageType, **more: str) -> dict[str, Any]:
    """Return a sample as a back office hands it in."""
    document = json.loads(office.render(sample_message(kind, datetime.now(UTC))))
    return {name: document[name] for name in ("type", "content", "purpose", "basis")} | more


def travelled(chain: Chain, name: str, reference: str) -> list[tuple[str, str]]:
    """Return under which service and action a gateway sent or got a message, from its own records."""
    with closing(sqlite3.connect(chain.folder / name / "gateway.db")) as connection:
        statement = "SELECT service, action FROM messages WHERE reference = ?"
        return connection.execute(statement, (reference,)).fetchall()


def answers_to(chain: Chain, name: str, reference: str) -> list[tuple[str, str]]:
    """Return under which service and action a gateway got what refers to a message."""
    with closing(sqlite3.connect(chain.folder / name / "gateway.db")) as connection:
        statement = "SELECT service, action FROM messages WHERE cross_reference = ? AND direction = 'in'"
        return connection.execute(statement, (reference,)).fetchall()


@pytest.mark.parametrize("partner", PARTNERS)
def test_a_partner_reports_and_is_answered_in_its_own_version(chain: Chain, partner: str) -> None:
    service = SERVICES[partner]
    report = chain.submit(draft(MessageType.MSG_01, receiver=chain.oin(VT)), partner)
    eventually("T and R of the report", lambda: all(chain.layers(report, partner)[layer] for layer in "TR"))
    assert travelled(chain, partner, report) == travelled(chain, VT, report) == [(service, "vtMeldingDi01")]
    assert answers_to(chain, partner, report) == [(service, "Bv01Bericht")]
    taken = chain.offices[VT].collect(chain.oin(partner), report)
    assert taken["content"] == draft(MessageType.MSG_01)["content"]

    feedback = draft(MessageType.MSG_08, receiver=chain.oin(partner), crossReference=report)
    reference = chain.submit(feedback | {"conversation": taken["conversation"]}, VT)
    eventually("T and R of the feedback", lambda: all(chain.layers(reference, VT).values()))
    assert travelled(chain, partner, reference) == [(service, "vtTerugkoppelingDi01")]
    assert answers_to(chain, VT, reference) == [(service, "Bv01Bericht")]
    eventually("the answer to the report", lambda: all(chain.layers(report, partner).values()))
    assert chain.offices[partner].collect(chain.oin(VT), reference)["content"] == feedback["content"]


def test_r147_what_the_older_version_lacks_is_refused_by_rule_and_goes_where_the_newer_was_agreed(chain: Chain) -> None:
    generic = draft(MessageType.MSG_03, receiver=chain.oin(VT))
    refused = chain.offices[OLD].submit(generic)
    assert isinstance(refused, Refusal)
    assert refused.title == "De versie die met deze ontvanger is afgesproken kent dit bericht niet"

    reference = chain.submit(generic, NEW)
    eventually("T and R of the generic report", lambda: all(chain.layers(reference, NEW)[layer] for layer in "TR"))
    assert travelled(chain, VT, reference) == [(SERVICES[NEW], "meldingGeneriekDi01")]

    outcome = draft(MessageType.MSG_11)
    refused = chain.offices[VT].submit(outcome | {"receiver": chain.oin(OLD)})
    assert isinstance(refused, Refusal)
    assert refused.status == UNPROCESSABLE
    answer = chain.submit(outcome | {"receiver": chain.oin(NEW), "crossReference": reference}, VT)
    eventually("the answer", lambda: all(chain.layers(reference, NEW).values()))
    assert travelled(chain, NEW, answer) == [(SERVICES[NEW], "uitkomstMeldingGeneriekDi01")]
