"""Whose signature counts: the certificates that prove the partner today, while one may be replacing another."""

from dataclasses import replace

from gateway.domain.agreement import Action, Agreement
from gateway.domain.party import HubUse
from gateway.errors import PartnerError, SecurityRefusedError
from gateway.ports import Ports
from gateway.wire.stages import Received
from gateway.wire.trust import Purpose


async def with_proven_signers(
    action: Action | None, agreement: Agreement, received: Received, ports: Ports
) -> Agreement:
    """Where a signature is what proves, its certificate must prove the partner today; elsewhere none is agreed.

    While one certificate replaces another, those that prove nothing any more are left out of the agreement.
    """
    signed = any(each.profile.signed for each in agreement.actions) if action is None else action.profile.signed
    if not signed:
        return agreement
    partner = agreement.partner
    if not partner.other_signing_certificates:
        await _require_signer(partner.signing_certificate, agreement, received, ports)
        return agreement
    newest, *others = await _proven_signers(agreement, received, ports)
    return replace(
        agreement, partner=replace(partner, signing_certificate=newest, other_signing_certificates=tuple(others))
    )


async def _proven_signers(agreement: Agreement, received: Received, ports: Ports) -> list[bytes]:
    """Return the certificates that prove the partner today, the newest first; raise why the last one does not."""
    proven, refusal = [], None
    for certificate in agreement.partner.signing_certificates:
        try:
            await _require_signer(certificate, agreement, received, ports)
            proven.append(certificate)
        except PartnerError as error:
            refusal = error
    if refusal is not None and not proven:
        raise refusal
    return proven


async def _require_signer(certificate: bytes, agreement: Agreement, received: Received, ports: Ports) -> None:
    signer = await ports.trust.prove(certificate, Purpose.SIGNING, received.at)
    if not agreement.partner.is_held_by(signer, HubUse.SIGNING, received.at):
        raise SecurityRefusedError("signing-certificate")
