"""Every message of the catalogue that travels: written, validated, sent, received, acknowledged and answered.

Two running gateways with keys and agreements of their own, over mutual TLS. One is Veilig Thuis and a municipality, the
other everybody else, so that every route of the catalogue exists between them; everything happens in one case.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import product
from typing import Any, Final

import pytest

from gateway.domain.case import CaseFact
from gateway.domain.catalogue import CATALOGUE, CatalogueEntry
from gateway.domain.kinds import Layer, MessageType
from gateway.domain.party import PartyKind
from gateway.formats import interpreter, office
from gateway.formats.samples import sample_message
from gateway.policy.rules.handover import HANDOVERS
from tests.kit.chain import Chain, eventually

VT: Final = "veiligthuis"
OTHERS: Final = "anderen"
KINDS: Final = {
    VT: frozenset({PartyKind.VT, PartyKind.GEMEENTE}),
    # R130: a confidant gets no content of any case.
    OTHERS: frozenset(PartyKind) - {PartyKind.GEMEENTE, PartyKind.VERTROUWENSPERSOON},
}
CASE: Final = "zaak-van-alle-berichten"
# What the gateway itself sends about a message; the layers of every other message prove that it does.
OF_THE_GATEWAY: Final = frozenset({MessageType.TEC_02, MessageType.TEC_04})
# What somebody must have recorded of the case before these may leave: R033 for the first two, R112.
RECORDED: Final = (CaseFact.REPORTER_REACHABLE, CaseFact.PURPOSE_TESTED)
TRAVELS: Final = tuple(kind for kind, row in CATALOGUE.items() if row.travels and kind not in OF_THE_GATEWAY)
# What only a message that came in says, and what each gets anew here.
GIVEN: Final = ("sender", "createdAt", "reference", "conversation", "crossReference")
# More than all of it takes on a slow machine.
PATIENCE_SECONDS: Final = 120.0

pytestmark = pytest.mark.timeout(300)


@dataclass(slots=True)
class Sent:
    """One message on its way, and what became of it; `refused` is why it never left."""

    type: MessageType
    sender: str
    receiver: str
    document: dict[str, Any]
    reference: str = ""
    refused: str = ""
    got: dict[str, Any] = field(default_factory=dict)
    layers: dict[str, str | None] = field(default_factory=dict)
    answers: list["Sent"] = field(default_factory=list)


def description() -> str:
    """Return the two parties."""
    return "\n".join(
        f'[[partij]]\nnaam = "{name}"\ntitel = "{name} voorbeeld"\n'
        f'oin = "0000009900000000{number}000"\nsoorten = {json.dumps(sorted(KINDS[name]))}\n'
        for number, name in enumerate((VT, OTHERS), start=1)
    )


def way_of(row: CatalogueEntry, sender: str = "") -> tuple[str, str] | None:
    """Return who sends it to whom here, from that one if it matters; the first way that the catalogue allows."""
    ways = [(VT, OTHERS), (OTHERS, VT)]
    allowed = (way for way in ways if not row.routes.isdisjoint(product(KINDS[way[0]], KINDS[way[1]])))
    return next((way for way in allowed if sender in {"", way[0]}), None)


class Everything:
    """The whole of it, done once."""

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self.sent: list[Sent] = []

    def run(self) -> None:
        """Send every message, then every answer that completes a layer, and collect all of it."""
        for name, fact in product((VT, OTHERS), RECORDED):
            self.chain.offices[name].record(CASE, fact)
        self.first = self.send(CATALOGUE[MessageType.MSG_01], OTHERS)
        self.settle()
        for kind in TRAVELS:
            if not CATALOGUE[kind].refers and kind is not MessageType.MSG_01:
                self.send(CATALOGUE[kind], about=self._earlier_handover() if kind in HANDOVERS else None)
                if kind in HANDOVERS:
                    # What the next one names is known to its receiver only once it is there (R142).
                    self.settle()
        self.settle()
        for message in tuple(self.sent):
            self.answer(message)
        self.settle()
        done = {message.type for message in self.sent}
        for kind in TRAVELS:
            if kind not in done:
                self.send(CATALOGUE[kind], about=self.first.reference)
        self.settle()

    def _earlier_handover(self) -> str | None:
        """R064: of one case to one receiver a next handover says which open one it completes."""
        return next((each.reference for each in reversed(self.sent) if each.type in HANDOVERS), None)

    def send(self, row: CatalogueEntry, sender: str = "", about: str | None = None) -> Sent:
        """Hand in a sample."""
        way = way_of(row, sender)
        document = json.loads(office.render(sample_message(row.type, datetime.now(UTC))))
        document = {name: value for name, value in document.items() if name not in GIVEN} | {"conversation": CASE}
        if way is None:
            message = Sent(row.type, sender, "", document, refused="no route between these two")
        else:
            references = {} if about is None else {"crossReference": about}
            message = Sent(row.type, *way, document | {"receiver": self.chain.oin(way[1])} | references)
            answer = self.chain.offices[way[0]].submit(message.document)
            message.reference = answer if isinstance(answer, str) else ""
            message.refused = "" if isinstance(answer, str) else " ".join(answer.explanations)
        self.sent.append(message)
        return message

    def answer(self, message: Sent) -> None:
        """Send, for each layer that waits for a person, the first message that can complete it."""
        row = CATALOGUE[message.type]
        receipts = frozenset() if row.receipt_by in {None, MessageType.TEC_02} else {row.receipt_by}
        for kinds in (receipts, row.accepted_by, row.answered_by):
            rows = [CATALOGUE[kind] for kind in sorted(kinds) if CATALOGUE[kind].travels]
            able = next((each for each in rows if way_of(each, message.receiver)), None)
            if able is not None and not message.refused:
                message.answers.append(self.send(able, message.receiver, message.reference))

    def settle(self) -> None:
        """Wait until everything that left has arrived, collect it, and note which layers came."""
        eventually("every message to arrive", self._collected, PATIENCE_SECONDS)
        for message in self.sent:
            if not message.refused:
                eventually(f"T and R of {message.type}", partial(self._receipted, message), PATIENCE_SECONDS)

    def _collected(self) -> bool:
        for name in (VT, OTHERS):
            for item in self.chain.offices[name].waiting():
                found = next((each for each in self.sent if each.reference == item["reference"]), None)
                document = self.chain.offices[name].collect(item["sender"], item["reference"])
                if found is not None:
                    found.got = document
        return all(message.got or message.refused for message in self.sent)

    def _receipted(self, message: Sent) -> bool:
        """Tell whether the layers came that the two gateways complete by themselves."""
        message.layers = self.chain.layers(message.reference, message.sender)
        row = CATALOGUE[message.type]
        own = {Layer.TECHNICAL} | ({Layer.RECEIPT} if row.receipt_by is MessageType.TEC_02 else set())
        return all(message.layers.get(layer, "") is not None for layer in own)


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everything]:
    """Return how everything went."""
    chain = Chain(tmp_path_factory.mktemp("alles"), description())
    try:
        chain.start_all()
        whole = Everything(chain)
        whole.run()
        yield whole
    finally:
        chain.stop_all()


def one(everything: Everything, kind: MessageType) -> Sent:
    """Return the message of that type, sent at least once."""
    return next(message for message in everything.sent if message.type is kind)


@pytest.mark.parametrize("kind", TRAVELS)
def test_a_message_is_accepted_and_arrives_as_it_was_written(kind: MessageType, everything: Everything) -> None:
    message = one(everything, kind)
    assert message.refused == ""
    assert message.got["content"] == message.document["content"]
    assert message.got["type"] == kind
    assert message.got["conversation"] == CASE


@pytest.mark.parametrize("kind", [kind for kind in TRAVELS if CATALOGUE[kind].layers])
def test_every_layer_that_a_message_waits_for_comes(kind: MessageType, everything: Everything) -> None:
    message = one(everything, kind)
    assert message.refused == ""
    outside = {Layer.BUSINESS} if CATALOGUE[kind].answered_outside else set()
    layers = everything.chain.layers(message.reference, message.sender)
    assert set(layers) == CATALOGUE[kind].layers
    assert {layer for layer, at in layers.items() if at is None} <= outside
    assert {answer.type for answer in message.answers if answer.refused} == set()


@pytest.mark.parametrize("kind", TRAVELS)
def test_a_message_travels_in_its_format(kind: MessageType) -> None:
    row, ways = CATALOGUE[kind], interpreter.ways_of(kind)
    assert ways
    assert ways[0].action == (row.stuf or row.root)


def test_a_fault_about_a_message_refuses_the_receipt_it_waits_for(everything: Everything) -> None:
    """TEC-04 is for the gateway: it stands with the message it is about, and never in the mailbox of a back office."""
    handover = everything.send(CATALOGUE[MessageType.MSG_34])
    everything.settle()
    fault = everything.send(CATALOGUE[MessageType.TEC_04], handover.receiver, handover.reference)
    assert (handover.refused, fault.refused) == ("", "")
    office = everything.chain.offices[handover.sender]

    def refused() -> bool:
        return bool(office.follow(everything.chain.oin(VT), handover.reference)["verdict"] == "refused")

    eventually("the fault to be noted", refused)
    assert everything.chain.arrivals(fault.reference, handover.sender) == 1
    assert fault.reference not in {item["reference"] for item in office.waiting()}
