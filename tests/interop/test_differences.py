"""Two copies of one agreement that are not the same: what each side then refuses, and how the other hears of it."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

import pytest

from gateway.domain.agreement import DigestMethod, Profile, SyncReply
from gateway.wire.ebms2.cpa_create import AgreementForm, FormAction
from tests.interop.contents import SMALL, hand_in
from tests.interop.pair import Change, Pair
from tests.interop.signals import told_errors
from tests.interop.table import By, Row, Table, Way
from tests.interop.units import BE, CARRIED, PATIENT, RM, RM_E, RM_S, SYNC, Unit
from tests.kit.chain import eventually
from tests.kit.shipments import ACTION, Load

_MORE: Final = "brengIets"
_ERROR: Final = "MessageError"
_SMALL: Final = (Load(content=b"<a/>", media_type="application/xml", file_name="a.xml"),)
_UNSIGNED: Final = (
    "ours, on purpose (bad input 223): what is not signed ends no delivery, and the library signs no refusal; it is "
    "tried again, and expires"
)
_BESIDE: Final = "`refusal-unproven` beside the message, awaiting-receipt here"
_AFTER: Final = (
    "ours: best effort is over with the 204; what it says later is kept as `contradicted`, and our back office is told"
)
_NO_CHANNEL: Final = (
    "theirs: to compare the certificate it wants the channel of the action, before it judges the action"
)
_AT_ONCE: Final = "ours: where no answer over the same connection was agreed, none is read; the log says so"


def _profile(profile: Profile) -> Change:
    return lambda form: replace(form, profile=profile, reliability=PATIENT)


def _sha_512(form: AgreementForm) -> AgreementForm:
    return replace(form, digest_method=DigestMethod.SHA512)


def _at_once(form: AgreementForm) -> AgreementForm:
    return replace(form, sync_reply=SyncReply.MSH_SIGNALS_ONLY)


def _not_yet(form: AgreementForm) -> AgreementForm:
    return replace(form, start=form.start + timedelta(days=2))


def _without(form: AgreementForm) -> AgreementForm:
    return replace(form, actions=tuple(each for each in form.actions if each.service != CARRIED))


def _more(form: AgreementForm) -> AgreementForm:
    return replace(
        form, actions=(*form.actions, FormAction(service=CARRIED, action=_MORE, sender=form.parties[0].party_id))
    )


def _other_client(form: AgreementForm) -> AgreementForm:
    partner, own = form.parties
    return replace(form, parties=(partner, replace(own, client_certificate=own.signing_certificate)))


def _other_signer(form: AgreementForm) -> AgreementForm:
    partner, own = form.parties
    return replace(form, parties=(partner, replace(own, signing_certificate=own.client_certificate)))


def _other_path(form: AgreementForm) -> AgreementForm:
    partner, own = form.parties
    return replace(form, parties=(partner, replace(own, endpoint=f"{own.endpoint}/oud")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How the copy of the peer differs from ours."""

    unit: Unit
    copy: str
    change: Change

    def __str__(self) -> str:
        return f"{self.unit.name}, {self.copy}"


NOT_YET: Final = Difference(unit=RM, copy="not in force yet", change=_not_yet)
SIGNED: Final = Difference(unit=RM, copy="signed", change=_profile(Profile.RM_S))
BEST_EFFORT: Final = Difference(unit=RM, copy="best effort", change=_profile(Profile.BE))
RELIABLE: Final = Difference(unit=BE, copy="reliable", change=_profile(Profile.RM))
NOT_SIGNED: Final = Difference(unit=RM_S, copy="not signed", change=_profile(Profile.RM))
SHA_512: Final = Difference(unit=RM_S, copy="SHA-512", change=_sha_512)
OTHER_SIGNER: Final = Difference(unit=RM_S, copy="another certificate of ours for signing", change=_other_signer)
NOT_ENCRYPTED: Final = Difference(unit=RM_E, copy="not encrypted", change=_profile(Profile.RM_S))
MORE: Final = Difference(unit=RM, copy="with an action that we do not have", change=_more)
AT_ONCE: Final = Difference(unit=RM, copy="mshSignalsOnly", change=_at_once)
OTHER_PATH: Final = Difference(unit=RM, copy="another path of ours", change=_other_path)
OTHER_CLIENT: Final = Difference(unit=RM, copy="another certificate of ours for TLS", change=_other_client)
WITHOUT: Final = Difference(unit=RM, copy="without the service", change=_without)


def _sent(pair: Pair, difference: Difference) -> tuple[str, str]:
    """Ship something while the copies differ; return its reference, and what the peer said of it."""
    peer = pair.peer(difference.unit)
    with pair.differing(difference.unit, difference.change):
        reference = pair.ship(difference.unit, _SMALL)
        message_id = pair.message_id(reference)
        peer.wait(lambda: peer.has_signal(_ERROR, message_id), "a refusal")
    assert peer.statuses(message_id) == ["FAILED"]
    return reference, told_errors(peer.signal(_ERROR, message_id)[1])


def _note(table: Table, difference: Difference, way: Way, outcome: str, remark: str = "") -> None:
    case = f"{difference.unit.way}, its copy of the agreement: {difference.copy}"
    table.note(Row(number=11, way=way, case=case, by=By.GATEWAY, outcome=outcome, remark=remark))


@pytest.mark.parametrize("difference", [NOT_YET, SIGNED, BEST_EFFORT], ids=str)
def test_a_refusal_ends_the_delivery_and_the_back_office_is_told(
    pair: Pair, table: Table, difference: Difference
) -> None:
    reference, error = _sent(pair, difference)
    eventually("it is refused", lambda: pair.look(reference)["state"] == "refused")
    code = error.split("`")[1]
    told = f"De ontvanger weigert dit bericht op transportniveau ({code}). Vraag het de beheerder."
    assert pair.told(reference) == {"refused-by-partner": told}
    _note(table, difference, Way.OUT, f"{error}; refused here; told: `refused-by-partner`, *{told}*")


@pytest.mark.parametrize(
    "difference",
    [
        replace(NOT_YET, unit=RM_S),
        NOT_SIGNED,
        SHA_512,
        OTHER_SIGNER,
        NOT_ENCRYPTED,
        replace(NOT_YET, unit=SYNC),
        replace(SHA_512, unit=SYNC),
    ],
    ids=str,
)
def test_a_refusal_that_is_not_signed_is_noted_beside_the_message(
    pair: Pair, table: Table, difference: Difference
) -> None:
    reference, error = _sent(pair, difference)
    eventually("what it said is noted", lambda: "refusal-unproven" in pair.noted(reference))
    assert pair.look(reference)["state"] == "awaiting-receipt"
    assert pair.told(reference) == {}
    _note(
        table, difference, Way.OUT, f"{error}; `refusal-unproven` beside the message, awaiting-receipt here", _UNSIGNED
    )


@pytest.mark.parametrize("difference", [replace(NOT_YET, unit=BE), RELIABLE], ids=str)
def test_a_refusal_of_what_is_over_is_kept(pair: Pair, table: Table, difference: Difference) -> None:
    reference, error = _sent(pair, difference)
    eventually("what it said is kept", lambda: "contradicted" in pair.noted(reference))
    assert pair.look(reference)["state"] == "delivered"
    assert "Bel de ontvanger" in pair.told(reference)["delivery-contradicted"]
    _note(table, difference, Way.OUT, f"{error}; delivered here", _AFTER)


def test_an_answer_that_we_did_not_agree_to_is_not_read(pair: Pair, table: Table) -> None:
    reference, error = _sent(pair, AT_ONCE)
    eventually("the log says so", lambda: "answer-not-agreed" in pair.outcomes(RM))
    assert pair.look(reference)["state"] == "awaiting-receipt"
    outcome = f"{error}, over the connection of the message; awaiting-receipt here"
    _note(table, AT_ONCE, Way.OUT, outcome, _AT_ONCE)


@pytest.mark.parametrize("difference", [WITHOUT, OTHER_CLIENT], ids=str)
def test_after_a_500_we_try_again_and_it_arrives_once_the_copy_is_right(
    pair: Pair, table: Table, difference: Difference
) -> None:
    with pair.differing(RM, difference.change):
        reference = pair.ship(RM, _SMALL)
        eventually("it is tried again", lambda: pair.noted(reference).count("attempted") > 1)
    assert "http-500" in pair.outcomes(RM)
    eventually("it is delivered", lambda: pair.look(reference)["state"] == "delivered")
    remark = _NO_CHANNEL if difference is WITHOUT else ""
    _note(table, difference, Way.OUT, "HTTP 500, tried again; delivered here when its copy is right again", remark)


def test_an_agreement_that_it_does_not_have_is_tried_again(pair: Pair, table: Table) -> None:
    with pair.unknown(RM):
        reference = pair.ship(RM, _SMALL)
        eventually("it is tried again", lambda: pair.noted(reference).count("attempted") > 1)
    eventually("it is delivered", lambda: pair.look(reference)["state"] == "delivered")
    outcome = "HTTP 500, tried again; delivered here when it has the agreement"
    case = "osb-rm, it does not have the agreement"
    table.note(Row(number=12, way=Way.OUT, case=case, by=By.GATEWAY, outcome=outcome))


def test_best_effort_after_a_500_has_failed_and_the_back_office_is_told(pair: Pair, table: Table) -> None:
    difference = replace(OTHER_CLIENT, unit=BE)
    with pair.differing(BE, difference.change):
        reference = pair.ship(BE, _SMALL)
        eventually("it fails", lambda: pair.look(reference)["state"] == "failed")
    ((event, explanation),) = pair.told(reference).items()
    assert event == "delivery-failed"
    _note(table, difference, Way.OUT, f"HTTP 500; failed here; told: `{event}`, *{explanation}*")


# --- what the peer sends under its own copy ---

_OURS: Final = "`security-refused` in our evidence, nothing waits here"


@pytest.mark.parametrize(
    "difference", [SIGNED, NOT_SIGNED, SHA_512, NOT_ENCRYPTED, replace(SHA_512, unit=SYNC), MORE], ids=str
)
def test_what_does_not_fit_our_copy_is_refused_and_the_peer_hears_why(
    pair: Pair, table: Table, difference: Difference
) -> None:
    unit, peer = difference.unit, pair.peer(difference.unit)
    with pair.differing(unit, difference.change):
        way = (CARRIED, _MORE if difference is MORE else ACTION)
        message_id = hand_in(peer, unit, pair.own, SMALL, way=way)
        peer.wait_for_status(message_id, "DELIVERY_FAILED")
    assert peer.events(message_id) == ["FAILED"]
    assert pair.refused_from(unit, message_id)
    assert all(each["reference"] != message_id.partition("@")[0] for each in pair.desk.waiting())
    error = told_errors(peer.signal(_ERROR, message_id)[1])
    _note(table, difference, Way.IN, f"{error}; DELIVERY_FAILED there, one event; {_OURS}")


def test_a_path_that_is_not_ours_ends_it(pair: Pair, table: Table) -> None:
    peer = pair.peer(RM)
    with pair.differing(RM, OTHER_PATH.change):
        message_id = hand_in(peer, RM, pair.own, SMALL, way=(CARRIED, ACTION))
        peer.wait_for_status(message_id, "DELIVERY_FAILED")
    (attempt,) = peer.attempts(message_id)
    assert "StatusCode=404" in attempt
    assert peer.events(message_id) == ["FAILED"]
    outcome = "HTTP 404; DELIVERY_FAILED there at the first attempt"
    _note(table, OTHER_PATH, Way.IN, outcome, "why our gateway never answers 4xx to what may come again")
