"""Chapter 3.2, third part: dates, ages and unborn children that can be true."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from gateway.domain.content import (
    Betrokkene,
    Bijlage,
    Contact,
    Content,
    Geinformeerde,
    Huisverbod,
    Informering,
    Kennisgeving,
    MeldingGeneriek,
    Notificatie,
    OngeborenKind,
    VerzoekTotOnderzoek,
)
from gateway.domain.kinds import MessageType
from gateway.domain.moments import IncompleteDate
from gateway.domain.party import PartyKind
from gateway.policy import Effect, Facts
from gateway.policy.rules.plausible import RULES
from tests.kit.policy_cases import (
    CHILD,
    MOTHER,
    REPORT,
    VT,
    arriving,
    effects,
    elements,
    facts,
    handover,
    judge,
    party,
)

UNBORN = OngeborenKind(kenmerk_moeder="p1", uitgerekende_datum=IncompleteDate(2026, 7))
PDF = Bijlage(naam="a.pdf", soort="rapport", mime="application/pdf", inhoud=b"%PDF-")
TOMORROW_NEXT = date(2026, 3, 4)


def _about(*persons: object, **groups: object) -> Facts:
    return handover(betrokkenen=persons, **groups)


def _request(*persons: Betrokkene, unborn: OngeborenKind = UNBORN) -> Facts:
    content = Content(betrokkenen=persons, ongeboren=(unborn,))
    return facts(MessageType.MSG_51, content, VT, party(PartyKind.RAAD))


# R022


def test_r022_a_mother_with_a_telephone_passes() -> None:
    assert judge(RULES, "R022", _request(CHILD, replace(MOTHER, telefoonnummer="0900-0000"))) == ()


def test_r022_without_her_telephone_a_request_is_refused() -> None:
    verdicts = judge(RULES, "R022", _request(CHILD, MOTHER))
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {"betrokkenen[1].telefoonnummer"}


def test_r022_in_any_other_message_the_mother_is_enough() -> None:
    assert judge(RULES, "R022", _about(MOTHER, ongeboren=(UNBORN,))) == ()


def test_r022_a_child_of_nobody_is_refused() -> None:
    assert elements(judge(RULES, "R022", _about(CHILD, ongeboren=(UNBORN,)))) == {"ongeboren[0].kenmerk_moeder"}


def test_r022_without_an_unborn_child_it_says_nothing() -> None:
    assert judge(RULES, "R022", _about(MOTHER)) == ()


# R023


def test_r023_a_youth_of_seventeen_passes() -> None:
    assert judge(RULES, "R023", _about(replace(CHILD, geboortedatum=IncompleteDate(2008, 3, 3)))) == ()


def test_r023_a_youth_who_is_of_age_is_refused() -> None:
    verdicts = judge(RULES, "R023", _about(replace(CHILD, geboortedatum=IncompleteDate(2008, 3, 1))))
    assert effects(verdicts) == [Effect.DENY]
    assert elements(verdicts) == {"betrokkenen[0].rol"}


def test_r023_a_date_of_birth_in_the_future_is_refused() -> None:
    verdicts = judge(RULES, "R023", _about(MOTHER, replace(CHILD, geboortedatum=IncompleteDate(2026, 4))))
    assert elements(verdicts) == {"betrokkenen[1].geboortedatum"}


def test_r023_a_child_born_after_midnight_is_not_in_the_future() -> None:
    asked = replace(
        _about(replace(CHILD, geboortedatum=IncompleteDate(2026, 3, 2))), at=datetime(2026, 3, 1, 23, tzinfo=UTC)
    )
    assert judge(RULES, "R023", asked) == ()


def test_r023_an_incident_in_the_future_is_refused() -> None:
    report = replace(REPORT, datum_incident=IncompleteDate(2027))
    assert elements(judge(RULES, "R023", _about(MOTHER, melding=report))) == {"melding.datum_incident"}


def test_r023_an_incident_of_yesterday_passes() -> None:
    report = replace(REPORT, datum_incident=IncompleteDate(2026, 3, 1))
    assert judge(RULES, "R023", _about(MOTHER, melding=report)) == ()


def test_r023_a_restraining_order_for_somebody_of_sixteen_is_refused() -> None:
    boy = replace(CHILD, rol="115", geboortedatum=IncompleteDate(2009, 6, 1))
    order = Huisverbod(uithuisgeplaatste="p2")
    assert elements(judge(RULES, "R023", _about(MOTHER, boy, huisverbod=order))) == {"huisverbod.uithuisgeplaatste"}


def test_r023_a_restraining_order_for_an_adult_passes() -> None:
    assert judge(RULES, "R023", _about(MOTHER, CHILD, huisverbod=Huisverbod(uithuisgeplaatste="p1"))) == ()


def test_r023_somebody_without_date_of_birth_is_plausible() -> None:
    assert judge(RULES, "R023", _about(replace(CHILD, geboortedatum=None))) == ()


@pytest.mark.parametrize(
    ("groups", "named"),
    [
        (
            {"betrokkenen": (replace(MOTHER, informering=Informering(geinformeerd=True, datum=TOMORROW_NEXT)),)},
            "betrokkenen[0].informering.datum",
        ),
        ({"melding": replace(REPORT, datum_melding=TOMORROW_NEXT)}, "melding.datum_melding"),
        (
            {"melding": replace(REPORT, geinformeerden=(Geinformeerde(datum=IncompleteDate(2026, 4)),))},
            "melding.geinformeerden[0].datum",
        ),
        ({"generiek": MeldingGeneriek(tijdstip=datetime(2026, 3, 4, tzinfo=UTC))}, "generiek.tijdstip"),
        (
            {
                "verzoek": VerzoekTotOnderzoek(
                    zaak="Z-001",
                    omschrijving="o",
                    startdatum=TOMORROW_NEXT,
                    registratiedatum=TOMORROW_NEXT,
                    aanvrager=Contact(naam="A."),
                )
            },
            "verzoek.registratiedatum",
        ),
        ({"notificatie": Notificatie(verzoek="Z-001", status="Intake", datum=TOMORROW_NEXT)}, "notificatie.datum"),
        ({"bijlagen": (replace(PDF, datum=TOMORROW_NEXT),)}, "bijlagen[0].datum"),
    ],
)
def test_r023_what_has_happened_is_not_yet_to_come(groups: dict[str, object], named: str) -> None:
    asked = handover(Content(), **groups)
    verdicts = judge(RULES, "R023", asked)
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {named})
    assert judge(RULES, "R023", arriving(asked)) == verdicts


def test_r023_what_is_planned_may_be_yet_to_come() -> None:
    planned = Kennisgeving(omschrijving="tafel", datum=TOMORROW_NEXT)
    assert judge(RULES, "R023", handover(Content(kennisgeving=planned, ongeboren=(UNBORN,)))) == ()


def test_r023_ages_that_arrive_are_marked_and_not_refused() -> None:
    grown = replace(CHILD, geboortedatum=IncompleteDate(2000))
    verdicts = judge(RULES, "R023", arriving(_about(grown)))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.FLAG], {"betrokkenen[0].rol"})
