"""A small chain on one machine: organisations with folder, keys, agreements and ports, from one description."""

import json
import ssl
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any, Final

from adapters.database import migrate
from adapters.simulator.certificates import KeyFactory, rsa_3072
from adapters.simulator.key_rings import certify
from gateway.domain.agreement import AgreementParty, Profile, Reliability
from gateway.domain.identifiers import AgreementId, Oin, PartyId
from gateway.domain.party import PartyKind
from gateway.errors import ConfigError, InvalidIdentifierError
from gateway.formats import interpreter
from gateway.formats.stuf_jz import NEWEST, Version
from gateway.wire.ebms2.cpa_create import AgreementForm, FormAction, create

PARTNER_PATH: Final = "/ebms"
DOMAIN: Final = "schakel.test"
# Shorter than Digikoppeling's three hours, so that a day passes in a minute; the horizon is five minutes.
RELIABILITY: Final = Reliability(
    retries=60, retry_interval=timedelta(seconds=5), persist_duration=timedelta(minutes=10)
)
_AGREEMENT_LIFE: Final = timedelta(days=120)
_PEM_END: Final = "-----END CERTIFICATE-----"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """One party of the chain, with the ports it listens on."""

    name: str
    title: str
    oin: Oin
    kinds: frozenset[PartyKind]
    partner_port: int
    office_port: int
    operations_port: int
    version: Version = NEWEST

    @property
    def party_id(self) -> PartyId:
        """Outside production: the test environment."""
        return PartyId(f"{self.oin}_T")

    @property
    def host(self) -> str:
        """The host name in its TLS certificate."""
        return f"{self.name}.{DOMAIN}"

    @property
    def endpoint(self) -> str:
        """Where partners post to."""
        return f"https://{self.host}:{self.partner_port}{PARTNER_PATH}"


def read_description(description: Path) -> dict[str, Any]:
    """Read the description of a day; raise ConfigError."""
    try:
        return tomllib.loads(description.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        mistake = f"{description.name}: cannot be read as TOML in UTF-8: {error}"
        raise ConfigError(mistake) from error


def read_names(description: Path) -> tuple[str, ...]:
    """Read how the parties of a day are called; raise ConfigError."""
    try:
        return tuple(str(item["naam"]) for item in read_description(description)["partij"])
    except (KeyError, TypeError) as error:
        raise _no_parties(description) from error


def read_organisations(description: Path, ports: Mapping[str, tuple[int, int, int]]) -> tuple[Organisation, ...]:
    """Read the parties of a day, with the ports given to each; raise ConfigError."""
    try:
        return tuple(
            Organisation(
                name=item["naam"],
                title=item["titel"],
                oin=Oin.parse(item["oin"]),
                kinds=frozenset(PartyKind(kind) for kind in item["soorten"]),
                partner_port=ports[item["naam"]][0],
                office_port=ports[item["naam"]][1],
                operations_port=ports[item["naam"]][2],
                version=Version(item.get("versie", NEWEST)),
            )
            for item in read_description(description)["partij"]
        )
    except (KeyError, TypeError, ValueError, InvalidIdentifierError) as error:
        raise _no_parties(description) from error


def _no_parties(description: Path) -> ConfigError:
    needed = "naam, titel, oin and soorten of known kinds; versie, where it stands, is a version we speak"
    return ConfigError(f"{description.name}: each [[partij]] needs {needed}")


def lay_out(
    folder: Path,
    organisations: tuple[Organisation, ...],
    at: datetime,
    reliability: Reliability = RELIABILITY,
    key_factory: KeyFactory = rsa_3072,
) -> None:
    """Make the folder of every organisation: keys, trust, agreements, parties and `schakel.toml`.

    Keys and certificates that are there already are kept, so that a second day starts sooner.
    """
    authority = certify(folder / "pki", organisations, at, key_factory)
    for organisation in organisations:
        home = folder / organisation.name
        authority.write_trust(home / "trust", at)
        _write_parties(home / "parties.toml", organisations)
        _write_settings(home / "schakel.toml", organisation, organisations)
        _write(home / "region.toml", _REGION)
        migrate(home / "gateway.db")
        _forget_agreements(home / "agreements")
    for first, second in combinations(organisations, 2):
        octets = create(_form(folder, (first, second), at, reliability))
        for organisation in (first, second):
            _write(folder / organisation.name / "agreements" / f"{first.name}-{second.name}.xml", octets)


def _forget_agreements(folder: Path) -> None:
    """Take away the agreements of an earlier chain: whoever is not in this one is not in the register."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.glob("*.xml"):
        file.unlink()


def _form(
    folder: Path, pair: tuple[Organisation, Organisation], at: datetime, reliability: Reliability
) -> AgreementForm:
    first, second = pair
    return AgreementForm(
        agreement_id=AgreementId(f"Keten_{first.oin}_{second.oin}_1"),
        start=at - timedelta(days=1),
        end=at + _AGREEMENT_LIFE,
        parties=(_agreement_party(folder, first), _agreement_party(folder, second)),
        actions=(*_actions(first, second), *_actions(second, first)),
        profile=Profile.RM_E,
        reliability=reliability,
    )


def _agreement_party(folder: Path, organisation: Organisation) -> AgreementParty:
    keys = folder / organisation.name / "keys"
    tls = _der(keys / "tls.pem")
    return AgreementParty(
        party_id=organisation.party_id,
        name=organisation.title,
        role=organisation.name.upper(),
        endpoint=organisation.endpoint,
        client_certificate=tls,
        server_certificate=tls,
        signing_certificate=_der(keys / "signing.pem"),
        encryption_certificate=_der(keys / "encryption.pem"),
    )


def _actions(sender: Organisation, receiver: Organisation) -> tuple[FormAction, ...]:
    """Every message that the catalogue lets the one send to the other, and receipts and faults.

    Who speaks a version of StUF-Jeugdzorg speaks the earlier ones too, so they agree on the older of their two.
    """
    version = max(sender.version, receiver.version, key=list(Version).index)
    return tuple(
        FormAction(service=way.service, action=way.action, sender=sender.party_id)
        for way in interpreter.actions_between(sender.kinds, receiver.kinds, version)
    )


def _write_parties(file: Path, organisations: tuple[Organisation, ...]) -> None:
    """The register of parties is the same for all; who looks knows which one it is."""
    lines = [
        line
        for one in organisations
        for line in (
            "[[party]]",
            f'oin = "{one.oin}"',
            f"name = {json.dumps(one.title, ensure_ascii=False)}",
            f"kinds = {json.dumps(sorted(one.kinds))}",
            "",
        )
    ]
    _write(file, "\n".join(lines).encode())


# Every rule as it stands in the book.
_REGION: Final = b"""name = "Proefketen"
valid_from = 2026-01-01
author = "simulator"
source = "DESIGN"
"""


def _write_settings(file: Path, own: Organisation, organisations: tuple[Organisation, ...]) -> None:
    addresses = "\n".join(f'"{one.host}" = "127.0.0.1"' for one in organisations)
    text = f"""[organisation]
party_id = "{own.party_id}"
name = {json.dumps(own.title, ensure_ascii=False)}
kinds = {json.dumps(sorted(own.kinds))}

[partner_door]
host = "127.0.0.1"
port = {own.partner_port}
path = "{PARTNER_PATH}"
domain = "{own.host}"

[office_door]
host = "127.0.0.1"
port = {own.office_port}
client_authority = "keys/office/roots"
certificate = "keys/office-server.pem"
key = "keys/office-server.key.pem"

[operations_door]
port = {own.operations_port}

[storage]
database = "gateway.db"

[keys]
folder = "keys"

[trust]
folder = "trust"
crl_grace_hours = 4
# Nobody publishes the lists of a trial authority.
crl_fetch_minutes = 0
policies = []

[books]
agreements = "agreements"
parties = "parties.toml"

[books.addresses]
{addresses}

[policy]
region = "region.toml"

[testing]
allow_failpoints_for_tests = true
"""
    _write(file, text.encode())


def _der(file: Path) -> bytes:
    """Return the first certificate of a PEM file, which is the holder's own."""
    pem = file.read_text(encoding="ascii")
    return ssl.PEM_cert_to_DER_cert(pem[: pem.index(_PEM_END) + len(_PEM_END)])


def _write(file: Path, octets: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(octets)
