"""Chapter 3.10: what attachments may bring (R144, R145)."""

import pytest

from gateway.domain.content import Bijlage, Content
from gateway.domain.kinds import MessageType
from gateway.policy import Effect, Facts
from gateway.policy.rules.files import RULES
from gateway.policy.rules.transport import RULES as TRANSPORT
from gateway.policy.verdicts import Hold
from tests.kit.policy_cases import POLICE, VT, arriving, effects, elements, facts, judge

PDF = b"%PDF-1.7\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
CLOSED = OLE + "EncryptedPackage".encode("utf-16-le")
PROGRAM = b"MZ" + bytes(60)


def _files(*octets: bytes, name: str = "stuk.pdf", mime: str = "application/pdf") -> Facts:
    files = tuple(Bijlage(naam=name, soort="Verslag", mime=mime, inhoud=each) for each in octets)
    return facts(MessageType.MSG_16, Content(bijlagen=files), POLICE, VT)


# R145


def test_r145_a_plain_document_passes() -> None:
    assert judge(RULES, "R145", _files(PDF, PDF)) == ()
    assert judge(RULES, "R145", _files()) == ()


@pytest.mark.parametrize("name", ["brief.docm", "LIJST.XLSM"])
def test_r145_a_document_that_may_have_macros_is_held(name: str) -> None:
    (verdict,) = judge(RULES, "R145", _files(OLE, name=name))
    assert isinstance(verdict, Hold)
    assert verdict.another
    assert verdict.elements == ("bijlagen[0]",)


def test_r145_what_is_closed_is_held_and_a_program_never_leaves() -> None:
    verdicts = judge(RULES, "R145", _files(PDF, CLOSED, PROGRAM))
    assert [(verdict.effect, verdict.elements) for verdict in verdicts] == [
        (Effect.DENY, ("bijlagen[2]",)),
        (Effect.HOLD, ("bijlagen[1]",)),
    ]


def test_r145_on_arrival_all_of_it_is_refused_and_why_is_not_said() -> None:
    (verdict,) = judge(RULES, "R145", arriving(_files(PDF, CLOSED, PROGRAM)))
    assert verdict.effect is Effect.DENY
    assert set(verdict.elements) == {"bijlagen[1]", "bijlagen[2]"}
    assert "geweigerd" in verdict.because


# R144


def test_r144_documents_and_images_pass() -> None:
    images = (b"\x89PNG\r\n\x1a\n" + bytes(20), b"\xff\xd8\xff\xe0" + bytes(20), b"II*\x00" + bytes(20))
    assert judge(TRANSPORT, "R144", _files(*images, "één".encode(), OLE, b"{\\rtf1}", mime="iets/anders")) == ()


@pytest.mark.parametrize("octets", [b"\x01\x02", b"", b"<html>x", b"<svg/>", b"<a/>", b"7z\xbc\xaf'\x1c", PROGRAM])
def test_r144_what_is_no_document_is_held_and_marked_on_arrival(octets: bytes) -> None:
    asked = _files(PDF, octets, mime="iets/anders")
    assert elements(judge(TRANSPORT, "R144", asked)) == {"bijlagen[1]"}
    assert effects(judge(TRANSPORT, "R144", asked)) == [Effect.HOLD]
    assert effects(judge(TRANSPORT, "R144", arriving(asked))) == [Effect.FLAG]


def test_230_what_is_not_what_it_is_said_to_be_is_marked() -> None:
    verdicts = judge(TRANSPORT, "R144", _files(PDF, OLE))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.FLAG], {"bijlagen[1].mime"})


@pytest.mark.parametrize("name", ["rapport\u202efdp.exe", "r\u0430pport.pdf", f"{'a' * 300}.pdf", "rapport 3.pdf"])
def test_231_a_name_of_other_signs_or_of_300_is_refused(name: str) -> None:
    verdicts = judge(TRANSPORT, "R144", _files(PDF, name=name))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"bijlagen[0].naam"})
