"""Where a party is reached, and over what: https to one endpoint, TLS with certificates on both sides (E-12, E-13)."""

import re
from typing import Final

from cryptography import x509

from gateway.wire.ebms2.cpa.document import PartyInfo, Tls, Transport
from gateway.wire.ebms2.cpa.findings import Findings
from gateway.wire.ebms2.cpa.vocabulary import HTTPS_PORT, TLS_VERSIONS, Rule

# No user, query or fragment: they would travel in logs and to wherever the URL is shown. No address: certificates of
# PKIoverheid carry names only (S-04).
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ENDPOINT: Final = re.compile(
    rf"https://(?P<host>(?:{_LABEL}\.){{0,8}}(?![0-9]){_LABEL})(?::(?P<port>[1-9][0-9]{{0,4}}))?"
    r"(?:/[A-Za-z0-9._~/-]{0,512})?",
    re.ASCII,
)
_LARGEST_PORT: Final = 65535


def check_transport(transport: Transport, findings: Findings) -> None:
    """Add a mistake for whatever is not HTTP in TLS with a certificate on either side."""
    if len(transport.protocols) != 2:  # noqa: PLR2004 - a sender and a receiver
        text = "een Transport heeft zowel een TransportSender als een TransportReceiver nodig"
        findings.mistake(Rule.BOTH_BINDINGS, transport.line, text)
    if any(protocol != "HTTP" for protocol in transport.protocols):
        findings.mistake(Rule.TRANSPORT, transport.line, "TransportProtocol moet HTTP zijn")
    if transport.passwords:
        text = "AccessAuthentication wordt niet gebruikt: toegang is er alleen met een certificaat; haal het weg"
        findings.mistake(Rule.TRANSPORT, transport.line, text)
    _check_tls(transport, transport.client, "TransportClientSecurity met een ClientCertificateRef", findings)
    _check_tls(transport, transport.server, "TransportServerSecurity met een ServerCertificateRef", findings)


def _check_tls(transport: Transport, tls: Tls | None, wanted: str, findings: Findings) -> None:
    if tls is None or tls.certificate is None:
        findings.mistake(Rule.TRANSPORT, transport.line, f"het Transport moet een {wanted} hebben")
    if tls is not None and tls.protocol != "TLS":
        findings.mistake(Rule.TRANSPORT, tls.line, "TransportSecurityProtocol moet TLS zijn")
    elif tls is not None and tls.version not in TLS_VERSIONS:
        text = "er staat een andere TLS-versie dan 1.2 of 1.3; onder 1.2 komt er nooit een verbinding"
        findings.notice(Rule.TRANSPORT, tls.line, text)


def only_endpoint(party: PartyInfo, findings: Findings) -> str | None:
    """Return the one URL the party is reached at, if it is an https URL we can use."""
    transports = [channel.transport for channel in party.channels if channel.transport is not None]
    urls = sorted({url or "" for transport in transports for url in transport.endpoints})
    if len(urls) > 1:
        text = "de kanalen van de partij hebben meer dan één Endpoint; er is er één voor alles"
        findings.mistake(Rule.ENDPOINT, party.line, text)
    matches = [match for url in urls if (match := _check_url(url, party, findings))]
    return matches[0].string if matches else None


def _check_url(url: str, party: PartyInfo, findings: Findings) -> re.Match[str] | None:
    match = _ENDPOINT.fullmatch(url)
    if match is None or int(match["port"] or HTTPS_PORT) > _LARGEST_PORT:
        text = "het Endpoint moet https://naam[:poort][/pad] zijn, met de DNS-naam van de machine"
        findings.mistake(Rule.ENDPOINT, party.line, text)
    elif int(match["port"] or HTTPS_PORT) != HTTPS_PORT:
        findings.notice(Rule.ENDPOINT, party.line, "het Endpoint staat niet op poort 443 (TLS005)")
    return match


def check_endpoint_name(party: PartyInfo, endpoint: str, server: x509.Certificate, findings: Findings) -> None:
    """E-82: the host of the URL stands in the server certificate."""
    if not names_host_of(endpoint, server):
        text = "de naam in het Endpoint staat niet in het servercertificaat (subject alternative name)"
        findings.mistake(Rule.ENDPOINT_NAME, party.line, text)


def is_endpoint(url: str) -> bool:
    """Tell whether we could use the URL as the endpoint of a party."""
    match = _ENDPOINT.fullmatch(url)
    return match is not None and int(match["port"] or HTTPS_PORT) <= _LARGEST_PORT


def names_host_of(endpoint: str, server: x509.Certificate) -> bool:
    """Tell whether the certificate is for the host in the URL."""
    match = _ENDPOINT.fullmatch(endpoint)
    return match is not None and _is_named(match["host"].lower(), server)


def _is_named(host: str, server: x509.Certificate) -> bool:
    try:
        names = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return False
    dns = {name.lower() for name in names.get_values_for_type(x509.DNSName)}
    # RFC 6125, 6.4.3: a star stands for the whole leftmost label, and only for that.
    return bool(dns & {host, f"*.{host.partition('.')[2]}"})
