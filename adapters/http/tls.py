"""TLS as Digikoppeling asks it: both sides prove who they are, on every connection anew, before anything is said."""

import os
import re
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol, TypeAlias

from gateway.domain.identifiers import Oin
from gateway.errors import CertificateRefusedError, ConfigError
from gateway.wire.trust import Distrust, ProvenCertificate, Purpose, require_party

# digikoppeling.md 5.3: the TLS 1.2 suites that are at least sufficient. Those of TLS 1.3 are all three allowed.
# Security level 2 refuses keys below 2048 bits and digests below SHA-256 (bad input 44).
CIPHERS: Final = ":".join(
    f"ECDHE-{key}-{suite}"
    for key in ("ECDSA", "RSA")
    for suite in ("AES256-GCM-SHA384", "CHACHA20-POLY1305", "AES128-GCM-SHA256")
)
_SECURITY_LEVEL: Final = "@SECLEVEL=2"
# The groups in class "good" that every implementation has. ssl can only set one; left alone it offers the finite-field
# groups too, and those are being phased out (digikoppeling.md 5.3).
_GROUP: Final = "prime256v1"
_PROTOCOLS: Final = ("http/1.1",)
_SERVER_NAME: Final = re.compile(
    r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+"
)

Channel: TypeAlias = ssl.SSLObject | ssl.SSLSocket
Admit: TypeAlias = Callable[[bytes], object]
Told: TypeAlias = Callable[[str], object]
# What OpenSSL calls these (X509_V_ERR_...), in our own words; any other fault of a chain is an invalid path.
_REASONS: Final[Mapping[int, Distrust]] = {
    9: Distrust.NOT_YET_VALID,
    10: Distrust.EXPIRED,
    18: Distrust.NO_PATH,
    19: Distrust.NO_PATH,
    20: Distrust.NO_PATH,
    21: Distrust.NO_PATH,
    26: Distrust.WRONG_USAGE,
    34: Distrust.UNKNOWN_EXTENSION,
    66: Distrust.WEAK_KEY,
    67: Distrust.WEAK_KEY,
    68: Distrust.WEAK_SIGNATURE,
}
# A handshake that failed for something else than a certificate: none was shown, or no protocol is shared.
_NO_TLS: Final = "tls"


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsFiles:
    """A certificate of ours with its chain, and its private key, as they stand in files."""

    chain: Path
    key: Path

    def __str__(self) -> str:
        """Name the two, and nothing of what they say."""
        return f"certificate {self.chain.name} and key {self.key.name}"

    def load_into(self, context: ssl.SSLContext) -> None:
        """Let a context show them; raise OSError or ValueError where it cannot."""
        context.load_cert_chain(self.chain, self.key, password=_ask_nobody)


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsPair:
    """What such files said (PEM) when they were read: it stays so, whatever becomes of them."""

    files: TlsFiles
    chain: bytes = field(repr=False)
    key: bytes = field(repr=False)

    def __str__(self) -> str:
        """Name the files, and nothing of what they say."""
        return str(self.files)

    def load_into(self, context: ssl.SSLContext) -> None:
        """Let a context show it; raise OSError or ValueError where it cannot."""
        with _in_memory(self.chain) as chain, _in_memory(self.key) as key:
            TlsFiles(chain=chain, key=key).load_into(context)


OwnTls: TypeAlias = TlsFiles | TlsPair


class Prover(Protocol):
    """Who can say what a certificate proves."""

    def prove(self, der: bytes, purpose: Purpose, at: datetime) -> ProvenCertificate:
        """Return the proof, or raise CertificateRefusedError."""
        ...


class GuardedContext(ssl.SSLContext):
    """A context that hands over a connection only when `admit` did not object to the other side's certificate.

    OpenSSL judges path, validity and usage against the roots; whether the certificate was revoked, denied or belongs to
    somebody else is our own question (D11), asked before either side can send an octet of content.
    """

    admit: Admit
    # Hears why OpenSSL refused a client, which never got as far as `admit`.
    told: Told


class _GuardedObject(ssl.SSLObject):
    _failure: ssl.SSLError | None = None

    def do_handshake(self) -> None:
        """Finish the handshake as TLS, and then as us; a client that fails gets to hear why.

        An event loop hangs up on a failed handshake before it has sent the alert that OpenSSL left ready. Asked for
        more octets it sends that first; the failure follows with whatever comes next. Without the alert a partner takes
        a refusal for a broken line, and tries again for hours (bad input 59).
        """
        if self._failure is not None:
            raise self._failure
        try:
            super().do_handshake()
        except (ssl.SSLWantReadError, ssl.SSLSyscallError):
            raise
        except ssl.SSLError as error:
            if not self.server_side:
                raise
            self._failure = error
            if isinstance(self.context, GuardedContext):
                self.context.told(reason_of(error))
            raise ssl.SSLWantReadError from error
        _require_admitted(self)


class _GuardedSocket(ssl.SSLSocket):
    """No door has blocking sockets; whoever makes one of a guarded context does not get past `admit` either."""

    def do_handshake(self, *block: bool) -> None:
        """Finish the handshake as TLS, and then as us."""
        super().do_handshake(*block)
        _require_admitted(self)


def server_context(own: OwnTls, roots_pem: str, admit: Admit, told: Told = lambda _reason: None) -> GuardedContext:
    """Return a context for a listener; make a new one when certificate, roots or lists of roots change."""
    context = _context(ssl.PROTOCOL_TLS_SERVER, own, roots_pem, admit)
    context.told = told
    # Bad input 35: a resumed session skips verification, so there is no session to resume.
    context.num_tickets = 0
    context.options |= ssl.OP_CIPHER_SERVER_PREFERENCE
    context.verify_mode = ssl.CERT_REQUIRED
    return context


def reason_of(error: ssl.SSLError) -> str:
    """Return why OpenSSL refused the other side, without a word of what it showed."""
    if not isinstance(error, ssl.SSLCertVerificationError):
        return _NO_TLS
    return _REASONS.get(error.verify_code, Distrust.INVALID_PATH)


def client_context(own: OwnTls, roots_pem: str, admit: Admit) -> GuardedContext:
    """Return a context for one partner: `admit` knows whose server it must be. Connect with `server_hostname`."""
    context = _context(ssl.PROTOCOL_TLS_CLIENT, own, roots_pem, admit)
    # Bad input 57: the name stands in subjectAltName or nowhere.
    context.hostname_checks_common_name = False
    return context


class LiveServerContext:
    """A listener's context that can be replaced while it listens: each new connection gets the newest."""

    def __init__(self, build: Callable[[], GuardedContext]) -> None:
        """Build the first context, or raise ConfigError; `context` is what the listener gets."""
        self._build = build
        self._newest = build()
        self.context = build()
        self.context.sni_callback = self._choose

    def reload(self) -> None:
        """Build anew from what is accepted now; on ConfigError the old context stays."""
        self._newest = self._build()

    def _choose(self, channel: Channel, _name: str | None, _context: ssl.SSLContext) -> None:
        channel.context = self._newest


def admit_client(prover: Prover, now: Callable[[], datetime]) -> Admit:
    """Admit every client whose certificate proves an organisation, and nobody else."""
    return lambda der: prover.prove(der, Purpose.TLS_CLIENT, now())


def nobody_stands_in(_holder: Oin, _at: datetime) -> bool:
    """No hub has a mandate."""
    return False


def admit_server(
    prover: Prover,
    now: Callable[[], datetime],
    expected: Oin,
    stands_in: Callable[[Oin, datetime], bool] = nobody_stands_in,
) -> Admit:
    """Admit the server of that organisation: another partner's valid certificate is refused (bad input 58).

    That of a hub which stands in for it under a mandate is admitted too (E-89).
    """

    def admit(der: bytes) -> object:
        at = now()
        proven = prover.prove(der, Purpose.TLS_SERVER, at)
        if not stands_in(proven.oin, at):
            require_party(proven, expected)
        return proven

    return admit


def prove_client(channel: Channel, prover: Prover, at: datetime) -> ProvenCertificate:
    """Prove who is at the other end now: ask with every request, for a connection outlives a revocation (G19)."""
    return prover.prove(peer_certificate(channel), Purpose.TLS_CLIENT, at)


def peer_certificate(channel: Channel) -> bytes:
    """Return the certificate (DER) that the other side proved to hold the key of."""
    der = channel.getpeercert(binary_form=True)
    if der is None:
        raise CertificateRefusedError(Distrust.UNREADABLE)
    return der


def require_server_name(name: str) -> str:
    """Return the name when a certificate can carry it: a DNS name, no address (S-04); raise ConfigError otherwise."""
    if not _SERVER_NAME.fullmatch(name) or name.rpartition(".")[2].isdigit():
        mistake = "a partner's endpoint needs a DNS name that its certificate carries, no IP address"
        raise ConfigError(mistake)
    return name


def _require_admitted(channel: Channel) -> None:
    context = channel.context
    if not isinstance(context, GuardedContext) or (context.check_hostname and not channel.server_hostname):
        # An event loop that is given no server name leaves the check out without a word (bad input 57).
        raise ssl.SSLCertVerificationError(1, Distrust.OTHER_PARTY)
    try:
        context.admit(peer_certificate(channel))
    except CertificateRefusedError as error:
        # What event loops and HTTP clients know as a handshake that failed; the reason is its cause.
        raise ssl.SSLCertVerificationError(1, str(error)) from error


def _ask_nobody() -> str:
    """A key that needs a password is refused: without this the library would wait for someone to type it."""
    return ""


@contextmanager
def _in_memory(octets: bytes) -> Iterator[Path]:
    """Yield a file on no disk: the TLS library reads nothing else, and a key stands in no other folder (ADR 0022)."""
    with os.fdopen(os.memfd_create("tls"), "wb") as file:
        file.write(octets)
        file.flush()
        yield Path(f"/proc/self/fd/{file.fileno()}")


def _context(protocol: ssl._SSLMethod, own: OwnTls, roots_pem: str, admit: Admit) -> GuardedContext:
    context = GuardedContext(protocol)
    context.admit = admit
    context.sslobject_class = _GuardedObject
    context.sslsocket_class = _GuardedSocket
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(f"{CIPHERS}:{_SECURITY_LEVEL}")
    context.set_ecdh_curve(_GROUP)
    context.set_alpn_protocols(_PROTOCOLS)
    context.options |= ssl.OP_NO_TICKET | ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION
    # Strict by RFC 5280, and every path ends at a root: an authority in the middle is no root here.
    context.verify_flags = ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_TRUSTED_FIRST
    try:
        context.load_verify_locations(cadata=roots_pem)
        own.load_into(context)
    except (OSError, ValueError) as error:
        mistake = f"the TLS {own} cannot be used together"
        raise ConfigError(mistake) from error
    return context
