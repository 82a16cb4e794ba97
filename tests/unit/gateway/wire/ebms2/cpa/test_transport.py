"""Where a party is reached, and over what."""

from base64 import b64encode
from ipaddress import ip_address

import pytest
from cryptography import x509

from adapters.simulator.certificates import LeafPurpose, UnsafeShape
from gateway.wire.ebms2 import cpa
from tests.kit.cpa_documents import ONS, certificate, document, party, rules, spoiled

ENDPOINT = "https://veiligthuis.schakel.test/ebms"


@pytest.mark.parametrize(
    "url",
    [
        "http://veiligthuis.schakel.test/ebms",
        "https://user@veiligthuis.schakel.test/ebms",
        "https://veiligthuis.schakel.test/ebms?bsn=999990019",
        "https://veiligthuis.schakel.test/ebms#a",
        "https://veiligthuis.schakel.test:0/ebms",
        "https://-veiligthuis.schakel.test/ebms",
        "https://veiligthuis..schakel.test/ebms",
        "https://127.0.0.1/ebms",
        "https://veiligthuis.schakel.test:65536/ebms",
        "https://[::1]/ebms",
        f"https://{'a.' * 200}test/ebms",
        "https://veiligthuis.schakel.test\\@evil/ebms",
        "https://veiligthuis.schakel.test/eb ms",
        "HTTPS://veiligthuis.schakel.test/ebms",
        "",
    ],
)
def test_an_endpoint_is_a_plain_https_url(url: str) -> None:
    assert rules(spoiled((ENDPOINT, url))) == {"endpoint"}


def test_the_host_of_the_endpoint_stands_in_the_server_certificate() -> None:
    assert rules(spoiled((ENDPOINT, "https://politie.schakel.test/ebms"))) == {"endpoint-name"}
    assert rules(spoiled((ENDPOINT, "https://VeiligThuis.schakel.test/ebms"))) == set()


@pytest.mark.parametrize(
    ("names", "host", "broken"),
    [
        ([x509.DNSName("*.schakel.test")], "veiligthuis.schakel.test", set()),
        ([x509.DNSName("*.schakel.test")], "een.twee.schakel.test", {"endpoint-name"}),
        ([x509.DNSName("*.test")], "veiligthuis.schakel.test", {"endpoint-name"}),
        ([x509.IPAddress(ip_address("127.0.0.1"))], "veiligthuis.schakel.test", {"endpoint-name"}),
        ([], "veiligthuis.schakel.test", {"endpoint-name"}),
    ],
)
def test_names_in_a_certificate_are_compared_whole(names: list[x509.GeneralName], host: str, broken: set[str]) -> None:
    other = certificate(ONS, LeafPurpose.TLS, UnsafeShape(alternative_names=tuple(names)))
    octets = document().replace(b64encode(party(ONS).server_certificate), b64encode(other))
    assert rules(octets.replace(ENDPOINT.encode(), f"https://{host}/ebms".encode())) == broken


def test_another_port_is_a_notice() -> None:
    notices = cpa.review(spoiled((ENDPOINT, "https://veiligthuis.schakel.test:8443/ebms")), ONS).notices
    assert [notice.partition(":")[0] for notice in notices] == ["endpoint"]


def test_a_party_has_one_endpoint() -> None:
    endpoint = f'<tns:Endpoint tns:uri="{ENDPOINT}" tns:type="allPurpose"/>'
    assert rules(spoiled((endpoint, endpoint + endpoint.replace("/ebms", "/anders")))) == {"endpoint"}


@pytest.mark.parametrize(
    ("old", "new", "broken"),
    [
        ('version="1.1">HTTP<', 'version="1.1">SMTP<', {"transport"}),
        (">TLS<", ">SSL<", {"transport"}),
        (
            "<tns:TransportClientSecurity>",
            "<tns:AccessAuthentication>basic</tns:AccessAuthentication><tns:TransportClientSecurity>",
            {"transport"},
        ),
        ('<tns:ClientCertificateRef tns:certId="A_client"/>', "", {"transport"}),
    ],
)
def test_access_is_by_tls_certificate_alone(old: str, new: str, broken: set[str]) -> None:
    assert rules(spoiled((old, new))) == broken


@pytest.mark.parametrize("security", ["TransportClientSecurity", "TransportServerSecurity"])
def test_tls_has_a_certificate_on_either_side(security: str) -> None:
    text = document().decode()
    before, _, rest = text.partition(f"<tns:{security}>")
    assert rules((before + rest.partition(f"</tns:{security}>")[2]).encode()) == {"transport"}


def test_an_old_version_of_tls_in_the_text_is_a_notice() -> None:
    octets = spoiled(('version="1.2">TLS', 'version="1.0">TLS'))
    assert [notice.partition(":")[0] for notice in cpa.review(octets, ONS).notices] == ["transport"]


@pytest.mark.parametrize(
    ("end", "broken"), [("Sender", {"both-bindings"}), ("Receiver", {"both-bindings", "transport"})]
)
def test_a_transport_sends_and_receives(end: str, broken: set[str]) -> None:
    text = document().decode()
    before, _, rest = text.partition(f"<tns:Transport{end}>")
    found = rules((before + rest.partition(f"</tns:Transport{end}>")[2]).encode())
    assert found == broken | {"transport"}


def test_without_any_endpoint_the_agreement_is_refused() -> None:
    endpoint = f'<tns:Endpoint tns:uri="{ENDPOINT}" tns:type="allPurpose"/>'
    assert rules(spoiled((endpoint, ""))) == {"structure"}
