"""The book of agreements with the exceptions in it: each where the partner was given its certificate, nowhere else."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from gateway.domain.agreement import Agreement, LegacyDecryption
from gateway.domain.identifiers import AgreementId, Oin
from gateway.ports import Agreements


class ExceptedAgreements:
    """The Agreements of the ports, over a book that knows nothing of exceptions."""

    def __init__(self, book: Agreements, exceptions: Mapping[Oin, LegacyDecryption]) -> None:
        """Take the exceptions by partner."""
        self._book = book
        self._exceptions = exceptions

    def find(self, agreement_id: AgreementId, at: datetime) -> Agreement | None:
        """Return the agreement in force at that moment."""
        return self._bound(self._book.find(agreement_id, at))

    def find_version(self, agreement_id: AgreementId, digest: str, at: datetime) -> Agreement | None:
        """Return the very version a message started with, in force or not, with what replaces parts of it then."""
        return self._bound(self._book.find_version(agreement_id, digest, at))

    def find_last(self, agreement_id: AgreementId, partner: Oin, at: datetime) -> Agreement | None:
        """Return the version with that partner that is in force at that moment, else the one that was so last."""
        return self._bound(self._book.find_last(agreement_id, partner, at))

    def find_route(self, receiver: Oin, service: str, action: str, at: datetime) -> Agreement | None:
        """Return the agreement in force under which we may send that action of that service to that organisation."""
        return self._bound(self._book.find_route(receiver, service, action, at))

    def services_to(self, receiver: Oin, at: datetime) -> frozenset[str]:
        """Return the services under which we may send anything at all to that organisation."""
        return self._book.services_to(receiver, at)

    def _bound(self, agreement: Agreement | None) -> Agreement | None:
        legacy = None if agreement is None else self._exceptions.get(agreement.partner.party_id.oin)
        if agreement is None or legacy is None or not applies(legacy, agreement):
            return agreement
        return replace(agreement, legacy=legacy)


def applies(legacy: LegacyDecryption, agreement: Agreement) -> bool:
    """Tell whether an exception is for the partner of an agreement, who encrypts to its certificate there."""
    same_partner = agreement.partner.party_id.oin == legacy.partner
    return same_partner and agreement.own.encryption_certificate == legacy.certificate


def remarks_on_exceptions(
    exceptions: Iterable[LegacyDecryption], agreements: Iterable[Agreement], at: datetime
) -> Iterator[str]:
    """Yield a line for each exception: how long it lasts, that it ended, or that no agreement uses it."""
    held = tuple(agreements)
    for legacy in exceptions:
        used = any(applies(legacy, each) for each in held)
        if not legacy.in_force(at):
            yield f"exception {legacy.key_id} for {legacy.partner} ended on {legacy.until:%Y-%m-%d}: remove it"
        elif not used:
            yield f"exception {legacy.key_id}: no agreement with {legacy.partner} names its certificate as ours"
        else:
            days = (legacy.until - at).days
            yield f"exception {legacy.key_id}: {legacy.partner} may encrypt weakly, for {days} days more"
