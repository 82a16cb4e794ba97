"""The allow-list of the log: every event, field and word that may be written, and what each field holds (D21).

Whoever needs a new one adds it here; until then it is dropped, and its name is written in `dropped`.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class FieldKind(StrEnum):
    """What a field holds."""

    CODE = "code"
    ORGANISATION = "organisation"
    COUNT = "count"
    OWN_IDENTIFIER = "own-identifier"
    PARTNER_TEXT = "partner-text"
    DIGEST = "digest"
    SOURCE = "source"
    VERSION = "version"


# Past tense, one for each thing an operator may want to count or find.
EVENTS: Final = frozenset(
    {
        "agreements_loaded",
        "agreements_not_reloaded",
        "alarm_raised",
        "certificate_not_renewed",
        "certificate_renewed",
        "clock_not_followed",
        "clock_put_back",
        "configuration_loaded",
        "configuration_refused",
        "content_not_opened",
        "decryption_resumed",
        "delivery_ended",
        "door_closed",
        "door_opened",
        "events_published",
        "evidence_not_signed",
        "evidence_verified",
        "handshake_refused",
        "keys_loaded",
        "keys_not_renewed",
        "keys_renewed",
        "library_spoke",
        "message_not_accepted",
        "message_received",
        "not_watched",
        "office_request_handled",
        "outbox_unavailable",
        "parked_not_expired",
        "processing_not_logged",
        "process_started",
        "process_stopped",
        "request_refused",
        "revocation_list_fetched",
        "revocation_list_not_fetched",
        "revocation_lists_not_fetched",
        "short_key_accepted",
        "store_checked",
        "store_migrated",
        "store_unavailable",
        "trust_not_reloaded",
        "trust_reloaded",
        "unexpected_error",
        "unlisted_event",
        "work_done",
        "work_failed",
    }
)

FIELDS: Final[Mapping[str, FieldKind]] = {
    # what and how it ended
    "code": FieldKind.CODE,
    "direction": FieldKind.CODE,
    "door": FieldKind.CODE,
    "kind": FieldKind.CODE,
    "layer": FieldKind.CODE,
    "message_type": FieldKind.CODE,
    "operation": FieldKind.CODE,
    "outcome": FieldKind.CODE,
    "profile": FieldKind.CODE,
    "reason": FieldKind.CODE,
    "state": FieldKind.CODE,
    # who: organisations only
    "partner": FieldKind.ORGANISATION,
    # which: what we named ourselves is readable, what a partner named is not (D21)
    "message_id": FieldKind.OWN_IDENTIFIER,
    "payload_id": FieldKind.OWN_IDENTIFIER,
    "reference": FieldKind.OWN_IDENTIFIER,
    "agreement_id": FieldKind.PARTNER_TEXT,
    "conversation": FieldKind.PARTNER_TEXT,
    "partner_message_id": FieldKind.PARTNER_TEXT,
    "partner_reference": FieldKind.PARTNER_TEXT,
    "agreement_digest": FieldKind.DIGEST,
    # where an authority publishes: its own certificates name it
    "source": FieldKind.SOURCE,
    # how much
    "agreements": FieldKind.COUNT,
    "attempt": FieldKind.COUNT,
    "count": FieldKind.COUNT,
    "duration_ms": FieldKind.COUNT,
    "hours_left": FieldKind.COUNT,
    "mistakes": FieldKind.COUNT,
    "octets": FieldKind.COUNT,
    "port": FieldKind.COUNT,
    "sequence": FieldKind.COUNT,
    "status": FieldKind.COUNT,
    "threads": FieldKind.COUNT,
    "waiting": FieldKind.COUNT,
    "version": FieldKind.VERSION,
}

# Words that code outside the domain's own lists uses for an outcome, an operation or a door.
WORDS: Final = frozenset(
    {
        "accepted",
        "agreement-ended",
        "answer-not-agreed",
        "answered",
        "bug",
        "confirm",
        "confirm-shipment",
        "connect",
        "content-type",
        "describe",
        "disconnected",
        "duplicate",
        "endpoint",
        "error",
        "events",
        "evidence",
        "evidence-altered",
        "expired",
        "facts",
        "follow",
        "invalid-answer",
        "legacy-decryption",
        "legacy-decryption-ended",
        "no-agreement",
        "not-https",
        "not-written",
        "nothing-sent",
        "nothing-to-do",
        "office",
        "ok",
        "operations",
        "parked",
        "partner",
        "posted",
        "private-address",
        "recent",
        "record-fact",
        "redirect",
        "refused",
        "revocation-aging",
        "revocation-grace",
        "revocation-missing",
        "revocation-not-fetched",
        "revocation-stale",
        "revocation-unknown",
        "server-certificate",
        "server-name",
        "ship",
        "shipment",
        "shipments",
        "short-own-keys",
        "show-parked",
        "signing-certificate",
        "soap-action",
        "step",
        "submit",
        "take",
        "take-part",
        "timeout",
        "tls",
        "tls-rejected",
        "ttl",
        "unknown",
        "waiting",
        "withdraw",
        "wrong-oin",
    }
)
