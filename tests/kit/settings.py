"""Settings that load, with empty files where they point: enough for commands that open nothing of it."""

from pathlib import Path
from typing import Final

TEXT: Final = """
[organisation]
party_id = "00000099000000010000_T"
name = "Veilig Thuis Proefstreek"
kinds = ["VT"]

[partner_door]
host = "127.0.0.1"
port = 8443
domain = "veiligthuis.schakel.test"

[office_door]
host = "127.0.0.1"
port = 8444
client_authority = "keys/office"
certificate = "keys/office-server.pem"
key = "keys/office-server.key.pem"

[operations_door]
port = 9090

[storage]
database = "gateway.db"

[keys]
folder = "keys"

[trust]
folder = "trust"
crl_grace_hours = 4
policies = ["2.16.528.1.1003.1.2.8.6"]

[books]
agreements = "agreements"
parties = "parties.toml"

[policy]
region = "region.toml"

[books.addresses]
"politie.schakel.test" = "127.0.0.1"
"""

# A region that changes nothing.
REGION: Final = """
name = "Proefstreek"
valid_from = 2026-01-01
author = "tests"
source = "DESIGN"
"""


def settings_file(folder: Path) -> Path:
    """Write the settings and what they point at; return their file."""
    for place in ("keys/office", "trust", "agreements"):
        (folder / place).mkdir(parents=True)
    for name in ("keys/office-server.pem", "keys/office-server.key.pem", "parties.toml"):
        (folder / name).touch()
    (folder / "region.toml").write_text(REGION, encoding="utf-8")
    file = folder / "schakel.toml"
    file.write_text(TEXT, encoding="utf-8")
    return file
