"""An authority that is saved is taken up where it stood, and the openssl program finds its certificates in order."""

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509

from adapters.simulator.authority import Authority, write_issued
from adapters.simulator.certificates import LeafPurpose
from tests.kit.authority import AT, POLITIE, fresh, pooled


@pytest.mark.parametrize("pss", [False, True])
def test_an_authority_goes_on_after_it_was_saved(tmp_path: Path, *, pss: bool) -> None:
    authority = fresh(pss=pss)
    leaf = authority.issue(POLITIE, LeafPurpose.TLS, AT).certificate
    authority.revoke(leaf, AT)
    authority.save(tmp_path, AT)
    again = Authority.load(tmp_path, key_factory=pooled())
    assert (again.root, again.intermediates) == (authority.root, authority.intermediates)
    assert again.crls(AT).keys() == authority.crls(AT).keys()
    assert [level.revoked for level in again.levels] == [level.revoked for level in authority.levels]
    renewed = again.issue(POLITIE, LeafPurpose.TLS, AT).certificate
    assert renewed.signature_algorithm_oid == leaf.signature_algorithm_oid


def test_a_private_key_is_written_for_us_alone(tmp_path: Path) -> None:
    authority = fresh()
    authority.save(tmp_path / "ca", AT)
    write_issued(authority.issue(POLITIE, LeafPurpose.TLS, AT), tmp_path / "politie", "tls")
    keys = list(tmp_path.rglob("*.key.pem"))
    assert len(keys) == 4
    assert {file.stat().st_mode & 0o777 for file in keys} == {0o600}


def test_a_folder_with_another_kind_of_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "0-x.key.pem").write_text(
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
        "-----END PRIVATE KEY-----\n"
    )
    with pytest.raises(TypeError):
        Authority.load(tmp_path)


@pytest.mark.parametrize("pss", [False, True])
def test_openssl_accepts_the_chain_and_its_lists(
    tmp_path: Path, needs_tool: Callable[[str], Path], *, pss: bool
) -> None:
    now = datetime.now(UTC)
    authority = fresh(now, pss=pss)
    authority.write_trust(tmp_path, now)
    leaf = authority.issue(POLITIE, LeafPurpose.TLS, now)
    write_issued(leaf, tmp_path, "leaf")
    pems = b"".join(file.read_bytes() for kind in ("roots", "intermediates") for file in (tmp_path / kind).iterdir())
    (tmp_path / "all.pem").write_bytes(pems)

    def verify() -> subprocess.CompletedProcess[str]:
        crls = [word for file in (tmp_path / "crls").iterdir() for word in ("-CRLfile", str(file))]
        strict = ["-x509_strict", "-crl_check_all", "-purpose", "sslclient", "-CAfile", str(tmp_path / "all.pem")]
        command = [str(needs_tool("openssl")), "verify", *strict, *crls, str(tmp_path / "leaf.pem")]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    assert verify().returncode == 0, verify().stderr
    authority.revoke(x509.load_pem_x509_certificate((tmp_path / "leaf.pem").read_bytes()), now)
    authority.write_trust(tmp_path, now)
    assert "certificate revoked" in verify().stderr
