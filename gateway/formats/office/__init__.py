"""The JSON that back offices speak: one object per message, with the fields of its header and its `content`."""

from gateway.formats.office.codec import Draft, document_of, load, parse, read_record, render, reread
from gateway.formats.office.steps import CaseDraft, StepDraft, parse_case, parse_step

__all__ = [
    "CaseDraft",
    "Draft",
    "StepDraft",
    "document_of",
    "load",
    "parse",
    "parse_case",
    "parse_step",
    "read_record",
    "render",
    "reread",
]
