"""Chapter 3.10: routing and integrity."""

from dataclasses import replace

import pytest

from gateway.domain.content import Bijlage, Content, Rest
from gateway.domain.identifiers import Oin, ReferenceNumber
from gateway.domain.kinds import MessageType
from gateway.policy import Effect, Facts, History, Known
from gateway.policy.rules.transport import RULES
from tests.kit.policy_cases import EARLIER, LOCAL_FIELD, VT, arriving, effects, elements, facts, handover, judge

PDF = Bijlage(naam="bijlage-1.pdf", soort="rapport", mime="application/pdf", inhoud=b"%PDF-")


def _header(asked: Facts, **changes: object) -> Facts:
    header = replace(asked.header, **changes)  # type: ignore[arg-type]  # test shorthand
    return replace(asked, message=replace(asked.message, header=header))


# R133


def test_r133_known_fields_pass() -> None:
    assert judge(RULES, "R133", handover()) == ()


def test_r133_what_we_do_not_model_is_kept_and_reported() -> None:
    unknown = Rest(plaats="object/extraElementen", inhoud="x")
    verdicts = judge(RULES, "R133", arriving(facts(MessageType.MSG_01, Content(rest=(unknown, unknown)))))
    assert effects(verdicts) == [Effect.FLAG]
    assert elements(verdicts) == {"rest[0]", "rest[1]"}


# R134


def test_r134_parties_and_certificate_that_agree_pass() -> None:
    assert judge(RULES, "R134", handover()) == ()
    assert judge(RULES, "R134", replace(arriving(handover()), certificate=VT.oin)) == ()


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"sender": LOCAL_FIELD}, "header.sender"),
        ({"sender": None}, "header.sender"),
        ({"receiver": VT}, "header.receiver"),
        ({"receiver": None}, "header.receiver"),
        ({"certificate": Oin.parse("00000001999999999000")}, "certificate"),
    ],
)
def test_r134_a_forged_party_is_refused(changes: dict[str, object], named: str) -> None:
    verdicts = judge(RULES, "R134", replace(arriving(handover()), **changes))  # type: ignore[arg-type]  # test shorthand
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {named}


# R142


def _refers(known: Known) -> Facts:
    asked = _header(facts(MessageType.MSG_40, Content(), LOCAL_FIELD, VT), cross_reference=EARLIER)
    return replace(asked, history=History(cross_reference_known=known))


def test_r142_a_message_we_know_passes() -> None:
    assert judge(RULES, "R142", _refers(Known.YES)) == ()


def test_r142_an_answer_to_nothing_is_refused() -> None:
    assert effects(judge(RULES, "R142", _refers(Known.NO))) == [Effect.DENY]
    assert effects(judge(RULES, "R142", facts(MessageType.MSG_40, Content(), LOCAL_FIELD, VT))) == [Effect.DENY]


def test_r142_not_having_looked_is_flagged() -> None:
    assert effects(judge(RULES, "R142", _refers(Known.UNKNOWN))) == [Effect.FLAG]


def test_r142_who_refers_to_nothing_needs_nothing() -> None:
    assert judge(RULES, "R142", handover()) == ()


# R143


def test_r143_a_uuid_of_version_4_in_lower_case_passes() -> None:
    assert judge(RULES, "R143", handover()) == ()


@pytest.mark.parametrize(
    "reference",
    ["VT-2026-001", "0E09A81F-64A0-4793-B946-D6538FB3F37E", "0e09a81f-64a0-1793-b946-d6538fb3f37e"],
)
def test_r143_any_other_reference_of_our_own_is_refused(reference: str) -> None:
    asked = _header(handover(), reference=ReferenceNumber.parse(reference))
    assert effects(judge(RULES, "R143", asked)) == [Effect.DENY]


def test_r143_a_partner_may_number_as_it_likes() -> None:
    asked = _header(arriving(handover()), reference=ReferenceNumber.parse("VT-2026-001"))
    assert judge(RULES, "R143", asked) == ()


# R144


def test_r144_a_small_file_with_a_plain_name_passes() -> None:
    assert judge(RULES, "R144", handover(Content(bijlagen=(PDF,)))) == ()


@pytest.mark.parametrize("name", ["rapport 3.pdf", "../rapport.pdf", "rapport.pdf\n", "é.pdf", "x" * 256])
def test_r144_another_name_is_refused(name: str) -> None:
    verdicts = judge(RULES, "R144", handover(Content(bijlagen=(PDF, replace(PDF, naam=name)))))
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {"bijlagen[1].naam"}


def test_r144_more_than_25_megabytes_together_is_refused() -> None:
    half = replace(PDF, inhoud=bytes(13 * 1024 * 1024))
    assert judge(RULES, "R144", handover(Content(bijlagen=(half,)))) == ()
    verdicts = judge(RULES, "R144", handover(Content(bijlagen=(half, half))))
    assert elements(verdicts) == {"bijlagen"}
