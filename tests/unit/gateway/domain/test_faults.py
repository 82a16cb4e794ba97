import re

from gateway.domain.faults import FaultCode


def test_every_code_is_one_of_stuf_in_its_own_order() -> None:
    codes = [str(code) for code in FaultCode]
    assert all(re.fullmatch(r"StUF\d{3}", code) for code in codes)
    assert codes == sorted(codes)
