"""The face of the room: parse, verify, prove, compose, seal, answer."""

from gateway.wire.ebms2.answers import error_item, fault
from gateway.wire.ebms2.asking import compose_question
from gateway.wire.ebms2.composing import (
    Draft,
    compose,
    compose_pong,
    compose_receipt,
    compose_refusal,
    compose_status,
    most_parts,
    seal,
)
from gateway.wire.ebms2.header_rules import refuse_reference
from gateway.wire.ebms2.receiving import check_header, check_receipt, claimed_errors, parse, prove, verify, wrapped_keys
from gateway.wire.ebms2.reliability import back_off
from gateway.wire.ebms2.sync_reply import answers_at_once
from gateway.wire.ebms2.vocabulary import SOAP_ACTION, ErrorCode

__all__ = [
    "SOAP_ACTION",
    "Draft",
    "ErrorCode",
    "answers_at_once",
    "back_off",
    "check_header",
    "check_receipt",
    "claimed_errors",
    "compose",
    "compose_pong",
    "compose_question",
    "compose_receipt",
    "compose_refusal",
    "compose_status",
    "error_item",
    "fault",
    "most_parts",
    "parse",
    "prove",
    "refuse_reference",
    "seal",
    "verify",
    "wrapped_keys",
]
