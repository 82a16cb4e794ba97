"""May a shipment pass, of which nobody here reads a word? One rule of the house, and no is the default."""

from dataclasses import dataclass
from typing import Final

# No rule of the chain speaks about what has no type, so the administrator answers for it, by name.
_RULE: Final = "H4C"


@dataclass(frozen=True, slots=True)
class NotCarried:
    """A shipment that must not pass: the rule, and in Dutch what would make it pass."""

    rule: str
    explanation: str


def judge_carriage(*, of_the_chain: bool, named: bool) -> NotCarried | None:
    """Return why a shipment must not pass, None when it may.

    `of_the_chain`: its service or action is one of the catalogue, whose rules cannot be passed by unread. `named`: the
    settings name its service for this partner.
    """
    if of_the_chain:
        return NotCarried(
            _RULE,
            "Deze dienst hoort bij de berichten van de keten. Verstuur dit als bericht, niet als zending.",
        )
    if not named:
        return NotCarried(
            _RULE, "Deze dienst is voor deze partner niet vrijgegeven als zending. De beheerder kan dat doen."
        )
    return None
