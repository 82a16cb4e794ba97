"""A CPA as it is written: values with references followed inside a party, and None where there is nothing to read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One binding of a DocExchange: how this party sends, or how it receives."""

    line: int
    reliable: bool
    retries: int | None
    interval: timedelta | None
    order: str | None
    persist: timedelta | None
    unreadable: bool
    signs: bool
    hash_function: str | None
    signature_algorithms: tuple[str | None, ...]
    signing_certificate: str | None
    ciphers: tuple[str | None, ...]
    encryption_certificate: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A DocExchange."""

    line: int
    sender: Side | None
    receiver: Side | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """TransportClientSecurity or TransportServerSecurity."""

    line: int
    protocol: str | None
    version: str | None
    certificate: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transport:
    """A Transport; `protocols` are those of its sender and its receiver, as far as they are there."""

    line: int
    protocols: tuple[str | None, ...]
    passwords: bool
    client: Tls | None
    server: Tls | None
    endpoints: tuple[str | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Characteristics:
    """MessagingCharacteristics, with the defaults of the schema filled in."""

    sync_reply_mode: str
    ack_requested: str
    ack_signature_requested: str
    duplicate_elimination: str
    actor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A DeliveryChannel."""

    line: int
    characteristics: Characteristics
    transport: Transport | None
    exchange: Exchange | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """A ThisPartyActionBinding, with the service it stands under and the binding of the other party it names."""

    line: int
    name: str | None
    other: str | None
    sends: bool
    service: str | None
    service_type: str | None
    action: str | None
    signed: bool
    encrypted: bool
    channels: tuple[Channel | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenCertificate:
    """A Certificate: the text of its first X509Certificate."""

    line: int
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyInfo:
    """A PartyInfo."""

    line: int
    identifiers: tuple[tuple[str | None, str | None], ...]
    name: str | None
    roles: tuple[str | None, ...]
    bindings: tuple[Binding, ...]
    certificates: Mapping[str, WrittenCertificate]
    default_channel: Channel | None

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The channels this party really uses: that of its signals and those of its actions, each once."""
        used = (self.default_channel, *(channel for binding in self.bindings for channel in binding.channels))
        return tuple(dict.fromkeys(channel for channel in used if channel is not None))
