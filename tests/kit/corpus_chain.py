"""The chain in which bad inputs are sent: who takes part, their keys made once a run, and how its evidence is read."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from adapters.bootstrap import open_house
from adapters.config import load
from adapters.evidence.trust import read_chain, require_signature
from adapters.simulator.chain import Organisation, lay_out, read_organisations
from adapters.simulator.processes import free_ports
from gateway.domain.chain import Checkpoint, signing_input
from tests.kit.chain import DESCRIPTION

NAMES: Final = ("politie", "veiligthuis", "buureenheid")
# A second police, with an agreement of its own: the neighbour who tries what is not his (216, 217).
_NEIGHBOUR: Final = """
[[partij]]
naam = "buureenheid"
titel = "Politie Eenheid Buurstreek"
oin = "00000099000000006000"
soorten = ["POL"]
"""


def keys_of(folder: Path) -> Path:
    """Return the folder with the keys of everybody; they are made when it is not there."""
    if not folder.exists():
        folder.mkdir()
        lay_out(folder, tuple(organisations_of(folder).values()), datetime.now(UTC))
    return folder


def organisations_of(folder: Path) -> dict[str, Organisation]:
    """Return who takes part, each at ports that are free now."""
    description = folder / "keten.toml"
    description.write_text(DESCRIPTION + _NEIGHBOUR, encoding="utf-8")
    ports = iter(free_ports(3 * len(NAMES)))
    given = {name: (next(ports), next(ports), next(ports)) for name in NAMES}
    return {one.name: one for one in read_organisations(description, given)}


async def audit(home: Path) -> int:
    """Read the whole chain of evidence of a gateway that stands still; return how many signed heads it has."""
    certificate = read_chain((home / "keys" / "evidence.pem").read_bytes())[0]

    def check(head: Checkpoint) -> None:
        require_signature(certificate, head.signature, signing_input(head.size, head.root, head.at))

    async with open_house(load(home / "schakel.toml")) as house:
        return (await house.database.audit(check)).checkpoints
