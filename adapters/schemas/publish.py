"""Writing the schemas that we derive from the domain into the folder from which they are published."""

from pathlib import Path

from gateway.formats.keten.schema import build


def publish(folder: Path) -> Path:
    """Write the schema of keten XML below the folder `schemas`, and return its file."""
    path = folder / "keten" / "1.0" / "keten.xsd"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(build())
    return path
