"""Short forms of agreements between the organisations of a chain, as an administrator writes them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from tests.kit.chain import Chain

VERSION: Final = "2"


def moment(offset: timedelta) -> str:
    """Return a moment that far from now, as TOML writes it."""
    return f"{(datetime.now(UTC) + offset).replace(microsecond=0, tzinfo=None).isoformat()}Z"


def write_form(
    chain: Chain,
    file: Path,
    *changes: tuple[str, str],
    actions: Sequence[str] = ("melden",),
    start: timedelta = timedelta(hours=-1),
    end: timedelta = timedelta(days=100),
) -> Path:
    """Write the form of an agreement between police and Veilig Thuis, with texts changed; return its file."""
    text = "\n".join(
        [
            f"""service_id = "proef"
version = "{VERSION}"
start = {moment(start)}
end = {moment(end)}
profile = "osb-rm-e"
""",
            _party(chain, "politie"),
            _party(chain, "veiligthuis"),
            f"""[[service]]
name = "schakel:proef:1:0"
actions = [{", ".join(_action(chain, name) for name in actions)}]
""",
        ]
    )
    for old, new in changes:
        assert old in text, f"not in the form: {old}"
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    return file


def _party(chain: Chain, name: str) -> str:
    one = chain.organisations[name]
    keys = chain.folder / name / "keys"
    return f"""[[party]]
party_id = "{one.party_id}"
name = "{one.title}"
role = "{name.upper()}"
endpoint = "{one.endpoint}"
client_certificate = "{keys / "tls.pem"}"
server_certificate = "{keys / "tls.pem"}"
signing_certificate = "{keys / "signing.pem"}"
encryption_certificate = "{keys / "encryption.pem"}"
"""


def _action(chain: Chain, name: str) -> str:
    return f'{{ name = "{name}", sender = "{chain.organisations["politie"].party_id}" }}'
