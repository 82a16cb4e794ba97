"""Which services are carried for which partner without being read, as the settings name them; no is the default."""

from collections.abc import Iterable

from gateway.domain.identifiers import Oin


class CarriedBook:
    """Pairs of a partner and a service, and nothing else: no pattern, and never all of a partner."""

    def __init__(self, named: Iterable[tuple[Oin, str]]) -> None:
        """Take every pair that is carried."""
        self._named = frozenset(named)

    def carries(self, partner: Oin, service: str) -> bool:
        """Tell whether the settings name that service for that partner."""
        return (partner, service) in self._named
