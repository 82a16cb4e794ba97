"""The books read at start: every agreement of a folder, and the register of organisations; all mistakes at once."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from adapters.partners.mandates import read_mandates
from gateway.domain.agreement import Agreement, Canonicalization, KeyTransport, Profile
from gateway.domain.identifiers import AgreementId, Oin, PartyId
from gateway.domain.party import Party, PartyKind
from gateway.errors import ConfigError, InvalidIdentifierError
from gateway.wire.ebms2 import cpa

# Bad input 248: a message of this chain never goes best effort, unless somebody asked for exactly that.
RELIABLE: Final = frozenset(profile for profile in Profile if profile.reliable)
_LARGEST_BYTES: Final = 1024 * 1024
# What a CPA cannot say (E-63, E-78), by the words of the file beside it.
_CANONICALIZATIONS: Final = {"inclusive": Canonicalization.INCLUSIVE, "exclusive": Canonicalization.EXCLUSIVE}
_KEY_TRANSPORTS: Final = {"rsa-oaep-mgf1p": KeyTransport.RSA_OAEP_MGF1P, "rsa-oaep": KeyTransport.RSA_OAEP}
_HABITS: Final[Mapping[str, Mapping[str, object]]] = {
    "canonicalization": _CANONICALIZATIONS,
    "key_transport": _KEY_TRANSPORTS,
}
_PARTY_KEYS: Final = frozenset({"oin", "name", "kinds"})
_MANDATES: Final = "mandates"


class AgreementBook:
    """The agreements of a folder (`*.xml`), as they stood at the start; several versions of one stand side by side.

    A file of the same name with `.toml` says what a CPA cannot: `canonicalization` ("inclusive" or "exclusive") and
    `key_transport` ("rsa-oaep-mgf1p" or "rsa-oaep").
    """

    def __init__(self, folder: Path, own: PartyId, profiles: frozenset[Profile] = RELIABLE) -> None:
        """Read every agreement, or raise ConfigError with every mistake in all of them."""
        read: dict[str, Agreement] = {}
        mistakes = _orphans(folder)
        for file in _files(folder):
            try:
                read[file.name] = _with_habits(cpa.parse(_read(file), own), file.with_suffix(".toml"))
            except ConfigError as error:
                mistakes += [f"{file.name}: {mistake}" for mistake in error.mistakes]
        mistakes += _unwanted(read, profiles)
        mistakes += _doubles(read)
        if mistakes:
            raise ConfigError(*mistakes)
        # The newest first: where two are in force, the one that started last counts (E-34).
        self.agreements = tuple(
            sorted(read.values(), key=lambda each: (each.start, str(each.agreement_id)), reverse=True)
        )

    def find(self, agreement_id: AgreementId, at: datetime) -> Agreement | None:
        """Return the version of the agreement in force at that moment."""
        return next((each for each in self.agreements if each.agreement_id == agreement_id and each.in_force(at)), None)

    def find_version(self, agreement_id: AgreementId, digest: str) -> Agreement | None:
        """Return the very version a message started with, in force or not (F57)."""
        wanted = (agreement_id, digest)
        return next((each for each in self.agreements if (each.agreement_id, each.digest) == wanted), None)

    def find_route(self, receiver: Oin, service: str, action: str, at: datetime) -> Agreement | None:
        """Return the agreement in force under which we may send that action of that service to that organisation."""
        agreements = self._with(receiver, at)
        return next((each for each in agreements if each.find_action(service, action, outbound=True)), None)

    def services_to(self, receiver: Oin, at: datetime) -> frozenset[str]:
        """Return the services under which we may send anything at all to that organisation."""
        agreements = self._with(receiver, at)
        return frozenset(action.service for each in agreements for action in each.actions if action.outbound)

    def _with(self, receiver: Oin, at: datetime) -> Iterable[Agreement]:
        return (each for each in self.agreements if each.partner.party_id.oin == receiver and each.in_force(at))


class PartyRegister:
    """The organisations of a file: `[[party]]` with `oin`, `name` and `kinds`; our own stands among them."""

    def __init__(self, file: Path, own: Oin) -> None:
        """Read every party, or raise ConfigError with every mistake."""
        mistakes: list[str] = []
        parties = _read_parties(file, mistakes)
        counts = Counter(party.oin for party in parties)
        mistakes += [f"party {oin} stands there {count} times; keep one" for oin, count in counts.items() if count > 1]
        if not mistakes and own not in counts:
            mistakes.append(f"our own organisation {own} is not there; add it")
        if mistakes:
            raise ConfigError(*(f"{file.name}: {mistake}" for mistake in mistakes))
        self._parties = {party.oin: party for party in parties}
        self._own = self._parties[own]

    @property
    def own(self) -> Party:
        """The organisation this gateway belongs to."""
        return self._own

    @property
    def parties(self) -> tuple[Party, ...]:
        """Every organisation, in the order of the file."""
        return tuple(self._parties.values())

    def find(self, oin: Oin) -> Party | None:
        """Return the organisation, if it is known."""
        return self._parties.get(oin)


def require_known(book: AgreementBook, register: PartyRegister) -> None:
    """Raise ConfigError for every agreement with an organisation that the register does not know."""
    strangers = {each.partner.party_id.oin for each in book.agreements if not register.find(each.partner.party_id.oin)}
    if strangers:
        raise ConfigError(
            *(f"there is an agreement with {oin}, which the register of parties lacks" for oin in sorted(strangers))
        )


def _files(folder: Path) -> Sequence[Path]:
    try:
        return sorted(file for file in folder.iterdir() if file.suffix == ".xml" and file.is_file())
    except OSError:
        mistake = f"{folder.name}: the folder of agreements cannot be read; create it, or correct its name"
        raise ConfigError(mistake) from None


def _read(file: Path) -> bytes:
    try:
        # One octet more than an agreement may have is enough to have it refused.
        with file.open("rb") as opened:
            return opened.read(_LARGEST_BYTES + 1)
    except OSError:
        mistake = f"{file.name} cannot be read; check that it is there and who may read it"
        raise ConfigError(mistake) from None


def _orphans(folder: Path) -> list[str]:
    names = {file.stem for file in _files(folder)}
    return [
        f"{file.name}: there is no agreement {file.stem}.xml beside it; add that or remove this"
        for file in sorted(folder.glob("*.toml"))
        if file.stem not in names
    ]


def _with_habits(agreement: Agreement, file: Path) -> Agreement:
    if not file.is_file():
        return agreement
    document = _read_toml(file)
    if any(not isinstance(value, str) or value not in _HABITS.get(key, {}) for key, value in document.items()):
        known = " and ".join(f"{name} ({' or '.join(values)})" for name, values in _HABITS.items())
        mistake = f"{file.name} beside it holds something else than {known}"
        raise ConfigError(mistake)
    canonicalization = _CANONICALIZATIONS[document.get("canonicalization", "inclusive")]
    transport = _KEY_TRANSPORTS[document.get("key_transport", "rsa-oaep-mgf1p")]
    actions = (
        replace(action, canonicalization=canonicalization, key_transport=transport) for action in agreement.actions
    )
    return replace(agreement, actions=tuple(actions))


def _unwanted(read: Mapping[str, Agreement], profiles: frozenset[Profile]) -> Iterable[str]:
    for name, agreement in read.items():
        others = sorted({action.profile for action in agreement.actions} - profiles)
        if others:
            yield f"{name}: profile {', '.join(others)} is not used here; use one of {', '.join(sorted(profiles))}"


def _doubles(read: Mapping[str, Agreement]) -> Iterable[str]:
    """Two versions that start together leave open which one counts."""
    first: dict[tuple[AgreementId, datetime], str] = {}
    for name, agreement in read.items():
        holder = first.setdefault((agreement.agreement_id, agreement.start), name)
        if holder != name:
            yield f"{name}: has the same cpaid and Start as {holder}; remove one of them"


def _read_toml(file: Path) -> dict[str, Any]:  # Any: what TOML holds
    try:
        return tomllib.loads(_read(file).decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        # `from None`: the parser's own text quotes the file.
        mistake = f"{file.name} is not TOML in UTF-8"
        raise ConfigError(mistake) from None


def _read_parties(file: Path, mistakes: list[str]) -> list[Party]:
    parties = (_read_party(entry, place, mistakes) for place, entry in enumerate(_entries(file, mistakes), start=1))
    return [party for party in parties if party is not None]


def _entries(file: Path, mistakes: list[str]) -> Sequence[object]:
    try:
        document = _read_toml(file)
    except ConfigError as error:
        mistakes += error.mistakes
        return ()
    entries = document.pop("party", [])
    if document or not isinstance(entries, list):
        mistakes.append("only parties stand here: write [[party]] above each, and nothing before the first")
        return ()
    return entries


def _read_party(entry: object, place: int, mistakes: list[str]) -> Party | None:
    """Read one party, or add what is wrong with it: its place in the file and the key, never the value."""
    if not isinstance(entry, dict) or entry.keys() - {_MANDATES} != _PARTY_KEYS:
        mistakes.append(
            f"party {place}: needs exactly these keys: {', '.join(sorted(_PARTY_KEYS))}; it may have {_MANDATES}"
        )
        return None
    oin, name, kinds = _read_oin(entry["oin"]), entry["name"], _read_kinds(entry["kinds"])
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
    return Party(oin=oin, name=name, kinds=kinds, mandates=mandates)


def _read_oin(value: object) -> Oin | None:
    try:
        return Oin.parse(value) if isinstance(value, str) else None
    except InvalidIdentifierError:
        return None


def _read_kinds(value: object) -> frozenset[PartyKind]:
    known = set(PartyKind)
    if not isinstance(value, list) or not all(isinstance(each, str) and each in known for each in value):
        return frozenset()
    return frozenset(PartyKind(each) for each in value)
