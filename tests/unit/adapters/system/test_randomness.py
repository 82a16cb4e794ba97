"""The randomness of the machine."""

import pytest

from adapters.system.randomness import SystemRandomness
from gateway.errors import ConfigError


@pytest.mark.parametrize("domain", ["", "veilig thuis", "a@b", "\u00e9.test", "a" * 121])
def test_a_domain_that_cannot_stand_in_a_message_id_stops_the_house(domain: str) -> None:
    with pytest.raises(ConfigError, match="MessageId"):
        SystemRandomness(domain)
