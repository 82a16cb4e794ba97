"""On what terms an action travels: profile, reliability, signature and cipher, from both ends of the pair."""

from datetime import timedelta
from typing import Final

from gateway.domain.agreement import Action, ContentCipher, Profile, Reliability
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
    TO_PARTY_MSH,
    Rule,
)

# (reliable, signed, encrypted) -> profile (EB 2.3).
_PROFILES: Final = {(profile.reliable, profile.signed, profile.encrypted): profile for profile in Profile}
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
    if profile.signed:
        _check_signatures(*ends, findings)
    cipher = _read_cipher(*ends, findings) if profile.encrypted else ContentCipher.AES256_GCM
    if reliability is None or cipher is None or not pair.send.service or not pair.send.action:
        return None
    return Action(
        service=pair.send.service,
        service_type=pair.send.service_type,
        action=pair.send.action,
        outbound=outbound,
        profile=profile,
        reliability=reliability,
        cipher=cipher,
    )


def _read_profile(pair: Pair, sending: Channel, receiving: Channel, findings: Findings) -> Profile:
    """Return the profile that the sender's end comes closest to; where it differs, a mistake was added."""
    if (pair.send.signed, pair.send.encrypted) != (pair.receive.signed, pair.receive.encrypted):
        text = "CanSend and CanReceive differ in isNonRepudiationRequired or isConfidential"
        findings.mistake(Rule.CHANNELS_AGREE, pair.send.line, text)
    if sending.characteristics != receiving.characteristics:
        text = "the channels of sender and receiver differ in their MessagingCharacteristics"
        findings.mistake(Rule.CHANNELS_AGREE, sending.line, text)
    if pair.send.encrypted and not pair.send.signed:
        findings.mistake(Rule.PROFILE, pair.send.line, "an encrypted action must be signed as well (E-01)")
    reliable = sending.characteristics.ack_requested == "always"
    profile = _PROFILES[reliable, pair.send.signed or pair.send.encrypted, pair.send.encrypted]
    _check_characteristics(pair, sending.characteristics, profile, findings)
    return profile


def _check_characteristics(pair: Pair, given: Characteristics, profile: Profile, findings: Findings) -> None:
    # E-68: in a signed profile the receipt is signed too, or it would prove nothing.
    wanted = Characteristics(
        sync_reply_mode=given.sync_reply_mode,
        ack_requested="always" if profile.reliable else "never",
        ack_signature_requested="always" if profile.reliable and profile.signed else "never",
        duplicate_elimination="always" if profile.reliable else "never",
        actor=TO_PARTY_MSH if profile.reliable else given.actor,
    )
    if given != wanted:
        text = (
            f"the channel of an {profile} action must say ackRequested {wanted.ack_requested}, "
            f"ackSignatureRequested {wanted.ack_signature_requested}, "
            f"duplicateElimination {wanted.duplicate_elimination}{' and actor toPartyMSH' if profile.reliable else ''}"
        )
        findings.mistake(Rule.PROFILE, pair.send.line, text)


def _sides(sending: Channel, receiving: Channel, findings: Findings) -> tuple[Side, Side] | None:
    """Return how the sender sends and how the receiver receives."""
    if sending.exchange is None or receiving.exchange is None:
        return None
    for exchange in (sending.exchange, receiving.exchange):
        if exchange.sender is None or exchange.receiver is None:
            text = "the DocExchange needs both an ebXMLSenderBinding and an ebXMLReceiverBinding"
            findings.mistake(Rule.BOTH_BINDINGS, exchange.line, text)
    sender, receiver = sending.exchange.sender, receiving.exchange.receiver
    return None if sender is None or receiver is None else (sender, receiver)


def _read_reliability(sender: Side, receiver: Side, findings: Findings) -> Reliability | None:
    sent, received = _reliability_of(sender, findings), _reliability_of(receiver, findings)
    if sent and received and sent != received:
        text = "Retries, RetryInterval or PersistDuration of sender and receiver differ"
        findings.mistake(Rule.RELIABILITY, sender.line, text)
        return None
    return sent if received else None


def _reliability_of(side: Side, findings: Findings) -> Reliability | None:
    if side.order not in {None, NOT_GUARANTEED}:
        text = "MessageOrderSemantics must be NotGuaranteed (E-10)"
        findings.mistake(Rule.MESSAGE_ORDER, side.line, text)
    if not side.reliable or side.retries is None or side.interval is None or side.persist is None:
        text = (
            "a reliable action needs ReliableMessaging with Retries and RetryInterval, and a PersistDuration, "
            "in days, hours, minutes and seconds"
        )
        findings.mistake(Rule.RELIABILITY, side.line, text)
        return None
    if not 0 < side.retries <= LARGEST_RETRIES or not timedelta() < side.interval <= LONGEST_INTERVAL:
        text = f"Retries must be 1 to {LARGEST_RETRIES}, RetryInterval 1 second to {LONGEST_INTERVAL.days} days"
        findings.mistake(Rule.RELIABILITY, side.line, text)
        return None
    return _checked(side, side.retries, side.interval, side.persist, findings)


def _checked(
    side: Side, retries: int, interval: timedelta, persist: timedelta, findings: Findings
) -> Reliability | None:
    """Hold PersistDuration to ebMS 2.0, 6.4.6: the receiver remembers for longer than the sender retries.

    The register's own default, 8 retries of 3 hours and P1D, is one interval short of that (E-47): it is accepted with
    a notice, for our own memory never follows PersistDuration.
    """
    agreed = Reliability(retries=retries, retry_interval=interval, persist_duration=persist)
    if not interval * retries <= persist <= LONGEST_PERSIST:
        text = f"PersistDuration must be at least Retries x RetryInterval, at most {LONGEST_PERSIST.days} days"
        findings.mistake(Rule.PERSIST_DURATION, side.line, text)
        return None
    if persist < agreed.horizon:
        text = "PersistDuration is shorter than (1 + Retries) x RetryInterval: the last retry may be taken twice"
        findings.notice(Rule.PERSIST_DURATION, side.line, text)
    return agreed


def _check_signatures(sender: Side, receiver: Side, findings: Findings) -> None:
    for side in (sender, receiver):
        if not side.signs:
            findings.mistake(
                Rule.SIGNATURE_ALGORITHM, side.line, "a signed action needs NonRepudiation in both bindings"
            )
        elif side.hash_function != HASH_FUNCTION or side.signature_algorithms != (SIGNATURE_ALGORITHM,):
            text = f"HashFunction must be {HASH_FUNCTION}, and SignatureAlgorithm {SIGNATURE_ALGORITHM} alone"
            findings.mistake(Rule.SIGNATURE_ALGORITHM, side.line, text)


def _read_cipher(sender: Side, receiver: Side, findings: Findings) -> ContentCipher | None:
    known = [cipher for cipher in ContentCipher if sender.ciphers == receiver.ciphers == (cipher,)]
    if known:
        return known[0]
    text = f"an encrypted action needs DigitalEnvelope in both bindings, with one of {', '.join(ContentCipher)}"
    findings.mistake(Rule.ENCRYPTION_ALGORITHM, sender.line, text)
    return None
