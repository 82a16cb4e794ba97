"""Whose signature counts: the certificates that prove the partner today, while one may be replacing another."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from gateway.domain.agreement import Action, Agreement
from gateway.domain.identifiers import Oin
from gateway.domain.party import HubUse
from gateway.errors import PartnerError, SecurityRefusedError
from gateway.ports import Ports
from gateway.wire.stages import Proven, Received
from gateway.wire.trust import Purpose


async def with_proven_signers(
    action: Action | None, agreement: Agreement, received: Received, ports: Ports
) -> tuple[Agreement, Mapping[bytes, Oin]]:
    """Where a signature is what proves, its certificate must prove the partner today; elsewhere none is agreed.

    While one certificate replaces another, those that prove nothing any more are left out of the agreement. Beside it
    stands whose each certificate is.
    """
    signed = any(each.profile.signed for each in agreement.actions) if action is None else action.profile.signed
    if not signed:
        return agreement, {}
    partner = agreement.partner
    if not partner.other_signing_certificates:
        certificate = partner.signing_certificate
        return agreement, {certificate: await _require_signer(certificate, agreement, received, ports)}
    holders = await _proven_signers(agreement, received, ports)
    newest, *others = holders
    partner = replace(partner, signing_certificate=newest, other_signing_certificates=tuple(others))
    return replace(agreement, partner=partner), holders


async def _proven_signers(agreement: Agreement, received: Received, ports: Ports) -> dict[bytes, Oin]:
    """Return the certificates that prove the partner today, the newest first; raise why the last one does not."""
    proven, refusal = {}, None
    for certificate in agreement.partner.signing_certificates:
        try:
            proven[certificate] = await _require_signer(certificate, agreement, received, ports)
        except PartnerError as error:
            refusal = error
    if refusal is not None and not proven:
        raise refusal
    return proven


async def _require_signer(certificate: bytes, agreement: Agreement, received: Received, ports: Ports) -> Oin:
    signer = await ports.trust.prove(certificate, Purpose.SIGNING, received.at)
    if not agreement.partner.is_held_by(signer, HubUse.SIGNING, received.at):
        raise SecurityRefusedError("signing-certificate")
    return signer


def with_mandate(proven: Proven, holders: Mapping[bytes, Oin], agreement: Agreement, at: datetime) -> Proven:
    """Return the same with the mandate under which a hub signed, where the partner did not sign itself."""
    partner, signer = agreement.partner, holders.get(proven.certificate)
    if signer is None or signer == partner.party_id.oin:
        return proven
    return replace(proven, mandate=partner.mandate_of(signer, HubUse.SIGNING, at))


def signer_facts(proven: Proven) -> tuple[tuple[str, str], ...]:
    """Return what evidence says of a hub that signed for the sender: who, and from which day until which it may."""
    mandate = proven.mandate
    if mandate is None:
        return ()
    return ("signed-by", str(mandate.holder)), ("mandate", f"{mandate.valid_from}/{mandate.valid_until}")
