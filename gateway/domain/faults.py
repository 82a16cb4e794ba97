"""Fault codes of StUF 03.01 (CL21): what a partner is told that one of its messages fails on."""

from enum import StrEnum


class FaultCode(StrEnum):
    """The codes that a check on arrival answers with, in StUF's own order: the head of a message before its body.

    010 and 013 receiving and sending organisation; 016 reference number; 019 moment; 043 cross-reference;
    052 authorisation; 055 body; 058 any other reason not to process it;
    067 something is there twice.
    """

    UNKNOWN_RECEIVER = "StUF010"
    UNKNOWN_SENDER = "StUF013"
    REFERENCE_USED = "StUF016"
    OUT_OF_ORDER = "StUF019"
    UNKNOWN_CROSS_REFERENCE = "StUF043"
    NOT_AUTHORISED = "StUF052"
    NOT_CONFORMING = "StUF055"
    PROCESS_FAULT = "StUF058"
    DUPLICATES = "StUF067"
