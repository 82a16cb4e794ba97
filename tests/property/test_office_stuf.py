"""Office JSON -> StUF -> office JSON is the identity, for everything the catalogue calls mandatory or optional.

Every message of StUF-Jeugdzorg is tried as soon as it is in the table of families. Where the standard carries less
than the office JSON, tests/kit/office_limits.py and office_agreements.py say so, place by place, with the reason.
"""

import json
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from gateway.domain.message import Message
from gateway.errors import NotAMessageError
from gateway.formats import office
from gateway.formats.stuf_jz import parse, render, root_of
from gateway.formats.stuf_jz.families import FAMILIES
from gateway.formats.stuf_jz.stuurgegevens import NO_HEAD
from tests.kit.office_limit import NEVER, Limit
from tests.kit.office_limits import LIMITS
from tests.kit.office_messages import messages, places, said

EXAMPLES, FULL, SPARED = 40, 12, 8
# Big messages are slow to draw, and to shrink; a red one is shown as it was drawn.
ROOMY: Final = settings(
    max_examples=EXAMPLES,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example, HealthCheck.data_too_large],
)
REFUSED: Final = [
    (root, limit)
    for limit in LIMITS
    for root in sorted(limit.roots & FAMILIES.keys())
    if limit.values is NEVER and not limit.place.startswith(("header.", "rest"))
]


def there_and_back(root: str, message: Message) -> Message:
    """Return what the receiver reads; an Fo02 does not say what it is about."""
    assert root_of(message) == root
    return parse(root, render(message), message.header)


def as_office(message: Message, root: str) -> Any:  # noqa: ANN401 - JSON has no better type
    document = json.loads(office.render(message))
    return document["content"] if FAMILIES[root].head is NO_HEAD else document


@pytest.mark.parametrize("root", FAMILIES)
def test_what_an_office_says_comes_back_as_it_was_said(root: str) -> None:
    @given(message=messages(root))
    @ROOMY
    def comes_back(message: Message) -> None:
        assert as_office(there_and_back(root, message), root) == as_office(message, root)

    comes_back()


@pytest.mark.parametrize("root", FAMILIES)
def test_everything_an_office_may_say_comes_back_from_one_message(root: str) -> None:
    tried: set[str] = set()

    @given(message=messages(root, says_everything=True))
    @settings(ROOMY, max_examples=FULL)
    def comes_back(message: Message) -> None:
        tried.update(said(message.content))
        assert as_office(there_and_back(root, message), root) == as_office(message, root)

    comes_back()
    assert places(root) - tried == set()


@pytest.mark.parametrize(("root", "limit"), REFUSED)
def test_what_the_standard_has_no_element_for_is_never_dropped(root: str, limit: Limit) -> None:
    """It is refused; where the converter finds a place for it after all, it comes back."""

    @given(message=messages(root, spared=limit))
    @settings(ROOMY, max_examples=SPARED)
    def is_kept(message: Message) -> None:
        try:
            back = there_and_back(root, message)
        except NotAMessageError:
            return
        assert as_office(back, root) == as_office(message, root)

    is_kept()
