"""A partner really gets a functional fault with the right code, once for each code that a check can give."""

import re
from collections.abc import Callable
from typing import Final

import pytest

from gateway.domain.faults import FaultCode
from gateway.policy.book import RULES_ON_ARRIVAL
from tests.kit.corpus import Bench, Case, Outcome
from tests.kit.posting import Posting

Change = Callable[[bytes], bytes]
_BSN: Final = b"<BG:inp.bsn>999990019</BG:inp.bsn>"
_OWN: Final = b"00000099000000003000"
_VT: Final = b"00000099000000001000"
_NEIGHBOUR: Final = b"00000099000000006000"
_STRANGER: Final = b"00000099000000009000"


def _instead(before: bytes, after: bytes) -> Change:
    def change(content: bytes) -> bytes:
        assert before in content
        return content.replace(before, after, 1)

    return change


def _made_in_2019(content: bytes) -> bytes:
    return re.sub(rb"(tijdstipBericht>)\d{4}", rb"\g<1>2019", content)


def _about_nothing(content: bytes) -> bytes:
    extra = b'<StUF:extraElement naam="crossRefnummer">van-niemand</StUF:extraElement>'
    return _instead(b"</StUF:extraElementen><JZ:betreft", extra + b"</StUF:extraElementen><JZ:betreft")(content)


def _one_number_for_two(content: bytes) -> bytes:
    first = content.index(b"<JZ:heeftBetrokken ")
    end = content.index(b"</JZ:heeftBetrokken>") + len(b"</JZ:heeftBetrokken>")
    other = re.sub(rb"(geboortedatum[^>]*>)\d{4}", rb"\g<1>1990", content[first:end])
    other = re.sub(rb' StUF:sleutelVerzendend="[^"]*"', b"", other)
    assert other != content[first:end]
    return content[:end] + other + content[end:]


CHANGES: Final[dict[FaultCode, Change]] = {
    FaultCode.UNKNOWN_RECEIVER: _instead(_VT, _NEIGHBOUR),
    FaultCode.UNKNOWN_SENDER: _instead(_OWN, _STRANGER),
    FaultCode.OUT_OF_ORDER: _made_in_2019,
    FaultCode.UNKNOWN_CROSS_REFERENCE: _about_nothing,
    FaultCode.NOT_AUTHORISED: _instead(_OWN, _NEIGHBOUR),
    FaultCode.NOT_CONFORMING: _instead(b"999990019", b"999990018"),
    FaultCode.DUPLICATES: _one_number_for_two,
}


def _post(bench: Bench, content: bytes) -> Posting:
    return bench.partner.seal(bench.partner.letter(content))


@pytest.mark.parametrize("code", CHANGES)
def test_a_partner_is_told_the_fault_of_its_message(bench: Bench, code: FaultCode) -> None:
    content = CHANGES[code](bench.partner.report())
    bench.check(Case(make=lambda bench: _post(bench, content), outcome=Outcome.CONTENT, code=code))
    bench.check_good()


def test_a_partner_is_told_that_it_used_a_reference_before(bench: Bench) -> None:
    content = bench.partner.report()
    bench.send(_post(bench, content))
    bench.collect()
    code = FaultCode.REFERENCE_USED
    bench.check(Case(make=lambda bench: _post(bench, content), outcome=Outcome.CONTENT, code=code))


def test_every_code_that_a_check_can_give_has_been_told() -> None:
    """StUF058 is left out: R147's version the interpreter refuses before any rule, and R145 is shown with its files."""
    others = {"R145", "R147"}
    codes = {rule.fault for rule in RULES_ON_ARRIVAL if rule.fault is not None and rule.number not in others}
    assert {*CHANGES, FaultCode.REFERENCE_USED} == codes
