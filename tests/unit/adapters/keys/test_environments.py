import pytest
from cryptography import x509

from adapters.keys.environments import require_environment
from adapters.simulator.authority_levels import Level
from adapters.simulator.certificates import p_256
from gateway.errors import ConfigError
from tests.kit.authority import AT

TRIAL, PRODUCTION, OWN = "TRIAL PKIoverheid Root", "Staat der Nederlanden Private Root CA - G1", "Regio Proef CA"


def _roots(*names: str) -> list[x509.Certificate]:
    return [Level.root(name, AT, p_256()).issued.certificate for name in names]


@pytest.mark.parametrize(("names", "production"), [((TRIAL, OWN), False), ((PRODUCTION, OWN), True)])
def test_roots_of_this_environment_are_taken(names: tuple[str, ...], *, production: bool) -> None:
    require_environment(_roots(*names), production=production)


@pytest.mark.parametrize(("wrong", "right", "production"), [(TRIAL, PRODUCTION, True), (PRODUCTION, TRIAL, False)])
def test_every_root_of_the_other_environment_is_named(wrong: str, right: str, *, production: bool) -> None:
    with pytest.raises(ConfigError) as refused:
        require_environment(_roots(right, wrong, f"{wrong} 2"), production=production)
    assert [mistake.partition(" is of ")[0] for mistake in refused.value.mistakes] == [
        f"trust folder: the root {wrong}",
        f"trust folder: the root {wrong} 2",
    ]
