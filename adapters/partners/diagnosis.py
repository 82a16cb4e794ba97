"""What may be wrong between us and a partner, in Dutch: what it means, what to do, and who must do it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Check(StrEnum):
    """What is looked at, in this order; the value is its name on the screen."""

    AGREEMENT = "afspraak"
    OWN_CERTIFICATES = "onze certificaten"
    THEIR_CERTIFICATES = "hun certificaten"
    GATEWAY = "onze gateway"
    NAME = "naam"
    CONNECTION = "verbinding"
    TLS = "TLS"
    CERTIFICATE = "servercertificaat"
    CLIENT = "ons certificaat bij hen"
    SENDING = "versturen"
    PING = "Ping"
    CLOCK = "klok"
    SIGNATURE = "handtekening"
    STATUS = "proefbericht"


class Verdict(StrEnum):
    """How a check ended."""

    GOOD = "goed"
    NOTICE = "let op"
    WRONG = "FOUT"
    SKIPPED = "niet gekeken"


class Who(StrEnum):
    """Who must do something."""

    WE = "wij"
    THEY = "de partner"
    ISSUER = "de certificaatverstrekker"
    BOTH = "wij en de partner"
    NOBODY = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line: what was looked at, how it ended and why, and what to do by whom."""

    check: Check
    verdict: Verdict
    explanation: str
    action: str = ""
    who: Who = Who.NOBODY


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What one reason means; braces take what the check knows: host, port, oin, outcome, seconds, endpoint."""

    explanation: str
    action: str
    who: Who
    verdict: Verdict = Verdict.WRONG


RENEW: Final = "Vraag een nieuw certificaat aan, zet het in gebruik, en wissel het in de afspraak uit."

# Reasons of the look at their server (adapters/http/probe.py), by check.
_CONNECTION: Final[Mapping[tuple[Check, str], Diagnosis]] = {
    (Check.NAME, "unknown-name"): Diagnosis(
        "De naam {host} is in DNS niet te vinden.",
        "Laat de naam in DNS zetten, of zet het adres onder [books.addresses] in onze instellingen.",
        Who.THEY,
    ),
    (Check.NAME, "private-address"): Diagnosis(
        "De naam {host} wijst naar een adres dat niet openbaar is; daar verbinden wij niet mee.",
        "Klopt het adres, zet het dan onder [books.addresses]; laat de partner anders DNS herstellen.",
        Who.BOTH,
    ),
    (Check.NAME, "endpoint"): Diagnosis(
        "Het endpoint in de afspraak is geen https-adres met een hostnaam.",
        "Maak een afspraak met een bruikbaar endpoint.",
        Who.BOTH,
    ),
    (Check.CONNECTION, "refused"): Diagnosis(
        "Op {host} poort {port} neemt niemand op.",
        "Start de gateway daar, of controleer de poort in de afspraak en de firewall ervoor.",
        Who.THEY,
    ),
    (Check.CONNECTION, "timeout"): Diagnosis(
        "{host} poort {port} antwoordt niet; meestal houdt een firewall ons tegen.",
        "Laat onze firewall naar buiten en hun firewall naar binnen nakijken.",
        Who.BOTH,
    ),
    (Check.CONNECTION, "unreachable"): Diagnosis(
        "Er is van hier geen weg naar {host}.", "Kijk onze netwerkroute en firewall na.", Who.WE
    ),
    (Check.TLS, "other-version"): Diagnosis(
        "{host} spreekt geen TLS 1.2 of 1.3 met een versleuteling die wij toestaan.",
        "Zet TLS 1.2 of 1.3 aan volgens de NCSC-richtlijn.",
        Who.THEY,
    ),
    (Check.TLS, "no-tls"): Diagnosis(
        "Op {host} poort {port} wordt geen TLS gesproken.", "Controleer poort en endpoint in de afspraak.", Who.THEY
    ),
    (Check.TLS, "silent"): Diagnosis(
        "{host} neemt op, maar zegt niets terug.", "Kijk na waarom de TLS-handshake daar blijft steken.", Who.THEY
    ),
    (Check.TLS, "hangs-up"): Diagnosis(
        "{host} verbreekt de verbinding tijdens de TLS-handshake.",
        "Kijk in het logboek van de gateway daar, of van wat ervoor staat.",
        Who.THEY,
    ),
    (Check.CLIENT, "client-refused"): Diagnosis(
        "{host} weigert ons TLS-certificaat.",
        "Laat de partner ons certificaat uit de afspraak en zijn verstrekker vertrouwen.",
        Who.THEY,
    ),
    (Check.CLIENT, "hangs-up"): Diagnosis(
        "{host} verbreekt de verbinding zodra de TLS-handshake klaar is.",
        "Kijk daar in het logboek; vaak wordt ons certificaat zonder een woord geweigerd.",
        Who.THEY,
    ),
}

# Reasons why a certificate proves nothing: those of Distrust, and of the TLS library.
_CERTIFICATE: Final[Mapping[str, Diagnosis]] = {
    "expired": Diagnosis("Het certificaat is verlopen.", RENEW, Who.THEY),
    "not-yet-valid": Diagnosis(
        "Het certificaat is nog niet geldig.", "Controleer de klokken, en anders de ingangsdatum.", Who.THEY
    ),
    "revoked": Diagnosis("Het certificaat is ingetrokken.", RENEW, Who.THEY),
    "other-oin": Diagnosis(
        "Het certificaat hoort bij een andere organisatie dan de OIN {oin} in de afspraak.",
        "Gebruik een certificaat op de OIN van de afspraak; staat er een knooppunt tussen, leg dat mandaat vast.",
        Who.THEY,
    ),
    "server-name": Diagnosis(
        "Het certificaat draagt de naam {host} niet.",
        "Laat een certificaat op deze naam maken, of de naam in de afspraak verbeteren.",
        Who.THEY,
    ),
    "unknown-issuer": Diagnosis(
        "Het certificaat leidt niet naar een verstrekker die wij vertrouwen.",
        "Stuur de hele keten mee van een vertrouwde verstrekker; hoort die erbij, zet hem bij ons in trust/.",
        Who.THEY,
    ),
    "revocation-stale": Diagnosis(
        "Onze lijst van ingetrokken certificaten is te oud; dat zegt niets over de partner.",
        "Kijk met `schakel trust fetch` waarom er geen nieuwe komt, of zet die in trust/crls.",
        Who.WE,
    ),
    "revocation-unknown": Diagnosis(
        "Wij hebben van deze verstrekker geen lijst van ingetrokken certificaten.",
        "Zet zijn adres in crl_sources, of zijn lijst in trust/crls.",
        Who.WE,
    ),
    "denied-here": Diagnosis(
        "Het certificaat of de organisatie staat in ons eigen denied.txt.",
        "Haal de regel weg als dat niet meer de bedoeling is.",
        Who.WE,
    ),
}
_UNFIT: Final = Diagnosis(
    "Het certificaat voldoet niet aan PKIoverheid ({reason}).",
    "Vraag een certificaat aan dat daar wel aan voldoet.",
    Who.THEY,
)
_NO_PATHS: Final = frozenset({"no-path", "invalid-path"})

# Outcomes of the attempt that the running gateway made (D28).
_SENDING: Final[Mapping[str, Diagnosis]] = {
    "no-agreement": Diagnosis(
        "De draaiende gateway kent deze afspraak niet.", "Herstart `schakel serve` en `schakel work`.", Who.WE
    ),
    "expired": Diagnosis(
        "De gateway kwam er niet op tijd aan toe.", "Kijk of hij het te druk heeft, en probeer het nog eens.", Who.WE
    ),
    "http-3": Diagnosis(
        "De server stuurt ons door naar een ander adres ({outcome}); dat volgen wij niet.",
        "Zet het goede endpoint in de afspraak, of haal de doorverwijzing weg.",
        Who.THEY,
    ),
    "http-4": Diagnosis(
        "De server weigert de aanvraag ({outcome}).",
        "Controleer het pad van het endpoint, en wie daar berichten mag brengen.",
        Who.THEY,
    ),
    "http-5": Diagnosis(
        "De server neemt het nu niet aan ({outcome}).",
        "Kijk daar of de dienst draait; wij blijven berichten aanbieden zolang dat is afgesproken.",
        Who.THEY,
    ),
    "http-500": Diagnosis(
        "De server antwoordt met een fout (http-500): meestal kent men daar deze afspraak niet, of staat er een ander "
        "certificaat van ons in.",
        "Laat de partner dezelfde afspraak laden, en in zijn logboek kijken.",
        Who.THEY,
    ),
}
_OTHER_SENDING: Final = Diagnosis(
    "De draaiende gateway kreeg het niet bij de partner ({outcome}), terwijl deze controle er wel kwam.",
    "Herstart de gateway, en kijk of hij dezelfde weg naar buiten heeft.",
    Who.WE,
)


def diagnose_connection(check: Check, reason: str, known: Mapping[str, object]) -> Finding:
    """Say what a reason of a look at their server means."""
    if check is Check.CERTIFICATE:
        return diagnose_certificate(check, reason, known)
    return _finding(check, _CONNECTION[check, reason], known)


def diagnose_certificate(check: Check, reason: str, known: Mapping[str, object], who: Who = Who.THEY) -> Finding:
    """Say what a reason to distrust a certificate means; `who` holds the certificate."""
    found = _CERTIFICATE.get("unknown-issuer" if reason in _NO_PATHS else reason, _UNFIT)
    if found.who is Who.THEY and who is not Who.THEY:
        found = Diagnosis(found.explanation, found.action, who)
    return _finding(check, found, {"reason": reason, **known})


def diagnose_sending(outcome: str) -> Finding:
    """Say what became of the one attempt that the running gateway made."""
    found = _SENDING.get(outcome) or _SENDING.get(outcome[: len("http-5")]) or _OTHER_SENDING
    return _finding(Check.SENDING, found, {"outcome": outcome})


def _finding(check: Check, found: Diagnosis, known: Mapping[str, object]) -> Finding:
    return Finding(
        check=check,
        verdict=found.verdict,
        explanation=found.explanation.format_map(known),
        action=found.action.format_map(known),
        who=found.who,
    )


def good(check: Check, explanation: str) -> Finding:
    """Return that nothing is wrong there."""
    return Finding(check=check, verdict=Verdict.GOOD, explanation=explanation)


def skipped(check: Check, explanation: str) -> Finding:
    """Return that nobody looked there, and why."""
    return Finding(check=check, verdict=Verdict.SKIPPED, explanation=explanation)


def notice(check: Check, explanation: str, action: str, who: Who) -> Finding:
    """Return that something will go wrong, or may."""
    return Finding(check=check, verdict=Verdict.NOTICE, explanation=explanation, action=action, who=who)


def wrong(check: Check, explanation: str, action: str, who: Who) -> Finding:
    """Return that something is wrong."""
    return Finding(check=check, verdict=Verdict.WRONG, explanation=explanation, action=action, who=who)
