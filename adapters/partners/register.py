"""The register of organisations, as a file holds it."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from adapters.partners.mandates import read_hub_mandates, read_mandates
from adapters.partners.reading import oin_of, read_toml, words_of
from adapters.system import disk
from gateway.domain.identifiers import Oin
from gateway.domain.party import HubMandate, HubUse, Party, PartyKind
from gateway.errors import ConfigError

_PARTY_KEYS: Final = frozenset({"oin", "name", "kinds"})
_MANDATES: Final = "mandates"
_HUB_MANDATES: Final = "hub_mandates"


class PartyRegister:
    """The organisations of a file: `[[party]]` with `oin`, `name` and `kinds`; our own stands among them."""

    def __init__(self, file: Path, own: Oin) -> None:
        """Read every party, or raise ConfigError with every mistake."""
        self._file = file
        self._own = own
        self._stamp = disk.stamp_of(file)
        self._parties = self._read()

    @property
    def own(self) -> Party:
        """The organisation this gateway belongs to."""
        return self._parties[self._own]

    @property
    def parties(self) -> tuple[Party, ...]:
        """Every organisation, in the order of the file."""
        return tuple(self._parties.values())

    @property
    def hub_mandates(self) -> tuple[HubMandate, ...]:
        """Who may stand in for whom with its own certificates."""
        return tuple(mandate for party in self.parties for mandate in party.hub_mandates)

    def find(self, oin: Oin) -> Party | None:
        """Return the organisation, if it is known."""
        return self._parties.get(oin)

    def stands_in(self, holder: Oin, principal: Oin, use: HubUse, at: datetime) -> bool:
        """Tell whether certificates of the one may be used for the other at that moment."""
        mandates = (each for each in self.hub_mandates if each.principal == principal)
        return any(each.covers(holder, use, at) for each in mandates)

    def reload(self) -> bool:
        """Read the file when it changed; False when it says the same. On ConfigError nothing changed, told once."""
        stamp = disk.stamp_of(self._file)
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        parties = self._read()
        fresh, self._parties = parties != self._parties, parties
        return fresh

    def _read(self) -> dict[Oin, Party]:
        mistakes: list[str] = []
        parties = _read_parties(self._file, mistakes)
        counts = Counter(party.oin for party in parties)
        mistakes += [f"party {oin} stands there {count} times; keep one" for oin, count in counts.items() if count > 1]
        if not mistakes and self._own not in counts:
            mistakes.append(f"our own organisation {self._own} is not there; add it")
        if mistakes:
            raise ConfigError(*(f"{self._file.name}: {mistake}" for mistake in mistakes))
        return {party.oin: party for party in parties}


def _read_parties(file: Path, mistakes: list[str]) -> list[Party]:
    parties = (_read_party(entry, place, mistakes) for place, entry in enumerate(_entries(file, mistakes), start=1))
    return [party for party in parties if party is not None]


def _entries(file: Path, mistakes: list[str]) -> Sequence[object]:
    document = read_toml(file)
    entries = document.pop("party", [])
    if document or not isinstance(entries, list):
        mistakes.append("only parties stand here: write [[party]] above each, and nothing before the first")
        return ()
    return entries


def _read_party(entry: object, place: int, mistakes: list[str]) -> Party | None:
    """Read one party, or add what is wrong with it: its place in the file and the key, never the value."""
    if not isinstance(entry, dict) or entry.keys() - {_MANDATES, _HUB_MANDATES} != _PARTY_KEYS:
        mistakes.append(
            f"party {place}: needs exactly these keys: {', '.join(sorted(_PARTY_KEYS))}; it may have {_MANDATES} and "
            f"{_HUB_MANDATES}"
        )
        return None
    oin, name, kinds = oin_of(entry["oin"]), entry["name"], words_of(entry["kinds"], PartyKind)
    if oin is None:
        mistakes.append(f"party {place}: oin must be an OIN of twenty positions, without suffix")
    if not isinstance(name, str) or not name.strip():
        mistakes.append(f"party {place}: name must be the name of the organisation")
    if not kinds:
        mistakes.append(f"party {place}: kinds must be a list of one or more of {', '.join(PartyKind)}")
    mandates = read_mandates(entry.get(_MANDATES, []))
    if mandates is None:
        mistakes.append(
            f"party {place}: mandates must each have principal (an OIN), types, and valid_from and valid_until (dates)"
        )
    if oin is None or not isinstance(name, str) or not name.strip() or not kinds or mandates is None:
        return None
    hub_mandates = read_hub_mandates(entry.get(_HUB_MANDATES, []), oin)
    if hub_mandates is None:
        mistakes.append(
            f"party {place}: hub_mandates must each have principal (an OIN), uses ({', '.join(HubUse)}), "
            "and valid_from and valid_until (dates)"
        )
        return None
    return Party(oin=oin, name=name, kinds=kinds, mandates=mandates, hub_mandates=hub_mandates)
