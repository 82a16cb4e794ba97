"""What an attachment is by its octets, and the bad inputs of group J (reliability-security.md 3, 227 to 236)."""

import io
import struct
import time
import tracemalloc
import zipfile

import pytest

from gateway.policy.attachments import Danger, Finding, Kind, examine, kind_of

PDF = b"%PDF-1.4\n% fictief\n"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
END = struct.Struct("<4s4H2LH")
MEMBER = struct.Struct("<4s6H3L5H2L")


def archive(*names: str, content: bytes = b"x") -> bytes:
    """Return a real archive with these members."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in names:
            packed.writestr(name, content)
    return written.getvalue()


def claimed(count: int, unfolded: int = 1, flags: int = 0, told: int | None = None) -> bytes:
    """Return an archive of nothing but a directory that claims so many members of so many octets."""
    name = b"0.dll.txt"
    member = MEMBER.pack(b"PK\x01\x02", 20, 20, flags, 8, 0, 0, 0, 1, unfolded, len(name), 0, 0, 0, 0, 0, 0) + name
    directory = member * count
    told = count if told is None else told
    return b"PK\x03\x04" + directory + END.pack(b"PK\x05\x06", 0, 0, told, told, len(directory), 4, 0)


def dangers(octets: bytes) -> set[Danger]:
    return set(examine(octets).dangers)


@pytest.mark.parametrize(
    ("octets", "kind"),
    [
        (PDF, Kind.PDF),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), Kind.PNG),
        (b"\xff\xd8\xff\xe0" + bytes(20), Kind.JPEG),
        (b"II*\x00" + bytes(20), Kind.TIFF),
        ("Verslag van het gesprek, één bladzijde.".encode(), Kind.TEXT),
        (b"\xef\xbb\xbfverslag", Kind.TEXT),
        (archive("[Content_Types].xml", "word/document.xml"), Kind.OFFICE),
        (OLE, Kind.OFFICE_OLD),
        (b"{\\rtf1 verslag}", Kind.RTF),
        (b"<!DOCTYPE html><html><p>verslag", Kind.HTML),
        (b"<?xml version='1.0'?><verslag/>", Kind.XML),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Kind.SVG),
        (b"\x01\x02\x03", Kind.UNKNOWN),
        (b"\xe9\xe9\xe9", Kind.UNKNOWN),
        (b"", Kind.UNKNOWN),
        (b" \n", Kind.UNKNOWN),
    ],
)
def test_octets_say_what_an_attachment_is(octets: bytes, kind: Kind) -> None:
    assert examine(octets).kind is kind
    assert kind_of(octets) is kind


def test_an_archive_that_cannot_be_read_is_an_archive() -> None:
    assert kind_of(b"PK\x03\x04") is Kind.ARCHIVE
    assert kind_of(archive("a.txt")) is Kind.ARCHIVE


def test_a_plain_document_has_no_dangers() -> None:
    for octets in (
        PDF,
        OLE,
        archive("[Content_Types].xml", "word/document.xml"),
        b"<!DOCTYPE html><html><p>x",
        b"- a | b\n= 1",
        b"<x onderwerp='y'/>",
    ):
        assert dangers(octets) == set()


def test_an_open_document_is_an_office_document() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        packed.writestr("content.xml", "<x/>")
    assert examine(written.getvalue()) == Finding(Kind.OFFICE)
    assert examine(archive("Basic/Standard/Module1.xml")).dangers == {Danger.MACROS}


def test_a_text_cut_within_a_sign_is_still_text() -> None:
    assert examine(b"a" * 1023 + "é".encode()).kind is Kind.TEXT
    assert examine(b"a" * 1023 + b"\xe9").kind is Kind.TEXT
    assert examine(b"a" * 1000 + b"\xe9").kind is Kind.UNKNOWN


def test_227_the_test_file_for_scanners_is_malware_wherever_it_stands() -> None:
    assert Danger.MALWARE in dangers(EICAR)
    assert Danger.MALWARE in dangers(PDF + b"x" * 100_000 + EICAR)
    assert Danger.MALWARE in dangers(b"PK\x03\x04" + EICAR)


@pytest.mark.parametrize(
    "octets", [b"MZ" + bytes(60), b"\x7fELF" + bytes(60), b"#!/bin/sh\n", b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(20)]
)
def test_227_a_program_is_a_danger_whatever_it_is_called(octets: bytes) -> None:
    assert examine(octets) == Finding(Kind.EXECUTABLE, frozenset({Danger.EXECUTABLE}))


def test_227_a_program_in_an_archive_is_found_by_its_name() -> None:
    assert dangers(archive("map/RAPPORT.EXE")) == {Danger.EXECUTABLE}


def test_228_an_archive_in_an_archive_is_not_opened() -> None:
    assert dangers(archive("lib 0.zip", "lib 1.zip")) == {Danger.NESTED}
    for octets in (b"7z\xbc\xaf'\x1c" + bytes(30), b"Rar!\x1a\x07\x00", b"\x1f\x8b\x08" + bytes(30), b"BZh91AY"):
        assert examine(octets) == Finding(Kind.ARCHIVE, frozenset({Danger.NESTED}))


def test_228_what_an_archive_claims_to_become_is_enough() -> None:
    """42.zip holds 16 archives and unfolds to 4.5 petabytes; its directory is all that is read."""
    assert dangers(claimed(16, unfolded=0xFFFFFFFE)) == {Danger.TOO_MUCH}
    assert dangers(claimed(2, unfolded=100 * 1024 * 1024)) == set()
    assert dangers(claimed(2, unfolded=100 * 1024 * 1024 + 1)) == {Danger.TOO_MUCH}


def test_228_zeros_are_never_unfolded() -> None:
    packed = archive("nullen.txt", content=bytes(64 * 1024 * 1024))
    tracemalloc.start()
    examine(packed)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * len(packed) + 1024 * 1024


@pytest.mark.parametrize("count", [2_001, 65_534])
def test_228_a_list_of_very_many_members_is_not_read(count: int) -> None:
    began = time.process_time()
    assert dangers(claimed(count)) == {Danger.TOO_MUCH}
    assert time.process_time() - began < 1


def test_228_a_hundred_thousand_members_are_too_many_however_they_are_counted() -> None:
    assert dangers(claimed(100_000, told=0xFFFF)) == {Danger.TOO_MUCH}
    assert dangers(claimed(100_000, told=100_000 & 0xFFFF)) == {Danger.TOO_MUCH}


def test_228_two_thousand_members_are_read() -> None:
    assert dangers(claimed(2_000)) == set()


@pytest.mark.parametrize(
    "octets",
    [
        b"PK\x03\x04 and nothing more",
        b"PK\x03\x04" + b"PK\x05\x06",
        claimed(3, told=4),
        claimed(3)[:-1],
        archive("a")[:40],
    ],
    ids=["no-directory", "only-its-mark", "told-more", "cut-short", "cut-early"],
)
def test_228_an_archive_without_a_readable_directory_is_broken(octets: bytes) -> None:
    assert examine(octets) == Finding(Kind.ARCHIVE, frozenset({Danger.BROKEN}))


def test_229_a_page_that_is_also_a_document_is_a_danger() -> None:
    assert dangers(PDF + b"<html><script>alert(1)</script>") == {Danger.SCRIPT}
    assert Danger.BROKEN in dangers(b"<html><!-- " + PDF)
    assert dangers(b"%PDF-1.7\n1 0 obj <</OpenAction 2 0 R /S /JavaScript>>") == {Danger.SCRIPT}
    assert dangers(b"%PDF-1.7\n1 0 obj <</S /J#61vaScript>>") == {Danger.SCRIPT}
    assert dangers(b"%PDF-1.7\n1 0 obj <</JS (app.alert(1))>>") == {Danger.SCRIPT}


def test_229_what_many_documents_have_is_no_danger() -> None:
    assert dangers(b"%PDF-1.7\n1 0 obj <</OpenAction [3 0 R /Fit] /JSX /Na#6de>>") == set()


def test_232_macros_templates_and_embedded_objects_are_found_in_the_directory() -> None:
    assert dangers(archive("[Content_Types].xml", "word/vbaProject.bin")) == {Danger.MACROS}
    assert dangers(archive("[Content_Types].xml", "xl/macrosheets/sheet1.xml")) == {Danger.MACROS}
    assert dangers(archive("[Content_Types].xml", "xl/externalLinks/link1.xml")) == {Danger.EXTERNAL}
    assert dangers(archive("[Content_Types].xml", "word\\embeddings\\ole.bin")) == {Danger.EXTERNAL}
    assert dangers(OLE + "_VBA_PROJECT".encode("utf-16-le")) == {Danger.MACROS}
    assert dangers(b"{\\rtf1{\\object\\objdata 0105}}") == {Danger.EXTERNAL}
    assert dangers(b"naam;bedrag\n=cmd|' /C calc'!A0;1\n") == {Danger.EXTERNAL}


def test_233_a_picture_is_not_decoded_and_a_drawing_with_script_is_a_danger() -> None:
    huge = b"\x89PNG\r\n\x1a\n" + struct.pack(">L4sLL", 13, b"IHDR", 50_000, 50_000)
    assert examine(huge) == Finding(Kind.PNG)
    assert dangers(b"<svg xmlns='http://www.w3.org/2000/svg'><script>x</script></svg>") == {Danger.SCRIPT}
    assert dangers(b"<svg onload='x()'/>") == {Danger.SCRIPT}
    assert dangers(b"<html><body><a href='javascript:x()'>") == {Danger.SCRIPT}


def test_234_a_document_that_names_entities_is_a_danger_for_the_next_system() -> None:
    assert dangers(b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///x">]><a>&x;</a>') == {Danger.DTD}
    assert dangers(b"<!DOCTYPE html [<!ENTITY a 'b'>]><html>") == {Danger.DTD}


def test_235_what_needs_a_password_cannot_be_looked_at() -> None:
    assert dangers(claimed(1, flags=1)) == {Danger.ENCRYPTED}
    assert dangers(OLE + "EncryptedPackage".encode("utf-16-le")) == {Danger.ENCRYPTED}
    assert dangers(b"%PDF-1.7\ntrailer <</Encrypt 5 0 R>>") == {Danger.ENCRYPTED}


def test_236_very_many_zeros_cost_no_memory() -> None:
    # Never written to, they are no memory either until somebody copies them.
    zeros = bytes(1024 * 1024 * 1024)
    tracemalloc.start()
    assert examine(zeros).kind is Kind.UNKNOWN
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak <= 27 * 1024 * 1024
