"""What may stand in a column: identifiers, codes, moments, digests, and octets that are sealed (D19)."""

from typing import Final

from sqlalchemy import JSON, Boolean, Integer, LargeBinary, Text

from adapters.database.columns import Chosen, Moment, Named
from adapters.database.schema import METADATA

# Every column of bare text or octets, and what it holds. Whoever adds one says here why it needs no seal.
BARE: Final = {
    "messages.action": "name of a root element, from the schemas",
    "messages.service": "name of a service, from an agreement",
    "messages.agreement_digest": "digest",
    "messages.state": "code",
    "messages.reason": "code",
    "layers.by": "identifier of a message",
    "inbox.digest": "digest",
    "inbox.subject": "direction, sender and reference number",
    "layers.refused": "yes or no",
    "outbox.subject": "reference number or payload id",
    "evidence.subject": "direction, sender and reference number",
    "evidence.actor": "OIN or name of a back office",
    "evidence.facts": "names with digests, codes and identifiers",
    "evidence.previous": "digest",
    "evidence.digest": "digest",
    "evidence_tiles.root": "digest",
    "checkpoints.root": "digest",
    "checkpoints.signature": "signature over digests",
    "payload_keys.key_id": "identifier of a key",
    "payload_keys.wrapped_key": "wrapped key",
    "payload_keys.octets": "sealed",
    "payload_chunks.octets": "sealed",
    "submissions.client": "name of a back office",
    "submissions.key_digest": "digest",
    "submissions.digest": "digest",
    "sent.references": "URIs and digests of our own signature",
    "parked.client": "name of a back office",
    "parked.wanted": "rules, effects, paths of elements, roles, moments and texts of the rule book",
    "parked_steps.rule": "number of a rule",
    "parked_steps.elements": "paths of elements",
    "cases.holds": "yes or no",
    "cases.about": "identifier or code, never a name",
}


def test_every_column_has_a_type_of_ours_or_says_what_it_holds() -> None:
    bare = {
        f"{table.name}.{column.name}"
        for table in METADATA.tables.values()
        for column in table.columns
        if not isinstance(column.type, Chosen | Named | Moment | Integer)
    }
    assert bare == BARE.keys()


def test_bare_columns_hold_text_octets_or_json() -> None:
    for table in METADATA.tables.values():
        for column in table.columns:
            assert isinstance(column.type, Chosen | Named | Moment | Integer | Boolean | Text | LargeBinary | JSON)
