"""A report that the police posted, and a Veilig Thuis whose agreement with the police is about to change."""

from dataclasses import replace
from typing import Final

from gateway.domain.agreement import Profile
from gateway.domain.evidence import EvidenceType
from gateway.wire.stages import Received
from tests.kit.wire_keys import wire_key
from tests.kit.world import POLITIE, VEILIG_THUIS, World, received
from tests.kit.world_doors import KeySigner, facts_of

OLD: Final = wire_key(f"{POLITIE.name}-signing").certificate
NEW: Final = wire_key("nieuwe-politie-signing").certificate


class Handover:
    """The report, signed with the old certificate or the new."""

    def __init__(self) -> None:
        self.world = World(Profile.RM_S)
        self.police, self.vt = self.world.side(POLITIE), self.world.side(VEILIG_THUIS)
        self.world.trust.holders[NEW] = POLITIE.oin

    async def post(self, *, signer: str = POLITIE.name) -> "Handover":
        """Hand in the report and make one attempt."""
        self.police.ports = replace(self.police.ports, signer=KeySigner(signer))
        self.reference = await self.police.submit("01-politiemelding.json")
        await self.police.work()
        [(_, self.content_type, self.body)] = self.police.wire.take()
        return self

    def change(self, **changes: object) -> None:
        """Let Veilig Thuis have another view of the police in its agreement."""
        agreement = self.vt.agreement_with(POLITIE)
        partner = replace(agreement.partner, **changes)  # type: ignore[arg-type]  # fields of many types
        self.vt.agree(replace(agreement, partner=partner))

    def octets(self) -> Received:
        """Return the octets as they come in."""
        return received(self.content_type, self.body, POLITIE, self.world.clock.now())

    def accepted(self) -> bool:
        """Tell whether the report waits for the back office."""
        return self.vt.waiting() == [self.reference]

    def refusal(self) -> tuple[str, str]:
        """Return why it was refused: code and reason."""
        [entry] = self.vt.evidence(EvidenceType.SECURITY_REFUSED)
        return facts_of(entry)["code"], facts_of(entry)["reason"]
