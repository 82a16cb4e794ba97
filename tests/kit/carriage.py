"""Two gateways in memory that carry a service for each other unread."""

from dataclasses import replace
from typing import Any, Final

from gateway.domain.agreement import Action, Profile
from gateway.domain.identifiers import ReferenceNumber
from gateway.flows.collect import Collect
from gateway.flows.ship import Enclosed, Ship, ship
from tests.kit.streams import MemorySpools
from tests.kit.world import BEST_EFFORT, POLITIE, RELIABILITY, VEILIG_THUIS, World

SERVICE: Final = "Proef:Zendingen:1"
ACTION: Final = "brengZending"


class Carriage:
    """The police and Veilig Thuis; with `large` 0 every payload takes the way of the large ones."""

    def __init__(self, profile: Profile = Profile.RM_E, *, large: int | None = None) -> None:
        self.world = World(profile)
        self.sender, self.receiver = self.world.side(POLITIE), self.world.side(VEILIG_THUIS)
        for side, other in ((self.sender, self.receiver), (self.receiver, self.sender)):
            side.carried.named.add((other.party.oin, SERVICE))
            side.agree(*(replace(each, actions=(*each.actions, *_actions(profile))) for each in side.agreements))
            if large is not None:
                side.ports = replace(side.ports, spools=MemorySpools(large))

    async def ship(self, *contents: bytes, key: str = "sleutel-1", **changes: Any) -> ReferenceNumber:  # noqa: ANN401 - fields have many types
        """Hand in a shipment at the police."""
        return await ship(order(*contents, key=key, **changes), self.sender.ports)

    def collect(self, reference: ReferenceNumber) -> Collect:
        """Return how Veilig Thuis names a shipment of the police."""
        return Collect(client="kantoor", sender=POLITIE.oin, reference=reference)


def order(*contents: bytes, key: str = "sleutel-1", **changes: Any) -> Ship:  # noqa: ANN401 - fields have many types
    """Return what a back office asks."""
    asked = Ship(
        client="kantoor",
        key=key,
        digest="digest",
        receiver=VEILIG_THUIS.oin,
        service=SERVICE,
        action=ACTION,
        conversation=None,
        enclosed=tuple(enclosed(content) for content in contents),
    )
    return replace(asked, **changes)


def enclosed(content: bytes, media_type: str = "image/jpeg", file_name: str | None = "foto é.jpg") -> Enclosed:
    """Return one payload as it was handed in."""
    return Enclosed(
        media_type=media_type, file_name=file_name, content=content, size=len(content), sha256=f"{len(content):064x}"
    )


def _actions(profile: Profile) -> tuple[Action, ...]:
    return tuple(
        Action(
            service=SERVICE,
            service_type="urn:osb:services",
            action=ACTION,
            outbound=outbound,
            profile=profile,
            reliability=RELIABILITY if profile.reliable else BEST_EFFORT,
        )
        for outbound in (True, False)
    )
