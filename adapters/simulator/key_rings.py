"""The keys and certificates of the organisations of a chain: made once, and kept for as long as they are the same."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from adapters.keys.key_files import write_secret
from adapters.simulator.authority import Authority, write_issued
from adapters.simulator.certificates import Holder, Issued, KeyFactory, LeafPurpose, p_256, rsa_3072
from gateway.domain.identifiers import Oin

_KEK: Final = "kek-1.key"


class Certified(Protocol):
    """Who has keys: by folder name, OIN, title and the host name of its server."""

    @property
    def name(self) -> str:
        """The name of its folder."""
        ...

    @property
    def title(self) -> str:
        """Its full name."""
        ...

    @property
    def oin(self) -> Oin:
        """Its OIN."""
        ...

    @property
    def host(self) -> str:
        """The host name in its TLS certificate."""
        ...


def certify(
    folder: Path, organisations: Sequence[Certified], at: datetime, key_factory: KeyFactory = rsa_3072
) -> Authority:
    """Return the authority, with keys in the folder of every organisation; who has them already keeps them.

    An organisation that became another one under the same name starts anew; what it had is put aside, numbered.
    """
    marker = folder / "complete"
    held = _read_marker(marker)
    authority = (
        Authority.load(folder / "authority", key_factory=key_factory)
        if held
        else _found(folder / "authority", at, key_factory)
    )
    fresh = [one for one in organisations if held.get(one.name) != _line(one)]
    for one in fresh:
        if one.name in held:
            _put_aside(folder.parent / one.name)
    issued = authority.issue_all([holder_of(one) for one in fresh], at)
    for one in fresh:
        _write_keys(folder.parent / one.name / "keys", one, issued[str(one.oin)], authority, at)
    held |= {one.name: _line(one) for one in fresh}
    folder.mkdir(parents=True, exist_ok=True)
    marker.write_text("\n".join(held.values()), encoding="utf-8")
    return authority


def _found(folder: Path, at: datetime, key_factory: KeyFactory) -> Authority:
    authority = Authority.found(at, key_factory=key_factory)
    authority.save(folder, at)
    return authority


def _read_marker(marker: Path) -> dict[str, str]:
    if not marker.exists():
        return {}
    return {line.partition(" ")[0]: line for line in marker.read_text(encoding="utf-8").splitlines()}


def _line(one: Certified) -> str:
    return f"{one.name} {one.oin} {one.title}"


def _put_aside(home: Path) -> None:
    places = (home.with_name(f"{home.name}-{number}") for number in range(1, 1000))
    if home.exists():
        home.rename(next(place for place in places if not place.exists()))


def holder_of(one: Certified) -> Holder:
    """Return whom its certificates are made out to."""
    return Holder(oin=one.oin, organisation=one.title, host_names=(one.host,))


def _write_keys(
    folder: Path, one: Certified, issued: Mapping[LeafPurpose, Issued], authority: Authority, at: datetime
) -> None:
    holder = Holder(oin=one.oin, organisation=one.title, host_names=("localhost",))
    for purpose, certificate in issued.items():
        write_issued(certificate, folder, purpose)
    write_issued(authority.issue(holder, LeafPurpose.SIGNING, at), folder, "evidence")
    if not (folder / _KEK).exists():
        # A crash before the marker was written: what is sealed in the store is sealed under this one.
        write_secret(folder / _KEK, secrets.token_hex(32).encode())
    office = Authority.found_office(one.title, at)
    office.write_trust(folder / "office", at)
    for role in ("office-server", "office-client"):
        write_issued(office.issue(holder, LeafPurpose.TLS, at, key=p_256()), folder, role)
