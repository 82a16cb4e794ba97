"""Agreements beside those of the chain, which a bench puts into the gateway's book before it starts."""

from datetime import datetime

from gateway.domain.agreement import Agreement, AgreementParty, Profile
from gateway.domain.identifiers import AgreementId
from gateway.wire.ebms2 import cpa
from gateway.wire.ebms2.cpa_create import AgreementForm, FormAction, create
from tests.kit.corpus import Bench


def add_agreement(
    bench: Bench,
    name: str,
    start: datetime,
    end: datetime,
    *,
    police: AgreementParty | None = None,
    gateway: AgreementParty | None = None,
) -> None:
    """Agree with the police once more, for another time, or with other certificates."""
    held = bench.partner.agreement
    form = AgreementForm(
        agreement_id=AgreementId(name),
        start=start,
        end=end,
        parties=(police or held.own, gateway or held.partner),
        actions=ways(held),
        profile=Profile.RM_E,
        reliability=bench.partner.action.reliability,
    )
    octets = create(form)
    (bench.home / "agreements" / f"{name}.xml").write_bytes(octets)
    bench.agreed[name] = bench.partner.under(cpa.parse(octets, held.own.party_id))


def ways(held: Agreement) -> tuple[FormAction, ...]:
    """Return every action of an agreement as the form of another has it."""
    return tuple(
        FormAction(
            service=action.service,
            action=action.action,
            sender=(held.own if action.outbound else held.partner).party_id,
        )
        for action in held.actions
    )
