"""Releases of schemas as an administrator gets them: folders, and zips with the paths that a Windows machine writes."""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

JZ: Final = "http://www.stufstandaarden.nl/koppelvlak/jz0100"
XSD: Final = "http://www.w3.org/2001/XMLSchema"


def zipped(folder: Path, file: Path, separator: str = "\\", top: str = "") -> Path:
    """Pack a folder as a Windows program does: backslashes in the names of the members."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                name = f"{top}{path.relative_to(folder)}"
                archive.writestr(name.replace("/", separator), path.read_bytes())
    return file


def unfolded(folder: Path, files: Mapping[str, str]) -> Path:
    """Write a folder of files."""
    for name, text in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return folder


def schema(*inside: str, namespace: str = JZ, version: str = "1.0.9") -> str:
    """Return a schema that says of which version it is."""
    words = f"<xs:documentation>Behoort bij StUF koppelvlak Jeugdzorg {version}.</xs:documentation>"
    note = f"<xs:annotation>{words}</xs:annotation>"
    return (
        f'<xs:schema xmlns:xs="{XSD}" xmlns:JZ="{JZ}" targetNamespace="{namespace}">'
        f"{''.join(each for each in inside if 'schemaLocation' in each)}{note if version else ''}"
        f"{''.join(each for each in inside if 'schemaLocation' not in each)}</xs:schema>"
    )


def message(root: str = "vtMeldingDi01") -> str:
    """Return a declaration that accepts anything in the place of a message."""
    return (
        f'<xs:element name="{root}"><xs:complexType><xs:sequence>'
        '<xs:any processContents="skip" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>'
        '<xs:anyAttribute processContents="skip"/></xs:complexType></xs:element>'
    )


def contents(folder: Path) -> Mapping[str, bytes]:
    """Return everything below a folder, to see whether anything changed."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
