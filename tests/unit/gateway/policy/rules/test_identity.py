"""Chapter 3.2: identity and BSN."""

from dataclasses import replace
from datetime import date

import pytest

from gateway.domain.content import Contact, Content, Geinformeerde, Relatie, Rest, Verwijsindexsignaal
from gateway.domain.kinds import MessageType
from gateway.domain.message import Urgency
from gateway.domain.party import PartyKind
from gateway.policy import Effect, Facts
from gateway.policy.rules.identity import BSN_RIGHTS, RULES
from tests.kit.policy_cases import (
    ADDRESS,
    AT,
    CHILD,
    DIRECT_HANDOVER,
    MOTHER,
    POLICE,
    REPORT,
    VT,
    effects,
    elements,
    facts,
    handover,
    headed,
    judge,
    party,
)


def _about(*persons: object, **groups: object) -> Facts:
    return handover(betrokkenen=persons, **groups)


# R015


def test_r015_every_kind_of_party_has_its_right() -> None:
    assert set(BSN_RIGHTS) == set(PartyKind)


def test_r015_the_local_field_gets_the_bsn() -> None:
    assert judge(RULES, "R015", handover()) == ()


@pytest.mark.parametrize(
    ("kind", "receiver"),
    [(MessageType.MSG_56, PartyKind.SLACHTOFFERHULP), (MessageType.MSG_29, PartyKind.SCHOOL)],
)
def test_r015_victim_support_and_school_do_not(kind: MessageType, receiver: PartyKind) -> None:
    verdicts = judge(RULES, "R015", facts(kind, Content(betrokkenen=(MOTHER,)), VT, party(receiver)))
    assert effects(verdicts) == [Effect.STRIP]
    assert elements(verdicts) == {"betrokkenen[0].bsn"}


def test_r015_a_bsn_in_a_text_for_who_may_not_have_it_is_refused() -> None:
    content = Content(betrokkenen=(replace(MOTHER, bsn=None),), melding=replace(REPORT, omschrijving="bsn 999990020"))
    verdicts = judge(RULES, "R015", facts(MessageType.MSG_29, content, VT, party(PartyKind.SCHOOL)))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"melding.omschrijving"})
    assert judge(RULES, "R015", handover(replace(DIRECT_HANDOVER, melding=content.melding))) == ()


def test_r015_a_date_of_birth_in_a_text_for_who_may_not_have_a_bsn_is_marked() -> None:
    report = replace(REPORT, omschrijving="Anna, geboren op 1 mei 1985")
    content = Content(betrokkenen=(replace(MOTHER, bsn=None),), melding=report)
    verdicts = judge(RULES, "R015", facts(MessageType.MSG_29, content, VT, party(PartyKind.SCHOOL)))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.FLAG], {"melding.omschrijving"})


def test_r015_a_right_that_is_not_proven_is_no_right() -> None:
    verdicts = judge(RULES, "R015", facts(MessageType.MSG_55, Content(betrokkenen=(MOTHER,)), VT, POLICE))
    assert "niet vastgesteld" in verdicts[0].because


def test_r015_without_a_bsn_nobody_minds() -> None:
    asked = facts(MessageType.MSG_55, Content(betrokkenen=(replace(MOTHER, bsn=None),)), VT, POLICE)
    assert judge(RULES, "R015", asked) == ()


def test_r015_an_organisation_of_two_kinds_has_the_best_right_of_the_routes_that_fit() -> None:
    town = party(PartyKind.GEMEENTE_BELEID, PartyKind.LOKAAL_VELD)
    asked = facts(MessageType.MSG_34, DIRECT_HANDOVER, VT, town)
    assert judge(RULES, "R015", asked) == ()


# R016


def test_r016_a_test_number_passes() -> None:
    assert judge(RULES, "R016", handover()) == ()


@pytest.mark.parametrize("number", ["123456789", "000000000", "999999999", "12345"])
def test_r016_a_number_that_fails_the_test_is_refused(number: str) -> None:
    verdicts = judge(RULES, "R016", _about(CHILD, replace(MOTHER, bsn=number)))
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {"betrokkenen[1].bsn"}


def test_r016_also_holds_in_a_signal_to_the_referral_index() -> None:
    signal = Verwijsindexsignaal(
        bsn="123456789", contact=Contact(naam="B."), tijdstip=AT, verwijderen_op=date(2027, 1, 1)
    )
    assert elements(judge(RULES, "R016", handover(Content(verwijsindex=signal)))) == {"verwijsindex.bsn"}


def test_r016_holds_wherever_a_bsn_can_stand() -> None:
    elsewhere = replace(MOTHER, relaties=(Relatie(omschrijving="zus", bsn="123456789"),))
    report = replace(REPORT, geinformeerden=(Geinformeerde(bsn="000000000"), Geinformeerde(bsn="999990019")))
    verdicts = judge(RULES, "R016", _about(CHILD, elsewhere, melding=report))
    assert elements(verdicts) == {"betrokkenen[1].relaties[0].bsn", "melding.geinformeerden[0].bsn"}


@pytest.mark.parametrize(
    ("kept", "refused"),
    [
        ('<BG:inp.bsn xmlns:BG="b">123456789</BG:inp.bsn>', True),
        ('<a><StUF:extraElement naam="bsn"> 123456789 </StUF:extraElement></a>', True),
        ('<BG:inp.bsn xmlns:BG="b">999990019</BG:inp.bsn>', False),
        ('<BG:inp.bsn xmlns:BG="b" noValue="waardeOnbekend"></BG:inp.bsn><BG:naam>N</BG:naam>', False),
        ("<BG:rni>123456789</BG:rni>", False),
    ],
)
def test_r016_holds_in_what_is_carried_along(kept: str, *, refused: bool) -> None:
    rest = (Rest(plaats="JZ:object/a", inhoud="<a/>"), Rest(plaats="JZ:object/b", inhoud=kept))
    assert elements(judge(RULES, "R016", _about(MOTHER, rest=rest))) == ({"rest[1]"} if refused else set())


# H2D


def test_h2d_each_person_with_a_number_of_their_own_passes() -> None:
    again = replace(MOTHER, kenmerk="p3", rol="391")
    assert judge(RULES, "H2D", _about(MOTHER, CHILD, again)) == ()
    assert judge(RULES, "H2D", _about(MOTHER, replace(CHILD, bsn=MOTHER.bsn, geboortedatum=None))) == ()
    assert judge(RULES, "H2D", _about(replace(MOTHER, bsn=None), replace(CHILD, bsn=None))) == ()


def test_h2d_one_number_for_two_dates_of_birth_is_refused() -> None:
    verdicts = judge(RULES, "H2D", _about(MOTHER, replace(CHILD, bsn=MOTHER.bsn)))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"betrokkenen[1].bsn"})


# R018


def test_r018_a_bsn_is_enough() -> None:
    assert judge(RULES, "R018", _about(replace(MOTHER, voornamen=None, adres=None))) == ()


def test_r018_without_a_bsn_all_four_are() -> None:
    assert judge(RULES, "R018", _about(replace(MOTHER, bsn=None))) == ()


def test_r018_where_somebody_really_stays_will_do() -> None:
    assert judge(RULES, "R018", _about(replace(MOTHER, bsn=None, adres=None, verblijfadres=ADDRESS))) == ()


def test_r018_an_address_abroad_has_its_country_and_lines() -> None:
    abroad = replace(ADDRESS, postcode=None, huisnummer=None, landcode="5010", regels=("Rue 4", "1000 Bruxelles"))
    person = replace(MOTHER, bsn=None, adres=abroad)
    assert judge(RULES, "R018", _about(person)) == ()
    for half in (replace(abroad, landcode=None), replace(abroad, regels=())):
        verdicts = judge(RULES, "R018", _about(replace(person, adres=half)))
        assert elements(verdicts) == {"betrokkenen[0].adres.postcode", "betrokkenen[0].adres.huisnummer"}


def test_r018_a_surname_and_a_town_are_not() -> None:
    family = replace(
        MOTHER, bsn=None, voornamen=None, geboortedatum=None, adres=replace(ADDRESS, postcode=None, huisnummer=None)
    )
    verdicts = judge(RULES, "R018", _about(family))
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {
        "betrokkenen[0].voornamen",
        "betrokkenen[0].geboortedatum",
        "betrokkenen[0].adres.postcode",
        "betrokkenen[0].adres.huisnummer",
    }


def test_r018_in_an_emergency_a_justification_will_do() -> None:
    asked = headed(_about(replace(MOTHER, bsn=None, geboortedatum=None, adres=None)), urgency=Urgency.SPOED)
    assert effects(judge(RULES, "R018", asked)) == [Effect.JUSTIFY]


def test_r018_is_about_persons_concerned_and_not_about_professionals() -> None:
    assert judge(RULES, "R018", _about(replace(MOTHER, rol="411", bsn=None, adres=None))) == ()


@pytest.mark.parametrize("rule", ["R024", "R025"])
def test_r018_an_address_that_had_to_be_removed_does_not_lack(rule: str) -> None:
    handed_in = _about(replace(MOTHER, bsn=None))
    left = _about(replace(MOTHER, bsn=None, adres=None), verwijderd=(rule,))
    assert judge(RULES, "R018", replace(left, submitted=handed_in.message)) == ()


def test_r018_an_address_that_had_to_be_removed_does_not_lack_when_somebody_before_it_went_too() -> None:
    mother, neighbour = replace(MOTHER, bsn=None), replace(MOTHER, kenmerk="b1", rol="melder")
    handed_in = _about(neighbour, mother)
    left = _about(replace(mother, adres=None), verwijderd=("R029a", "R024"))
    assert judge(RULES, "R018", replace(left, submitted=handed_in.message)) == ()


def test_r018_an_address_that_another_with_the_same_mark_had_is_no_excuse() -> None:
    mother = replace(MOTHER, bsn=None)
    handed_in = _about(mother, replace(mother, adres=None))
    left = _about(replace(mother, adres=None), verwijderd=("R024",))
    verdicts = judge(RULES, "R018", replace(left, submitted=handed_in.message))
    assert elements(verdicts) == {"betrokkenen[0].adres.postcode", "betrokkenen[0].adres.huisnummer"}


def test_r018_an_address_that_never_was_there_lacks_whatever_was_removed() -> None:
    handed_in = _about(replace(MOTHER, bsn=None, adres=replace(ADDRESS, huisnummer=None)))
    left = _about(replace(MOTHER, bsn=None, adres=None), verwijderd=("R024",))
    verdicts = judge(RULES, "R018", replace(left, submitted=handed_in.message))
    assert elements(verdicts) == {"betrokkenen[0].adres.huisnummer"}


def test_r018_what_another_rule_removed_lacks() -> None:
    handed_in = _about(replace(MOTHER, bsn=None))
    left = _about(replace(MOTHER, bsn=None, adres=None), verwijderd=("R015",))
    assert effects(judge(RULES, "R018", replace(left, submitted=handed_in.message))) == [Effect.DENY]
    assert effects(judge(RULES, "R018", left)) == [Effect.DENY]
