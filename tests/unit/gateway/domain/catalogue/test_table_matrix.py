"""Chapter 2.9 of the domain rules, typed over by hand and compared cell by cell."""

import re

import pytest

from gateway.domain.catalogue import CATALOGUE
from gateway.domain.kinds import Layer, MessageType

# | types | T | R | C | B | deadlines | escalation |. `y` expected, `-` not, a message type: what brings it, words: an
# answer outside the messages. A cell with two parts is about the first and the second type of its row.
MATRIX = """
01      | y   | y      | -     | 08        | D001 D002 D044           | 3, tel
02      | y   | y      | -     | 09 10     | D001 D002 D007           | 3
03      | y   | y      | -     | 11        | D001 D002                | 3
04      | -   | call   | -     | 09 10     | D001 D002 D007           | 3
05      | y   | -      | -     | advies    |                          | 1
06      | y   | y      | -     | 06b       | D001                     | tel
07      | y   | y      | -     | -         | D030 D031 D032           | 2
08      | y   | y      | -     | -         | D007 D008                | 2
09      | y   | y      | -     | -         | D007                     | 2
10      | y   | y      | -     | -         | D008                     | 2
11      | y   | y      | -     | -         | D007 D008                | 2
12      | y   | y      | -     | zendt     | D002                     | 2
13      | y   | -      | -     | 14        | D026                     | 2
14      | y   | -      | -     | -         | D026                     | 2
15      | y   | y      | -     | 16        | D026                     | 2
16      | y   | -      | -     | -         | D026                     | 2
17 18   | y   | y      | -     | 18 / -    | D026 D024                | 2
19 20   | y   | y      | -     | 20 / -    | D026 D025                | 2
21 22   | y   | y      | -     | 22 / -    | D026                     | 2
23 24   | y   | y      | -     | 24 / -    | D026                     | 2
25 26   | y   | -      | -     | 26 / -    | D026                     | 1
27 28   | y   | y      | -     | 28 / -    | D026                     | 3
29 30   | y   | y      | -     | 30 / -    | D026                     | 2
31      | y   | y      | -     | -         |                          | 1
32 32b  | y   | y      | -     | 32b / -   | D026                     | 2
33      | y   | y      | -     | -         | D014                     | 3
34      | y   | 40 49  | (33)  | 41        | D011 D012 D013           | 4
35      | y   | 40     | 33    | 41        | D012 D014 D015 D020 D021 D022 | 4
36 36c  | y   | 40 / y | 33 / - | 41 / -   | D012 D014                | 3
37      | y   | 40     | 33    | 41        | D012 D014                | 3
38      | y   | 40     | 11 33 | 11        | D012 D014                | 3
39      | y   | 40     | 33    | 41        | D012 D014 D002           | 3
40      | y   | -      | -     | -         | D012                     | 1
41      | y   | y      | -     | -         | D013 D015 D016           | 2
42      | y   | y      | -     | -         | D018                     | 2
43      | y   | y      | -     | reageert  | D001                     | 2
44 45   | y   | y      | -     | 45 / -    | D020 D021                | 2
46 47   | y   | y      | -     | 47 / -    | D023                     | 2
48      | y   | y      | -     | -         | D022                     | 1
49      | y   | y      | -     | -         | D002                     | 2
50      | y   | y      | -     | afstemming | D029                    | 3
51      | y   | y      | -     | 53        | D027 D029                | 3, tel
52      | -   | call   | -     | 53        | D001                     | tel
53 54   | y   | y      | -     | -         | D028                     | 2
55 56   | y   | y      | -     | -         | D011                     | 3
57 58   | - / y | y    | -     | afspraken | D001 D016 D017           | tel, 3
59      | y   | y      | -     | -         |                          | 1
60 61   | y   | y      | -     | 61 / -    | D019                     | 4
62      | -   | -      | -     | -         | D006 D009 D010           | 2
63      | y   | y      | -     | uitgevoerd | D034                    | 3
64      | y   | y      | -     | antwoordt | D034 D035                | FG
65      | y   | y      | -     | -         | D038 D039                | FG
66      | y   | -      | -     | -         | D045                     | 1
67      | y   | y      | -     | -         | D051                     | 4
68 69   | y   | -      | -     | -         | D049 D050                | 2
"""
# Not in 2.9: the answer of MSG-06 is treated like every other answer there.
NOT_IN_THE_MATRIX = {"06b"}


def _cells() -> list[tuple[str, list[str]]]:
    """Return each type with its own cells."""
    found = []
    for line in MATRIX.strip().splitlines():
        kinds, *cells = (cell.strip() for cell in line.split("|"))
        for place, kind in enumerate(kinds.split()):
            own = [cell.split(" / ") for cell in cells]
            found.append((kind, [parts[min(place, len(parts) - 1)].strip() for parts in own]))
    return found


def _types(cell: str) -> set[MessageType]:
    """Return the message types that a cell names."""
    return {MessageType(f"MSG-{number}") for number in re.findall(r"\d\d[bc]?", cell)}


@pytest.mark.parametrize(("kind", "cells"), _cells(), ids=[kind for kind, _ in _cells()])
def test_the_row_says_what_the_matrix_says(kind: str, cells: list[str]) -> None:
    entry = CATALOGUE[MessageType(f"MSG-{kind}")]
    technical, receipt, acceptance, business, deadlines, escalation = cells

    assert (Layer.TECHNICAL in entry.layers) == (technical == "y")

    assert (Layer.RECEIPT in entry.layers) == (receipt != "-")
    brought = {entry.receipt_by, *entry.receipt_also_by} - {None}
    assert brought == ({MessageType.TEC_02} if receipt == "y" else _types(receipt))

    optional = acceptance.startswith("(")
    assert (Layer.ACCEPTANCE in entry.layers) == (acceptance != "-" and not optional)
    assert entry.accepted_by == _types(acceptance)

    assert (Layer.BUSINESS in entry.layers) == bool(_types(business))
    assert entry.answered_by == _types(business)
    assert bool(entry.answered_outside) == (business.isalpha())
    if entry.answered_outside:
        assert business in entry.answered_outside

    assert entry.deadlines == tuple(deadlines.split())
    assert entry.escalation == escalation


def test_the_matrix_has_every_message_once() -> None:
    kinds = [kind for kind, _ in _cells()]
    assert len(set(kinds)) == len(kinds)
    assert {f"MSG-{kind}" for kind in kinds} | {f"MSG-{kind}" for kind in NOT_IN_THE_MATRIX} == {
        kind for kind in MessageType if kind.startswith("MSG-")
    }
