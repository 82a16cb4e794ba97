"""What Agreements promises: the book read from a folder and the one in memory."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.partners.book import AgreementBook
from gateway.domain.identifiers import AgreementId
from gateway.ports import Agreements
from gateway.wire.ebms2 import cpa
from gateway.wire.ebms2.cpa_create import AgreementForm, FormAction, create
from tests.kit.books import FakeAgreements
from tests.kit.cpa_documents import ANDER, AT, END, ONS, SERVICE, START, VREEMD, form

SECOND = timedelta(seconds=1)
NEW = START + timedelta(days=10)
MakeBook = Callable[..., Agreements]


@pytest.fixture(params=["folder", "memory"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> MakeBook:
    def fill(*forms: AgreementForm) -> Agreements:
        made = [create(each) for each in forms]
        if request.param == "memory":
            return FakeAgreements(cpa.parse(octets, ONS) for octets in made)
        for place, octets in enumerate(made):
            (tmp_path / f"{place}.xml").write_bytes(octets)
        return AgreementBook(tmp_path, ONS)

    return fill


def test_an_agreement_is_found_by_its_id_while_it_is_in_force(make: MakeBook) -> None:
    book = make(form())
    wanted = form().agreement_id
    for at in (START, AT, END):
        found = book.find(wanted, at)
        assert found is not None
        assert found.own.party_id == ONS
    assert book.find(wanted, START - SECOND) is None
    assert book.find(wanted, END + SECOND) is None
    assert book.find(AgreementId("other"), AT) is None


def test_of_two_versions_the_one_that_started_last_counts(make: MakeBook) -> None:
    book = make(form(), replace(form(), start=NEW))
    before, after = book.find(form().agreement_id, NEW - SECOND), book.find(form().agreement_id, NEW)
    assert before is not None
    assert after is not None
    assert (before.start, after.start) == (START, NEW)
    assert before.digest != after.digest


def test_a_route_is_an_action_we_send_to_that_organisation(make: MakeBook) -> None:
    book = make(form(), form(partner=VREEMD, name="other"))
    route = book.find_route(VREEMD.oin, SERVICE, "terugkoppelen", AT)
    assert route is not None
    assert route.partner.party_id == VREEMD
    assert book.find_route(VREEMD.oin, SERVICE, "melden", AT) is None
    assert book.find_route(VREEMD.oin, "schakel:uitvraag:1:0", "terugkoppelen", AT) is None
    assert book.find_route(ONS.oin, SERVICE, "terugkoppelen", AT) is None
    assert book.find_route(ANDER.oin, SERVICE, "terugkoppelen", END + SECOND) is None


def test_one_action_in_two_versions_is_two_routes(make: MakeBook) -> None:
    other = "schakel:melding:2:0"
    doubled = (*form().actions, FormAction(service=other, action="terugkoppelen", sender=ONS))
    book = make(replace(form(), actions=doubled))
    for service in (SERVICE, other):
        route = book.find_route(ANDER.oin, service, "terugkoppelen", AT)
        assert route is not None
        action = route.find_action(service, "terugkoppelen", outbound=True)
        assert action is not None
        assert action.service == service
    assert book.services_to(ANDER.oin, AT) == {SERVICE, other}


def test_what_we_may_send_to_an_organisation_is_known_by_its_services(make: MakeBook) -> None:
    book = make(form(), form(partner=VREEMD, name="other"))
    assert book.services_to(VREEMD.oin, AT) == {SERVICE}
    assert book.services_to(ONS.oin, AT) == frozenset()
    assert book.services_to(VREEMD.oin, END + SECOND) == frozenset()


def test_of_two_routes_the_one_that_started_last_counts(make: MakeBook) -> None:
    book = make(form(), replace(form(name="newer"), start=NEW))
    route = book.find_route(ANDER.oin, SERVICE, "terugkoppelen", NEW)
    assert route is not None
    assert str(route.agreement_id) == "newer"


def test_of_two_routes_that_start_together_the_last_by_id_counts(make: MakeBook) -> None:
    for forms in ((form(name="a"), form(name="b")), (form(name="b"), form(name="a"))):
        route = make(*forms).find_route(ANDER.oin, SERVICE, "terugkoppelen", AT)
        assert route is not None
        assert str(route.agreement_id) == "b"


def test_the_route_follows_service_action_and_date(make: MakeBook) -> None:
    other = (FormAction(service="schakel:anders:1:0", action="terugkoppelen", sender=ONS),)
    book = make(
        form(name="all"),
        replace(form(name="service"), actions=other, start=NEW),
        replace(form(name="later"), start=NEW, end=NEW + timedelta(days=5)),
    )
    wanted = [
        (SERVICE, NEW - SECOND, "all"),
        (SERVICE, NEW, "later"),
        (SERVICE, NEW + timedelta(days=6), "all"),
        ("schakel:anders:1:0", NEW, "service"),
    ]
    found = [book.find_route(ANDER.oin, service, "terugkoppelen", at) for service, at, _ in wanted]
    assert [str(each.agreement_id) for each in found if each is not None] == [name for *_, name in wanted]
    assert book.find_route(ANDER.oin, "schakel:anders:1:0", "terugkoppelen", NEW - SECOND) is None


def test_a_version_is_found_by_its_digest_whether_in_force_or_not(make: MakeBook) -> None:
    book = make(form(), replace(form(), start=NEW))
    held = book.find(form().agreement_id, AT)
    assert held is not None
    for at in (START - SECOND, AT, END + SECOND):
        assert book.find_version(held.agreement_id, held.digest, at) == held
    assert book.find_version(held.agreement_id, "0" * 64, AT) is None
    assert book.find_version(AgreementId("other"), held.digest, AT) is None


def test_the_last_version_with_a_partner_is_the_one_in_force_else_the_one_that_ended_last(make: MakeBook) -> None:
    early = replace(form(), end=NEW)
    book = make(early, replace(form(), start=NEW, end=NEW + timedelta(days=2)), form(partner=VREEMD, name="other"))
    wanted = form().agreement_id
    for at, start in ((NEW - SECOND, START), (NEW, NEW), (NEW + timedelta(days=1), NEW), (END + SECOND, NEW)):
        found = book.find_last(wanted, ANDER.oin, at)
        assert found is not None
        assert found.start == start
    assert book.find_last(wanted, ANDER.oin, START - SECOND) is None
    assert book.find_last(wanted, VREEMD.oin, AT) is None
    assert book.find_last(AgreementId("other"), ANDER.oin, AT) is None


def test_a_short_version_inside_a_long_one_is_the_last_only_while_it_is_in_force(make: MakeBook) -> None:
    until = NEW + timedelta(days=2)
    book = make(form(), replace(form(), start=NEW, end=until))
    for at, start in ((NEW, NEW), (until + SECOND, START), (END + SECOND, START)):
        found = book.find_last(form().agreement_id, ANDER.oin, at)
        assert found is not None
        assert found.start == start


def test_an_empty_book_knows_nothing(make: MakeBook) -> None:
    assert make().find(form().agreement_id, AT) is None
    assert make().find_last(form().agreement_id, ANDER.oin, AT) is None
    assert make().find_route(ANDER.oin, SERVICE, "terugkoppelen", AT) is None
