from typing import Final

from gateway.domain.agreement import Profile
from gateway.domain.identifiers import ConversationId, MessageId
from gateway.wire.ebms2 import endpoint as ebms2
from gateway.wire.stages import EnvelopeKind, Proven
from tests.kit.clock import NOON
from tests.kit.world import POLITIE, VEILIG_THUIS, World

ASKED: Final = MessageId("vraag@politie.schakel.test")
ABOUT: Final = MessageId("bericht@politie.schakel.test")


async def _heard(profile: Profile, about: MessageId | None) -> Proven:
    """Return what Veilig Thuis hears when the police ask."""
    world = World(profile)
    side, other = world.side(POLITIE), world.side(VEILIG_THUIS)
    agreement = side.agreement_with(VEILIG_THUIS)
    sealed = await side.finish(ebms2.compose_question(about, agreement, ASKED, ConversationId("gesprek"), NOON))
    return await other.prove(sealed.content_type, sealed.body, POLITIE)


async def test_a_ping_is_signed_where_messages_are() -> None:
    heard = await _heard(Profile.RM_E, None)
    assert (heard.address.kind, heard.address.message_id, heard.asked_about) == (EnvelopeKind.PING, ASKED, None)
    assert len(heard.references) == 1


async def test_a_question_about_a_message_names_it() -> None:
    heard = await _heard(Profile.RM_S, ABOUT)
    assert (heard.address.kind, heard.asked_about) == (EnvelopeKind.STATUS_REQUEST, ABOUT)
    assert len(heard.references) == 1


async def test_where_nothing_is_signed_a_question_is_not_either() -> None:
    assert (await _heard(Profile.RM, None)).references == ()
