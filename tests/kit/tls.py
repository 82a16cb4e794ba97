"""Listeners and callers of every kind, over real sockets on loopback."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from adapters.http.cutting import cut
from adapters.http.server import channel_of
from adapters.http.tls import Prover, TlsFiles, prove_client
from adapters.simulator.authority import write_issued
from adapters.simulator.certificates import Issued
from gateway.errors import CertificateRefusedError

# Long enough for a slow machine; a refusal comes at once.
PATIENCE_SECONDS = 10.0


def now() -> datetime:
    """Return this moment: OpenSSL has no other clock than that of the machine."""
    return datetime.now(UTC)


def tls_files(issued: Issued, folder: Path, stem: str = "tls") -> TlsFiles:
    """Write the certificate with its chain, and the key."""
    write_issued(issued, folder, stem)
    return TlsFiles(chain=folder / f"{stem}.pem", key=folder / f"{stem}.key.pem")


@asynccontextmanager
async def listening(context: ssl.SSLContext, prover: Prover) -> AsyncIterator[int]:
    """Listen on a free port; answer each line with the OIN that the caller proves at that moment, or hang up."""
    open_now: dict[asyncio.StreamWriter, asyncio.Task[None] | None] = {}

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_now[writer] = asyncio.current_task()
        try:
            while await reader.readline():
                proven = prove_client(channel_of(writer.transport), prover, now())
                writer.write(f"{proven.oin}\n".encode())
                await writer.drain()
        except (CertificateRefusedError, OSError):
            cut(writer.transport)
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    async with server:
        port: int = server.sockets[0].getsockname()[1]
        yield port
        for writer in open_now:
            cut(writer.transport)
        await asyncio.gather(*(task for task in open_now.values() if task is not None), return_exceptions=True)


class Caller:
    """One connection to a listener."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take the streams of an open connection."""
        self._reader = reader
        self._writer = writer

    async def ask(self) -> str:
        """Return the OIN the listener answers with, or nothing when it hung up."""
        try:
            self._writer.write(b"?\n")
            await self._writer.drain()
            line = await asyncio.wait_for(self._reader.readline(), PATIENCE_SECONDS)
        except (ssl.SSLError, ConnectionError):
            return ""
        return line.decode().strip()

    @property
    def channel(self) -> ssl.SSLObject:
        """The TLS layer of the connection."""
        found: ssl.SSLObject = self._writer.get_extra_info("ssl_object")
        return found


@asynccontextmanager
async def calling(port: int, context: ssl.SSLContext, name: str) -> AsyncIterator[Caller]:
    """Open a connection under a server name; what a client sees as a failed handshake is raised as it is."""
    reader, writer = await asyncio.wait_for(
        asyncio.open_connection("127.0.0.1", port, ssl=context, server_hostname=name), PATIENCE_SECONDS
    )
    try:
        yield Caller(reader, writer)
    finally:
        cut(writer.transport)


async def ask_once(port: int, context: ssl.SSLContext, name: str) -> str:
    """Return the answer to one question on a connection of its own; nothing when it was refused at any moment.

    In TLS 1.3 the client's handshake is over before the server has judged its certificate: the refusal is seen at the
    first read.
    """
    try:
        async with calling(port, context, name) as caller:
            return await caller.ask()
    except (ssl.SSLError, ConnectionError):
        return ""


def careless_client(files: TlsFiles | None, version: ssl.TLSVersion) -> ssl.SSLContext:
    """Return a client that checks nothing and shows whatever it has: the server must be the one to refuse."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = context.maximum_version = version
    context.set_ciphers("DEFAULT@SECLEVEL=0")
    if files is not None:
        context.load_cert_chain(files.chain, files.key)
    return context
