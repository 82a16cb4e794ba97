"""Chapter 3.1, first part: what a message is for, on what ground, and why the receiver needs each part of it."""

from dataclasses import replace
from datetime import date

import pytest

from gateway.domain.case import CaseFact
from gateway.domain.content import Antwoord, Bijlage, Content, Dienst, Dienstresultaat, Toestemming, Verrijking
from gateway.domain.kinds import MessageType
from gateway.domain.party import PartyKind
from gateway.domain.purposes import PAIRS
from gateway.policy import Effect, Facts
from gateway.policy.rules.purpose import RULES
from tests.kit.policy_cases import (
    CHILD,
    DIRECT_HANDOVER,
    MOTHER,
    VT,
    arriving,
    changed,
    effects,
    elements,
    facts,
    handover,
    judge,
    party,
    recorded,
)

NEEDED = Verrijking(
    tekst="Signalen van school.",
    bron="school",
    ontvangen_op=date(2026, 3, 1),
    noodzaak="het lokaal veld begint bij de school",
)
UNNEEDED = replace(NEEDED, noodzaak=None)
HEALTH = replace(NEEDED, bijzonder=("gezondheid",), noodzaak="veiligheid van de baby vannacht")
PLAN = Dienstresultaat(
    dienst=Dienst.ONDERZOEK, veiligheidsvoorwaarden="v", gevolgen="g", afspraken="a", veiligheidsplan="plan"
)
ATTACHED = Bijlage(naam="bijlage-1.pdf", soort="brief", mime="application/pdf", inhoud=b"%PDF-")


def stating(purpose: str | None, basis: str | None, asked: Facts | None = None) -> Facts:
    """Return the facts of a message with that purpose and basis, a direct handover unless another is given."""
    asked = asked or handover()
    header = replace(asked.header, purpose=purpose, basis=basis)
    return replace(asked, message=replace(asked.message, header=header))


def enriched(*items: Verrijking) -> Facts:
    return handover(replace(DIRECT_HANDOVER, verrijking=items))


# R001


def test_r001_a_handover_for_help_of_the_local_field_passes() -> None:
    assert judge(RULES, "R001", stating("OVERDRACHT", "WMO_411_2_D")) == ()


def test_r001_a_free_text_as_basis_is_refused() -> None:
    verdicts = judge(RULES, "R001", stating("OVERDRACHT", "toestemming telefonisch"))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"header.purpose", "header.basis"})


@pytest.mark.parametrize(
    ("purpose", "basis"),
    [
        ("OVERDRACHT", None),
        (None, "WMO_411_2_D"),
        ("", "WMO_411_2_D"),
        ("VTO", "JW_31"),
        ("OVERDRACHT", "JW_31"),
        ("overdracht", "WMO_411_2_D"),
    ],
)
@pytest.mark.parametrize("leaves", [True, False])
def test_r001_half_a_pair_or_one_of_another_type_is_refused_both_ways(
    purpose: str | None, basis: str | None, *, leaves: bool
) -> None:
    asked = stating(purpose, basis)
    assert effects(judge(RULES, "R001", asked if leaves else arriving(asked))) == [Effect.DENY]


def test_r001_what_leaves_states_both_and_of_what_arrives_the_type_implies_them() -> None:
    silent = stating(None, None)
    assert effects(judge(RULES, "R001", silent)) == [Effect.DENY]
    assert effects(judge(RULES, "R001", arriving(silent))) == [Effect.FLAG]


@pytest.mark.parametrize("kind", sorted(set(MessageType) - set(PAIRS)))
def test_r001_the_gateways_own_messages_have_no_purpose(kind: MessageType) -> None:
    asked = facts(kind, Content())
    assert kind.startswith("TEC")
    assert judge(RULES, "R001", asked) == judge(RULES, "R001", arriving(asked)) == ()
    assert effects(judge(RULES, "R001", stating("OVERDRACHT", "WMO_411_2_D", asked))) == [Effect.DENY]


@pytest.mark.parametrize("kind", sorted(PAIRS))
def test_r001_every_type_of_the_chain_has_a_pair_it_implies(kind: MessageType) -> None:
    purpose, basis = PAIRS[kind][0]
    assert judge(RULES, "R001", stating(purpose, basis, facts(kind, Content()))) == ()


def test_r001_consent_counts_when_it_is_recorded_and_not_withdrawn() -> None:
    consent = Toestemming(gegeven=True, waarvoor="overdracht", door="p1", datum=date(2026, 3, 1))
    asked = stating("OVERDRACHT", "TOESTEMMING")
    assert effects(judge(RULES, "R001", asked)) == [Effect.DENY]

    def told(**changes: object) -> Facts:
        person = replace(MOTHER, toestemming=(changed(consent, **changes),))
        content = replace(DIRECT_HANDOVER, betrokkenen=(person, CHILD))
        return stating("OVERDRACHT", "TOESTEMMING", handover(content))

    assert judge(RULES, "R001", told()) == ()
    assert effects(judge(RULES, "R001", told(gegeven=False))) == [Effect.DENY]
    assert effects(judge(RULES, "R001", told(ingetrokken_op=date(2026, 3, 2)))) == [Effect.DENY]
    withdrawn = replace(told(), history=recorded(CaseFact.CONSENT_WITHDRAWN))
    assert effects(judge(RULES, "R001", withdrawn)) == [Effect.DENY]
    assert judge(RULES, "R001", arriving(asked)) == ()


def test_r001_a_vital_interest_needs_a_reason_and_a_second_person() -> None:
    asked = stating("OVERDRACHT", "VITAAL_BELANG")
    assert effects(judge(RULES, "R001", asked)) == [Effect.JUSTIFY, Effect.SECOND]
    assert judge(RULES, "R001", arriving(asked)) == ()


# R005


def test_r005_a_label_with_its_need_passes_once_a_suspicion_is_recorded() -> None:
    asked = replace(enriched(HEALTH), history=recorded(CaseFact.REASONABLE_SUSPICION))
    assert judge(RULES, "R005", asked) == ()


def test_r005_the_religion_of_a_family_without_need_is_refused() -> None:
    religion = replace(UNNEEDED, bijzonder=("religie",))
    asked = replace(enriched(NEEDED, religion), history=recorded(CaseFact.REASONABLE_SUSPICION))
    verdicts = judge(RULES, "R005", asked)
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"verrijking[1]"})


@pytest.mark.parametrize("holds", [None, False])
def test_r005_without_a_recorded_suspicion_vt_shares_no_label(*, holds: bool | None) -> None:
    asked = enriched(HEALTH)
    if holds is not None:
        asked = replace(asked, history=recorded(CaseFact.REASONABLE_SUSPICION, holds=holds))
    assert effects(judge(RULES, "R005", asked)) == [Effect.DENY]


def test_r005_who_tells_vt_something_need_not_suspect_anything() -> None:
    school = party(PartyKind.SCHOOL)
    told = facts(MessageType.MSG_31, Content(verrijking=(HEALTH,)), school, VT)
    assert judge(RULES, "R005", told) == ()
    hollow = facts(MessageType.MSG_31, Content(verrijking=(replace(HEALTH, noodzaak=None),)), school, VT)
    assert effects(judge(RULES, "R005", hollow)) == [Effect.DENY]


def test_r005_without_a_label_there_is_nothing_to_say() -> None:
    assert judge(RULES, "R005", enriched(NEEDED)) == ()


# R009


def test_r009_signals_that_the_local_field_begins_with_pass() -> None:
    assert judge(RULES, "R009", enriched(NEEDED)) == ()


@pytest.mark.parametrize("text", ["n.v.t.", "ter informatie", "Voor de volledigheid!", "...", "  "])
def test_r009_a_phrase_that_says_nothing_is_refused(text: str) -> None:
    verdicts = judge(RULES, "R009", enriched(replace(NEEDED, noodzaak=text)))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"verrijking[0].noodzaak"})


def test_r009_what_nobody_gave_a_need_waits_for_a_reason() -> None:
    verdicts = judge(RULES, "R009", enriched(NEEDED, UNNEEDED))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.JUSTIFY], {"verrijking[1]"})


def test_r009_plans_and_attachments_wait_for_a_reason_too() -> None:
    content = replace(DIRECT_HANDOVER, dienst=PLAN, bijlagen=(ATTACHED, ATTACHED))
    verdicts = judge(RULES, "R009", facts(MessageType.MSG_35, content))
    assert effects(verdicts) == [Effect.JUSTIFY]
    assert elements(verdicts) == {"dienst.veiligheidsplan", "bijlagen[0]", "bijlagen[1]"}
    answer = Content(antwoord=Antwoord(bekend=True, veiligheidsplan="plan"))
    assert elements(judge(RULES, "R009", facts(MessageType.MSG_28, answer, VT, VT))) == {"antwoord.veiligheidsplan"}


@pytest.mark.parametrize("kind", [MessageType.MSG_51, MessageType.JZ_01, MessageType.MSG_31])
def test_r009_what_a_message_is_never_without_needs_no_reason(kind: MessageType) -> None:
    mandatory = Content(verrijking=(UNNEEDED,)) if kind is MessageType.MSG_31 else Content(bijlagen=(ATTACHED,))
    assert judge(RULES, "R009", facts(kind, mandatory)) == ()
