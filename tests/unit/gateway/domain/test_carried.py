from gateway.domain.carried import CarriedKind
from gateway.domain.kinds import MessageType


def test_a_shipment_is_never_taken_for_a_message_of_the_catalogue() -> None:
    assert not {str(kind) for kind in CarriedKind} & {str(kind) for kind in MessageType}
