"""Somebody who stands where a partner's gateway should, and does at TLS what a test says."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from adapters.simulator.authority import Authority, write_issued
from adapters.simulator.certificates import AS_IT_SHOULD, Holder, LeafPurpose, UnsafeShape
from adapters.simulator.lodging import Lodging
from gateway.domain.identifiers import Oin
from tests.kit.authority import pooled

Talk = Callable[[socket.socket], None]
_LOOPBACK: Final = "127.0.0.1"
_SECONDS: Final = 15.0


@contextlib.contextmanager
def standing_in(port: int, talk: Talk) -> Iterator[None]:
    """Listen until the block ends; each caller is talked to, and hung up on."""
    listener = socket.create_server((_LOOPBACK, port))
    closed = threading.Event()

    def serve() -> None:
        while not closed.is_set():
            try:
                caller, _ = listener.accept()
            except OSError:
                return
            with caller, contextlib.suppress(OSError):
                caller.settimeout(_SECONDS)
                talk(caller)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield
    finally:
        closed.set()
        with contextlib.suppress(OSError):
            socket.create_connection((_LOOPBACK, port), 1.0).close()
        listener.close()
        thread.join()


@contextlib.contextmanager
def never_accepting(port: int) -> Iterator[None]:
    """Listen with a queue that is full: whoever connects waits for ever."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(contextlib.closing(socket.socket()))
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((_LOOPBACK, port))
        listener.listen(0)
        for _ in range(4):
            waiting = stack.enter_context(contextlib.closing(socket.socket()))
            waiting.settimeout(0)
            waiting.connect_ex((_LOOPBACK, port))
        yield


def over_tls(context: ssl.SSLContext, *, hang_up: bool = False) -> Talk:
    """Return a talk that shakes hands and then waits for the caller to go, or goes itself."""

    def talk(caller: socket.socket) -> None:
        with context.wrap_socket(caller, server_side=True) as channel:
            if not hang_up:
                while channel.recv(4096):
                    pass

    return talk


@dataclass(frozen=True, slots=True)
class Certifier:
    """The authority of a lodging, and contexts for whoever stands in for the partner."""

    lodging: Lodging
    folder: Path

    @property
    def authority(self) -> Authority:
        """The authority that both sides trust."""
        return Authority.load(self.lodging.folder / "pki" / "authority", key_factory=pooled())

    def context(
        self,
        *,
        authority: Authority | None = None,
        host: str = "",
        oin: Oin | None = None,
        shape: UnsafeShape = AS_IT_SHOULD,
        **more: Any,  # noqa: ANN401 - what the context itself is told
    ) -> ssl.SSLContext:
        """Return a server context with a certificate as it should be but for what is said."""
        partner = self.lodging.partner
        holder = Holder(oin=oin or partner.oin, organisation=partner.title, host_names=(host or partner.host,))
        issuer = authority or self.authority
        issued = issuer.issue(holder, LeafPurpose.TLS, datetime.now(UTC), unsafe_shape=shape)
        write_issued(issued, self.folder, "tls")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / "tls.pem", self.folder / "tls.key.pem")
        for name, value in more.items():
            setattr(context, name, value)
        return context
