"""What a rule may know of the way a message takes and of the house itself: channel, agreement, sealing, environment."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from gateway.domain.agreement import Action, Agreement
from gateway.domain.identifiers import PartyId

# In a PartyId the OIN comes first; what follows names the environment (DK EB004), and nothing means production.
PRODUCTION: Final = ""


class Channel(StrEnum):
    """By what a message travels."""

    CHAIN = "keten"
    MAIL = "mail"
    FAX = "fax"
    SMS = "sms"
    TELEPHONE = "telefoon"


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What the caller knows of it; of what is None nobody told, and then another part of the house keeps the rule.

    own_environment, partner_environment: the suffix of the two PartyIds (R135). agreed: an agreement in force, with
    keys of both, is registered with this partner (R131). sealed: the payload is encrypted for its receiver; relayed:
    somebody in between can read what is not; relay_named: and is registered as a processor (R140). channel, channel_up:
    by what it travels, and whether that works (R109, R137). audit_writable: evidence can be written (R136).
    second_factor: who handed it in proved who they are twice (R139). version_supported: its receiver reads this version
    of the message (R147). inside_eea: every host and key on the way is in the EEA (R149).
    """

    own_environment: str | None = None
    partner_environment: str | None = None
    agreed: bool | None = None
    sealed: bool | None = None
    relayed: bool | None = None
    relay_named: bool | None = None
    channel: Channel | None = None
    channel_up: bool | None = None
    audit_writable: bool | None = None
    second_factor: bool | None = None
    version_supported: bool | None = None
    inside_eea: bool | None = None


UNKNOWN_HOUSE: Final = House()


def house_of(agreement: Agreement, action: Action, at: datetime) -> House:
    """Return what an agreement says of the way that one action takes at that moment: from gateway to gateway."""
    return House(
        own_environment=environment_of(agreement.own.party_id),
        partner_environment=environment_of(agreement.partner.party_id),
        agreed=agreement.in_force(at),
        sealed=action.profile.encrypted,
        channel=Channel.CHAIN,
        # An action is of one version of the messages: who agreed to it reads that version.
        version_supported=True,
    )


def environment_of(party: PartyId) -> str:
    """Return the environment that a PartyId names; nothing means production."""
    return str(party).removeprefix(str(party.oin))
