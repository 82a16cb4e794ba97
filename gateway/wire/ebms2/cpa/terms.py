"""On what terms an action travels: profile, reliability, signature and cipher, from both ends of the pair."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final, TypeAlias

from gateway.domain.agreement import (
    Action,
    ContentCipher,
    DigestMethod,
    LegacyCipher,
    Profile,
    Reliability,
    SignatureMethod,
    SyncReply,
)
from gateway.wire.ebms2.cpa.document import Channel, Characteristics, Side
from gateway.wire.ebms2.cpa.findings import Findings
from gateway.wire.ebms2.cpa.pairs import Pair
from gateway.wire.ebms2.cpa.vocabulary import (
    HASH_FUNCTION,
    LARGEST_RETRIES,
    LONGEST_INTERVAL,
    LONGEST_PERSIST,
    NOT_GUARANTEED,
    NOTHING_AGREED,
    SIGNATURE_ALGORITHM,
    SIGNATURES,
    TO_PARTY_MSH,
    USUAL_INTERVAL,
    WEAK_SIGNATURES,
    Rule,
)

# (reliable, signed, encrypted) -> profile (EB 2.3).
_PROFILES: Final = {(profile.reliable, profile.signed, profile.encrypted): profile for profile in Profile}
Signature: TypeAlias = tuple[DigestMethod, SignatureMethod]
_KNOWN_SIGNATURES: Final = {(str(digest), str(method)): (digest, method) for digest, method in SIGNATURES}
_ANY_SIGNATURE: Final = (HASH_FUNCTION, SIGNATURE_ALGORITHM)
_ALWAYS: Final = "always"
_NEVER: Final = "never"
_LEGACY_CIPHERS: Final = frozenset(map(str, LegacyCipher))
_BEST_EFFORT: Final = Reliability(retries=0, retry_interval=NOTHING_AGREED, persist_duration=NOTHING_AGREED)


def read_action(pair: Pair, *, outbound: bool, findings: Findings) -> Action | None:
    """Return the action as both ends agreed it; None when a mistake was added."""
    sending, receiving = pair.channels
    if sending is None or receiving is None:
        return None
    profile = _read_profile(pair, sending, receiving, findings)
    ends = _sides(sending, receiving, findings)
    if ends is None:
        return None
    reliability = _read_reliability(*ends, findings) if profile.reliable else _BEST_EFFORT
    signature = _read_signature(*ends, findings) if profile.signed else _ANY_SIGNATURE
    cipher = _read_cipher(*ends, findings, outbound=outbound) if profile.encrypted else ContentCipher.AES256_GCM
    sync_reply = _read_sync_reply(sending, profile, findings)
    if reliability is None or signature is None or cipher is None or not pair.send.service or not pair.send.action:
        return None
    digest_method, signature_method = signature
    return Action(
        service=pair.send.service,
        service_type=pair.send.service_type,
        action=pair.send.action,
        outbound=outbound,
        profile=profile,
        reliability=reliability,
        digest_method=digest_method,
        signature_method=signature_method,
        cipher=cipher,
        sync_reply=sync_reply,
        ack_signature_requested=sending.characteristics.ack_signature_requested == _ALWAYS,
    )


def signature_of(side: Side) -> Signature | None:
    """Return how this side signs, if that is a way we know."""
    if len(side.signature_algorithms) != 1:
        return None
    return _KNOWN_SIGNATURES.get((side.hash_function or "", side.signature_algorithms[0] or ""))


def check_acknowledgements(actions: Sequence[Action], line: int, findings: Findings) -> None:
    """E-80, assertion 84: actions that are acknowledged in different ways belong in different agreements."""
    if len({acknowledgement_of(action) for action in actions}) > 1:
        text = (
            "acties met verschillende ontvangstbevestiging (geen, zonder of met handtekening, direct of apart) staan "
            "in één afspraak; vraag een afspraak voor elk"
        )
        findings.notice(Rule.ONE_ACKNOWLEDGEMENT, line, text)


def acknowledgement_of(action: Action) -> tuple[bool, bool, SyncReply]:
    """Return in which way the action is acknowledged: at all, signed, and where."""
    reliable = action.profile.reliable
    return reliable, reliable and action.receipt_signed, action.sync_reply


def _read_sync_reply(sending: Channel, profile: Profile, findings: Findings) -> SyncReply:
    """EB 2.5: signals come back over the same connection only with the reliable profiles."""
    if sending.characteristics.sync_reply_mode != SyncReply.MSH_SIGNALS_ONLY:
        return SyncReply.NONE
    if not profile.reliable:
        text = f"syncReplyMode {SyncReply.MSH_SIGNALS_ONLY} hoort alleen bij een betrouwbaar profiel (osb-rm)"
        findings.mistake(Rule.SYNC_REPLY, sending.line, text)
    return SyncReply.MSH_SIGNALS_ONLY


def _read_profile(pair: Pair, sending: Channel, receiving: Channel, findings: Findings) -> Profile:
    """Return the profile that the sender's end comes closest to; where it differs, a mistake was added."""
    if (pair.send.signed, pair.send.encrypted) != (pair.receive.signed, pair.receive.encrypted):
        text = "CanSend en CanReceive verschillen in isNonRepudiationRequired of isConfidential"
        findings.mistake(Rule.CHANNELS_AGREE, pair.send.line, text)
    if sending.characteristics != receiving.characteristics:
        text = "de kanalen van zender en ontvanger verschillen in hun MessagingCharacteristics"
        findings.mistake(Rule.CHANNELS_AGREE, sending.line, text)
    if pair.send.encrypted and not pair.send.signed:
        findings.mistake(Rule.PROFILE, pair.send.line, "een versleutelde actie moet ook ondertekend zijn")
    reliable = sending.characteristics.ack_requested == _ALWAYS
    profile = _PROFILES[reliable, pair.send.signed or pair.send.encrypted, pair.send.encrypted]
    _check_characteristics(pair, sending.characteristics, profile, findings)
    return profile


def _check_characteristics(pair: Pair, given: Characteristics, profile: Profile, findings: Findings) -> None:
    receipt_may_be_signed = profile.reliable and profile.signed
    wanted = Characteristics(
        sync_reply_mode=given.sync_reply_mode,
        ack_requested=_ALWAYS if profile.reliable else _NEVER,
        ack_signature_requested=_ALWAYS if receipt_may_be_signed else _NEVER,
        duplicate_elimination=_ALWAYS if profile.reliable else _NEVER,
        actor=TO_PARTY_MSH if profile.reliable else given.actor,
    )
    if given == wanted:
        return
    if receipt_may_be_signed and given == replace(wanted, ack_signature_requested=_NEVER):
        text = (
            "de ontvangstbevestiging wordt niet ondertekend (ackSignatureRequested never), dus zij bewijst niets; "
            "vraag de partner om always"
        )
        findings.notice(Rule.SIGNED_RECEIPT, pair.send.line, text)
        return
    text = (
        f"het kanaal van een {profile}-actie moet hebben: ackRequested {wanted.ack_requested}, "
        f"ackSignatureRequested {wanted.ack_signature_requested}, "
        f"duplicateElimination {wanted.duplicate_elimination}{' en actor toPartyMSH' if profile.reliable else ''}"
    )
    findings.mistake(Rule.PROFILE, pair.send.line, text)


def _sides(sending: Channel, receiving: Channel, findings: Findings) -> tuple[Side, Side] | None:
    """Return how the sender sends and how the receiver receives."""
    if sending.exchange is None or receiving.exchange is None:
        return None
    for exchange in (sending.exchange, receiving.exchange):
        if exchange.sender is None or exchange.receiver is None:
            text = "een DocExchange heeft zowel een ebXMLSenderBinding als een ebXMLReceiverBinding nodig"
            findings.mistake(Rule.BOTH_BINDINGS, exchange.line, text)
    sender, receiver = sending.exchange.sender, receiving.exchange.receiver
    return None if sender is None or receiver is None else (sender, receiver)


def _read_reliability(sender: Side, receiver: Side, findings: Findings) -> Reliability | None:
    sent, received = _reliability_of(sender, findings), _reliability_of(receiver, findings)
    if sent and received and sent != received:
        text = "Retries, RetryInterval of PersistDuration van zender en ontvanger verschillen"
        findings.mistake(Rule.RELIABILITY, sender.line, text)
        return None
    return sent if received else None


def _reliability_of(side: Side, findings: Findings) -> Reliability | None:
    if side.order not in {None, NOT_GUARANTEED}:
        text = "MessageOrderSemantics moet NotGuaranteed zijn"
        findings.mistake(Rule.MESSAGE_ORDER, side.line, text)
    if side.unreadable:
        text = "Retries moet een getal zijn, RetryInterval en PersistDuration dagen, uren, minuten en seconden"
        findings.mistake(Rule.RELIABILITY, side.line, text)
        return None
    retries, interval, persist = _filled_in(side, findings)
    if not 0 < retries <= LARGEST_RETRIES or not timedelta() < interval <= LONGEST_INTERVAL:
        text = f"Retries moet 1 tot {LARGEST_RETRIES} zijn, RetryInterval 1 seconde tot {LONGEST_INTERVAL.days} dagen"
        findings.mistake(Rule.RELIABILITY, side.line, text)
        return None
    return _checked(side, retries, interval, persist, findings)


def _filled_in(side: Side, findings: Findings) -> tuple[int, timedelta, timedelta]:
    """Return retries, interval and PersistDuration; what the CPA leaves open makes five days of it (E-46, E-47)."""
    if None in {side.retries, side.interval, side.persist}:
        text = f"niet alles over herhalen is afgesproken; wat ontbreekt wordt aangevuld tot {NOTHING_AGREED.days} dagen"
        findings.notice(Rule.RELIABILITY, side.line, text)
    span = NOTHING_AGREED if side.persist is None else min(side.persist, NOTHING_AGREED)
    interval = side.interval
    if interval is None:
        interval = span // side.retries if side.retries else USUAL_INTERVAL
    retries = max(1, span // (interval or span)) if side.retries is None else side.retries
    return retries, interval, max(span, interval * retries) if side.persist is None else side.persist


def _checked(
    side: Side, retries: int, interval: timedelta, persist: timedelta, findings: Findings
) -> Reliability | None:
    """Hold PersistDuration to ebMS 2.0, 6.4.6: the receiver remembers for longer than the sender retries.

    The register's own default, 8 retries of 3 hours and P1D, is one interval short of that (E-47): it is accepted with
    a notice, for our own memory never follows PersistDuration.
    """
    agreed = Reliability(retries=retries, retry_interval=interval, persist_duration=persist)
    if not interval * retries <= persist <= LONGEST_PERSIST:
        text = f"PersistDuration moet ten minste Retries x RetryInterval zijn, hooguit {LONGEST_PERSIST.days} dagen"
        findings.mistake(Rule.PERSIST_DURATION, side.line, text)
        return None
    if persist < agreed.horizon:
        text = "PersistDuration is korter dan (1 + Retries) x RetryInterval: de laatste herhaling kan dubbel aankomen"
        findings.notice(Rule.PERSIST_DURATION, side.line, text)
    return agreed


def _read_signature(sender: Side, receiver: Side, findings: Findings) -> Signature | None:
    """Return how the action is signed, when both sides name the same way and we know it (E-64, assertion 87)."""
    found = {signature_of(side) for side in (sender, receiver)}
    for side in (sender, receiver):
        if not side.signs:
            text = "een ondertekende actie heeft NonRepudiation nodig in beide bindings"
            findings.mistake(Rule.SIGNATURE_ALGORITHM, side.line, text)
        elif {side.hash_function, *side.signature_algorithms} & WEAK_SIGNATURES:
            text = (
                "SHA-1 mag niet meer: er wordt niet mee verzonden en wat ermee is ondertekend wordt geweigerd; vraag "
                "een afspraak met SHA-256"
            )
            findings.mistake(Rule.SIGNATURE_ALGORITHM, side.line, text)
        elif signature_of(side) is None or len(found) > 1:
            known = " of ".join(f"{digest} met {method}" for digest, method in sorted(SIGNATURES))
            text = f"HashFunction en SignatureAlgorithm moeten aan beide kanten gelijk zijn: {known}"
            findings.mistake(Rule.SIGNATURE_ALGORITHM, side.line, text)
    return found.pop() if len(found) == 1 else None


def _read_cipher(sender: Side, receiver: Side, findings: Findings, *, outbound: bool) -> ContentCipher | None:
    known = [cipher for cipher in ContentCipher if sender.ciphers == receiver.ciphers == (cipher,)]
    if known:
        return known[0]
    old = len(sender.ciphers) == 1 and _LEGACY_CIPHERS.issuperset(sender.ciphers)
    if not outbound and old and sender.ciphers == receiver.ciphers:
        # E-78: an exception says so, and while there is none, nothing that comes in this way is opened.
        text = "met dit algoritme wordt post alleen geopend zolang een tijdelijke uitzondering ([[legacy]]) geldt"
        findings.notice(Rule.ENCRYPTION_ALGORITHM, sender.line, text)
        return ContentCipher.AES256_GCM
    if {*sender.ciphers, *receiver.ciphers} & _LEGACY_CIPHERS:
        text = (
            "CBC en 3DES zijn niet om mee te verzenden; vraag een afspraak met AES-GCM. Kan de partner dat nog niet, "
            "dan kan zijn post alleen worden geopend met een tijdelijke uitzondering"
        )
    else:
        text = f"een versleutelde actie heeft DigitalEnvelope nodig in beide bindings, met {' of '.join(ContentCipher)}"
    findings.mistake(Rule.ENCRYPTION_ALGORITHM, sender.line, text)
    return None
