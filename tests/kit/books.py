"""A book of agreements, a register of parties and a staff book in memory: what flows ask the ports for."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from gateway.domain.agreement import Agreement
from gateway.domain.employees import EmployeeId, StaffRole
from gateway.domain.identifiers import AgreementId, Oin
from gateway.domain.party import Party


class FakeAgreements:
    """Holds the agreements it is given; of several in force the one that started last counts."""

    def __init__(self, agreements: Iterable[Agreement]) -> None:
        """Take the agreements."""
        self._agreements = sorted(agreements, key=lambda each: (each.start, str(each.agreement_id)), reverse=True)

    def find(self, agreement_id: AgreementId, at: datetime) -> Agreement | None:
        """Return the agreement in force at that moment."""
        return next((each for each in self._in_force(at) if each.agreement_id == agreement_id), None)

    def find_version(self, agreement_id: AgreementId, digest: str, at: datetime) -> Agreement | None:
        """Return the very version a message started with."""
        wanted = (agreement_id, digest)
        return next((each for each in self._agreements if (each.agreement_id, each.digest) == wanted), None)

    def find_last(self, agreement_id: AgreementId, partner: Oin, at: datetime) -> Agreement | None:
        """Return the version with that partner that is in force at that moment, else the one that ended last."""
        wanted = (agreement_id, partner)
        begun = [each for each in self._agreements if each.start <= at]
        held = [each for each in begun if (each.agreement_id, each.partner.party_id.oin) == wanted]
        in_force = (each for each in held if each.in_force(at))
        return next(in_force, None) or max(held, key=lambda each: each.end, default=None)

    def find_route(self, receiver: Oin, service: str, action: str, at: datetime) -> Agreement | None:
        """Return the agreement in force under which that action of that service may be sent to that organisation."""
        for each in self._in_force(at):
            outbound = {(candidate.service, candidate.action) for candidate in each.actions if candidate.outbound}
            if each.partner.party_id.oin == receiver and (service, action) in outbound:
                return each
        return None

    def services_to(self, receiver: Oin, at: datetime) -> frozenset[str]:
        """Return the services under which anything may be sent to that organisation."""
        found = (each for each in self._in_force(at) if each.partner.party_id.oin == receiver)
        return frozenset(action.service for each in found for action in each.actions if action.outbound)

    def _in_force(self, at: datetime) -> Iterable[Agreement]:
        return (each for each in self._agreements if each.in_force(at))


class FakeParties:
    """Holds the parties it is given; the first is our own."""

    def __init__(self, own: Party, *others: Party) -> None:
        """Take our own organisation, and the others."""
        self.own = own
        self._known = {party.oin: party for party in (own, *others)}

    def find(self, oin: Oin) -> Party | None:
        """Return the organisation, if it is known."""
        return self._known.get(oin)


class FakeStaff:
    """Holds the roles it is given, for any day; None is no book at all."""

    def __init__(self, roles: Mapping[EmployeeId, frozenset[StaffRole]] | None = None) -> None:
        """Take the roles of each employee."""
        self.kept = roles is not None
        self.roles = dict(roles or {})

    def roles_of(self, employee: EmployeeId, on: date) -> frozenset[StaffRole]:
        """Return the roles of the employee."""
        del on
        return self.roles.get(employee, frozenset())


class FakeCarried:
    """Carries what a test names."""

    def __init__(self, *named: tuple[Oin, str]) -> None:
        self.named = set(named)

    def carries(self, partner: Oin, service: str) -> bool:
        return (partner, service) in self.named
