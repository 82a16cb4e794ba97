"""What a partner's answers to our questions tell: that it hears us, how its clock runs, whether its signature holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from adapters.partners.diagnosis import Check, Finding, Verdict, Who, diagnose_sending, good, notice, skipped, wrong
from gateway.domain.evidence import EvidenceEntry, EvidenceType

_CLOCK_GOOD: Final = timedelta(seconds=60)
# Bad input 129: beyond this what they send is refused.
_CLOCK_MOST: Final = timedelta(minutes=5)
_TIMESTAMP: Final = "MessageData/Timestamp"
# An attempt that reached them, and whose answer is still to come.
_POSTED: Final = "posted"
_ASK_SUPPORT: Final = "Vraag of hun software dit kan; het is bij Digikoppeling niet verplicht."
_LOG: Final = "Laat de partner in zijn logboek kijken waarom."
_HAVE_IT: Final = frozenset({"Received", "Processed", "Forwarded"})
_HAVE_NOT: Final = frozenset({"NotRecognized", "UnAuthorized"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is known of one question: the evidence about it, and how long we waited."""

    entries: Sequence[EvidenceEntry]
    waited: timedelta

    def find(self, kind: EvidenceType) -> EvidenceEntry | None:
        """Return the entry of that type, if there is one."""
        return next((entry for entry in self.entries if entry.type is kind), None)

    def fact(self, kind: EvidenceType, name: str) -> str:
        """Return a fact of that entry; empty when there is none."""
        entry = self.find(kind)
        return "" if entry is None else dict(entry.facts).get(name, "")

    @property
    def signed(self) -> bool:
        """Whether we signed the question."""
        return self.fact(EvidenceType.QUESTION_ASKED, "signed") == "yes"

    @property
    def ended(self) -> bool:
        """Whether there is nothing left to wait for: an answer, or an attempt that failed."""
        over = self.outcome not in {"", _POSTED}
        return over or any(self.find(kind) for kind in (EvidenceType.ANSWER_RECEIVED, EvidenceType.ANSWER_REFUSED))

    @property
    def arrived(self) -> bool:
        """Whether it reached their server."""
        return self.outcome in {_POSTED, EvidenceType.ANSWER_REFUSED}

    @property
    def outcome(self) -> str:
        """How the one attempt to bring it ended; empty when there was none."""
        return self.fact(EvidenceType.QUESTION_SENT, "outcome")

    @property
    def answered(self) -> str:
        """Which signal answered; empty when none did."""
        return self.fact(EvidenceType.ANSWER_RECEIVED, "answer")

    @property
    def said(self) -> str:
        """What a status or an error said."""
        return self.fact(EvidenceType.ANSWER_RECEIVED, "said")


def judge_sending(ping: Asked) -> Finding:
    """Say whether our gateway could bring its question to their server."""
    if ping.arrived:
        return good(
            Check.SENDING, "hun server nam een ondertekende Ping aan" if ping.signed else "hun server nam een Ping aan"
        )
    if ping.outcome:
        return diagnose_sending(ping.outcome)
    return wrong(
        Check.SENDING,
        "De gateway op deze store heeft niets verstuurd.",
        "Kijk of `schakel serve` (of `schakel work`) op deze store draait en werk doet.",
        Who.WE,
    )


def judge_ping(ping: Asked, own_endpoint: str) -> Finding:
    """Say whether a Pong came back."""
    if ping.answered == "Pong":
        return good(Check.PING, "een Pong kwam terug")
    if ping.answered:
        return notice(Check.PING, f"De partner beantwoordt geen Ping ({ping.said}).", _ASK_SUPPORT, Who.THEY)
    if ping.find(EvidenceType.ANSWER_REFUSED) is not None:
        return _unproven(ping)
    if ping.outcome == EvidenceType.ANSWER_REFUSED:
        return wrong(
            Check.PING,
            "Wat over dezelfde verbinding terugkwam bewijst niets "
            f"({ping.fact(EvidenceType.QUESTION_SENT, 'reason')}).",
            f"Laat de partner dezelfde afspraak laden. {_LOG}",
            Who.THEY,
        )
    return wrong(
        Check.PING,
        f"Binnen {ping.waited.total_seconds():g} seconden kwam geen Pong terug.",
        f"Laat nakijken of zij Ping beantwoorden, ons endpoint {own_endpoint} kunnen bereiken (CPA, firewall), "
        "en of hun klok gelijkloopt.",
        Who.THEY,
    )


def _unproven(ping: Asked) -> Finding:
    reason = ping.fact(EvidenceType.ANSWER_REFUSED, "reason")
    if reason.endswith(_TIMESTAMP):
        return wrong(Check.PING, "De Pong werd geweigerd: zijn tijdstip ligt in de toekomst.", "Zie klok.", Who.BOTH)
    if ping.fact(EvidenceType.ANSWER_REFUSED, "code") == "header-refused":
        return wrong(Check.PING, f"De Pong klopt niet met de afspraak ({reason}).", _LOG, Who.THEY)
    return wrong(
        Check.PING,
        f"De handtekening onder de Pong deugt niet ({reason}).",
        "Laat de partner tekenen met de sleutel van het certificaat in de afspraak, of wissel dat certificaat uit.",
        Who.THEY,
    )


def judge_clock(ping: Asked) -> Finding:
    """Say how far the two clocks are apart, by what stands in the Pong and when it came."""
    entry = ping.find(EvidenceType.ANSWER_RECEIVED) or ping.find(EvidenceType.ANSWER_REFUSED)
    if entry is None:
        return skipped(Check.CLOCK, "zonder antwoord is hun klok niet te zien")
    apart = datetime.fromisoformat(dict(entry.facts)["timestamp"]) - entry.at
    size = abs(apart)
    if size <= _CLOCK_GOOD:
        return good(Check.CLOCK, f"verschil {size.total_seconds():.0f} s")
    side = "voor" if apart > timedelta(0) else "achter"
    explanation = f"Hun klok loopt {size.total_seconds():.0f} s {side} op de onze."
    action = "Kijk bij ons of NTP loopt; zo ja, dan moeten zij hun klok gelijkzetten."
    verdict = Verdict.WRONG if size > _CLOCK_MOST else Verdict.NOTICE
    return Finding(check=Check.CLOCK, verdict=verdict, explanation=explanation, action=action, who=Who.BOTH)


def judge_signature(ping: Asked, last_receipt_at: datetime | None) -> Finding:
    """Say whether signatures hold in both directions: by the Pong, else by the last receipt that they signed."""
    if not ping.signed:
        return skipped(Check.SIGNATURE, "onder deze afspraak wordt niet ondertekend")
    if not ping.answered:
        return skipped(Check.SIGNATURE, "zonder antwoord is hun handtekening niet te zien")
    if ping.fact(EvidenceType.ANSWER_RECEIVED, "signed") == "yes":
        return good(Check.SIGNATURE, "onze Ping en hun Pong zijn ondertekend en nagegaan")
    if last_receipt_at is not None:
        moment = f"{last_receipt_at:%d-%m-%Y %H:%M} UTC"
        return good(Check.SIGNATURE, f"de Pong is niet ondertekend (dat mag); de laatste bevestiging wel, op {moment}")
    return notice(
        Check.SIGNATURE,
        "De Pong is niet ondertekend; dat mag, maar zo is hun handtekening nog niet gezien.",
        "Het eerste bericht dat wordt bevestigd bewijst het; volg dat.",
        Who.WE,
    )


def judge_status(status: Asked, *, known: bool) -> Finding:
    """Say what a signed question about a message came to: one they acknowledged, or one that nobody ever sent."""
    about = "het laatste afgeleverde bericht" if known else "een bericht dat niet bestaat"
    if not status.answered:
        return notice(Check.STATUS, f"Op een statusvraag over {about} kwam geen antwoord.", _ASK_SUPPORT, Who.THEY)
    if status.said in (_HAVE_IT if known else _HAVE_NOT):
        return good(Check.STATUS, f"op een statusvraag over {about} zeiden zij wat klopt ({status.said})")
    if status.said in _HAVE_NOT and known:
        explanation = "Zij bevestigden ons laatste bericht, maar kennen het nu niet."
        return notice(Check.STATUS, explanation, "Vraag hoe lang zij berichtnummers onthouden.", Who.THEY)
    if status.said in _HAVE_IT:
        return wrong(
            Check.STATUS, f"Zij zeggen een bericht te hebben dat niet bestaat ({status.said}).", _LOG, Who.THEY
        )
    return notice(Check.STATUS, f"De partner beantwoordt geen statusvraag ({status.said}).", _ASK_SUPPORT, Who.THEY)
