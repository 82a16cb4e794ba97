"""What the agreement with a partner itself has to say: whether it is there, holds now, and for how long."""

from datetime import datetime, timedelta
from typing import Final

from adapters.partners.diagnosis import Check, Finding, Who, good, notice, wrong
from gateway.domain.agreement import Agreement

# Time to make a new agreement, or to get a certificate.
NEAR: Final = timedelta(days=30)
_SUCCESSOR: Final = "Maak samen een opvolger, en laad die aan beide kanten."


def judge_agreement(held: tuple[Agreement, ...], current: Agreement | None, at: datetime) -> Finding:
    """Say how the agreements with a partner stand; `current` is the one in force, of all that are held."""
    if current is not None:
        days = (current.end - at).days
        said = f"{current.agreement_id}, tot {current.end:%d-%m-%Y}"
        if current.end - at < NEAR:
            explanation = f"De afspraak loopt over {days} dagen af ({said})."
            return notice(Check.AGREEMENT, explanation, _SUCCESSOR, Who.BOTH)
        return good(Check.AGREEMENT, said)
    if not held:
        explanation = "Er is geen afspraak met deze partner."
        return wrong(Check.AGREEMENT, explanation, "Laad de CPA met `schakel partner add`.", Who.WE)
    if any(each.start > at for each in held):
        begins = min(each.start for each in held if each.start > at)
        explanation = f"De afspraak gaat pas in op {begins:%d-%m-%Y %H:%M} UTC."
        return wrong(Check.AGREEMENT, explanation, "Wacht tot dan, of spreek een eerdere begindatum af.", Who.BOTH)
    explanation = f"De laatste afspraak liep af op {max(each.end for each in held):%d-%m-%Y}."
    return wrong(Check.AGREEMENT, explanation, _SUCCESSOR, Who.BOTH)
