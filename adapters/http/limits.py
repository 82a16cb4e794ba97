"""How patient a door is, and how much it takes at once; every wait of a door ends by one of these."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """How long a door waits (7.4, HTTP; G12)."""

    # From accept to the end of the handshake, and from then or from a first octet to a complete header.
    header_seconds: float = 10.0
    # Between two requests on one connection.
    idle_seconds: float = 15.0
    # For a body: a grace, then the least speed, and never longer than the grace without any octet.
    body_grace_seconds: float = 10.0
    body_octets_per_second: int = 16 * 1024
    # For a client that does not read its answer.
    stall_seconds: float = 30.0
    # For what still comes in behind a refusal, so that the refusal is read before the connection is gone.
    linger_seconds: float = 1.0
    # For the work on one request, once its body is there. Common clients give up after 30 (ebms2.md 1.1).
    work_seconds: float = 25.0
    # A large body earns more: it is split, decrypted, digested, sealed and written.
    work_octets_per_second: int = 8 * 1024 * 1024
    # For requests in hand when the door closes.
    stop_seconds: float = 30.0

    def work_seconds_on(self, octets: int) -> float:
        """Return how long the work on a body of that size may take."""
        return self.work_seconds + octets / self.work_octets_per_second


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a door takes at once; what is more is answered 503 or hung up on, and loses nothing."""

    connections: int = 4096
    connections_per_address: int = 512
    # A handshake costs milliseconds, so new connections are counted by the second as well (bad input 25).
    arrivals_per_second: int = 200
    # One certificate, or one address where none is asked.
    connections_per_caller: int = 256
    requests: int = 256
    requests_per_caller: int = 64
    # Octets of bodies in memory, over all requests in hand.
    body_octets: int = 256 * 1024 * 1024
