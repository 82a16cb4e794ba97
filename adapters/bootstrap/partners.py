"""Who our partners are: how each stands, and which one an administrator means by a name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from adapters.bootstrap.house import House, open_house
from adapters.config import Settings
from adapters.system import disk
from gateway.domain.agreement import Agreement
from gateway.domain.employees import EmployeeId
from gateway.domain.evidence import COMMAND_LINE, EvidenceType
from gateway.domain.identifiers import Oin
from gateway.domain.party import Party
from gateway.errors import ConfigError
from gateway.flows.resume import Mended, ResumeDecryption, resume_decryption
from gateway.ports import WorkKind
from gateway.wire.certificate import read_certificate

# What a partner said last, among the newest of each of these.
_CONTACTS: Final = (
    EvidenceType.RECEIVED,
    EvidenceType.RECEIPT_RECEIVED,
    EvidenceType.REFUSAL_RECEIVED,
    EvidenceType.ANSWER_RECEIVED,
)
_NEWEST: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiry:
    """What ends when."""

    what: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One partner as we know it; `expires` is what ends first, `contact` when it last proved something to us."""

    party: Party
    agreements: tuple[Agreement, ...]
    expires: Expiry | None
    contact: datetime | None
    open_deliveries: int


async def list_partners(settings: Settings) -> tuple[Standing, ...]:
    """Return how every organisation of the register stands but our own, in the order of the file."""
    async with open_house(settings) as house:
        contacts = await _contacts(house)
        async with house.ports.unit_of_work() as uow:
            deliveries = await uow.outbox.count(WorkKind.DELIVER)
        at = house.ports.clock.now()
        return tuple(
            _standing(house, party, contacts.get(party.oin), deliveries.get(party.oin, 0), at)
            for party in house.parties.parties
            if party.oin != house.parties.own.oin
        )


async def resume_partner(settings: Settings, name: str, mended: Mended, by: EmployeeId) -> Party:
    """End the hold on decryption for a partner, and return who that is; raise what `resume_decryption` raises.

    Raise ConfigError when nobody or more than one has that name.
    """
    with disk.alone_in(settings.data_folder):
        async with open_house(settings) as house:
            party = find_partner(house, name)
            command = ResumeDecryption(client=COMMAND_LINE, partner=party.oin, mended=mended, by=by)
            await resume_decryption(command, house.ports)
            return party


def _standing(house: House, party: Party, contact: datetime | None, deliveries: int, at: datetime) -> Standing:
    agreements = agreements_with(house, party.oin, at)
    expiries = [expiry for agreement in agreements if agreement.end > at for expiry in expiries_of(agreement)]
    return Standing(
        party=party,
        agreements=agreements,
        expires=min(expiries, key=lambda each: each.at, default=None),
        contact=contact,
        open_deliveries=deliveries,
    )


async def _contacts(house: House) -> Mapping[Oin, datetime]:
    found: dict[Oin, datetime] = {}
    async with house.ports.unit_of_work() as uow:
        for kind in _CONTACTS:
            for chained in await uow.evidence.list_newest(kind, _NEWEST):
                if Oin.fits(chained.entry.actor):
                    oin = Oin(chained.entry.actor)
                    found[oin] = max(found.get(oin, chained.entry.at), chained.entry.at)
    return found


def agreements_with(house: House, oin: Oin, at: datetime) -> tuple[Agreement, ...]:
    """Return every agreement with that organisation as it holds at that moment, in force or not, the newest first."""
    held = (each.version.at(at) for each in house.book.versions)
    return tuple(agreement for agreement in held if agreement.partner.party_id.oin == oin)


def expiries_of(agreement: Agreement) -> Iterator[Expiry]:
    """Yield when the agreement ends, and each of their certificates in it."""
    yield Expiry(what=f"afspraak {agreement.agreement_id}", at=agreement.end)
    for what, der in certificates_of(agreement):
        yield Expiry(what=what, at=ends_at(der))


def certificates_of(agreement: Agreement) -> Iterator[tuple[str, bytes]]:
    """Yield their certificates that the agreement names, each once, with what it is for."""
    partner = agreement.partner
    named = {
        partner.client_certificate: "TLS-certificaat (client)",
        partner.server_certificate: "TLS-certificaat",
        partner.signing_certificate: "ondertekencertificaat",
        partner.encryption_certificate: "versleutelcertificaat",
    }
    yield from ((what, der) for der, what in named.items() if der)


def ends_at(der: bytes) -> datetime:
    """Return when a certificate ends."""
    return read_certificate(der).not_valid_after_utc


def find_partner(house: House, name: str) -> Party:
    """Return the organisation that is meant: by OIN, by the name of its agreement's file, or by a part of its name.

    Raise ConfigError when that is nobody, or more than one.
    """
    others = [party for party in house.parties.parties if party.oin != house.parties.own.oin]
    files = {each.version.base.partner.party_id.oin for each in house.book.versions if Path(each.file).stem == name}
    found = [party for party in others if str(party.oin) == name or party.oin in files]
    found = found or [party for party in others if _plain(name) in _plain(party.name)]
    if len(found) == 1:
        return found[0]
    if found:
        mistake = f"more than one partner has that in its name: {', '.join(str(party.oin) for party in found)}"
    else:
        mistake = "no partner of that name or OIN is in the register of parties; `schakel partner list` shows them"
    raise ConfigError(mistake)


def _plain(name: str) -> str:
    return "".join(name.casefold().split())
