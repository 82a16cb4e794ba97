"""Whether a text gives away somebody who must stay hidden (domain-rules.md 3.3, R029; 3.2, R020)."""

from gateway.policy.scan.hidden import marks_at, marks_of_person
from gateway.policy.scan.mark import Kind, Mark
from gateway.policy.scan.numbers import has_digits, holds_bsn
from gateway.policy.scan.search import Hit, find_marks, find_relations
from gateway.policy.scan.texts import Text, texts_of

__all__ = [
    "Hit",
    "Kind",
    "Mark",
    "Text",
    "find_marks",
    "find_relations",
    "has_digits",
    "holds_bsn",
    "marks_at",
    "marks_of_person",
    "texts_of",
]
