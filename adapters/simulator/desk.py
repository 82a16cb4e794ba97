"""A back office whose employees take the steps that rules ask for, and what it heard while doing so."""

import json
from dataclasses import dataclass
from typing import Any, Final

from adapters.simulator.back_office import AUTHOR, BackOffice, acting
from adapters.simulator.second_day_model import Action
from adapters.system.randomness import SystemRandomness

_ACCEPTED: Final = 202
_CLIENT: Final = "kantoor.test"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the gateway said to a message: the rules that decided, why in Dutch, and the octets of its answer."""

    accepted: bool
    reference: str = ""
    waits: bool = False
    rules: tuple[str, ...] = ()
    explanations: tuple[str, ...] = ()
    said: str = ""


class Desk(BackOffice):
    """Hands in as an employee, and takes steps; each answer but a collected message is kept in `heard`."""

    def hand_in(self, message: dict[str, Any]) -> Reply:
        """Hand in a message as its author."""
        headers = acting(*AUTHOR) | {"Idempotency-Key": str(SystemRandomness(_CLIENT).new_payload_id())}
        status, octets = self._octets("POST", "/v1/messages", json.dumps(message).encode(), headers)
        body = json.loads(octets)
        deciding = [*body.get("rules", ()), *body.get("waits", ())]
        told = [str(each["explanation"] if "explanation" in each else _why(each)) for each in deciding]
        return Reply(
            accepted=status == _ACCEPTED,
            reference=str(body.get("reference", "")),
            waits=bool(body.get("waits")),
            rules=tuple(str(each["rule"]) for each in deciding),
            explanations=tuple(told) or tuple(map(str, body.get("mistakes", ()))),
            said=octets.decode(),
        )

    def act(self, reference: str, action: Action, copy: str) -> str:
        """Take a step about a message that waits; return the answer."""
        step = {"rule": action.rule, "effect": action.effect}
        step |= {"justification": action.reason} if action.reason else {}
        step |= {"copy": copy} if copy else {}
        headers = acting(action.employee, action.role)
        return self._octets("POST", f"/v1/parked/{reference}/steps", json.dumps(step).encode(), headers)[1].decode()

    def parked(self, reference: str) -> tuple[str, tuple[str, ...]]:
        """Return where a message stands that waited, and which rules it still waits for."""
        body = self._read(f"/v1/parked/{reference}")
        return str(body["state"]), tuple(f"{each['rule']} {each['effect']}" for each in body["waits"])


def _why(wanted: dict[str, Any]) -> str:
    return f"{wanted['rule']} ({wanted['effect']}): {wanted['because']}. Wat te doen: {wanted['repair']}"
