"""The short form of an agreement as a file holds it: two parties, their certificates, and what they send each other."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeAlias, TypeVar

from adapters.partners.overlay import read_pem
from adapters.partners.reading import read_octets, read_toml
from gateway.domain.agreement import AgreementParty, ContentCipher, DigestMethod, Profile, Reliability, SyncReply
from gateway.domain.identifiers import AgreementId, PartyId
from gateway.errors import ConfigError, InvalidIdentifierError
from gateway.wire.ebms2.cpa.values import read_duration
from gateway.wire.ebms2.cpa_create import AgreementForm, FormAction

# Any: what TOML holds
_Table: TypeAlias = Mapping[str, Any]
Chosen = TypeVar("Chosen")
_BEGIN: Final = "-----BEGIN CERTIFICATE-----"
_END: Final = "-----END CERTIFICATE-----"

# E-46, E-47: what the register of CPAs fills in, but for a PersistDuration that covers the last retry.
_RELIABILITY: Final = Reliability(retries=8, retry_interval=timedelta(hours=3), persist_duration=timedelta(days=2))
_CIPHERS: Final = {"aes128-gcm": ContentCipher.AES128_GCM, "aes256-gcm": ContentCipher.AES256_GCM}
_DIGESTS: Final = {"sha256": DigestMethod.SHA256, "sha384": DigestMethod.SHA384, "sha512": DigestMethod.SHA512}
_CERTIFICATES: Final = ("client_certificate", "server_certificate", "signing_certificate", "encryption_certificate")
_PARTY: Final = frozenset({"party_id", "name", "role", "endpoint", "client_certificate", "server_certificate"})
_PARTY_MORE: Final = frozenset({"signing_certificate", "encryption_certificate"})
_TOP: Final = frozenset({"start", "end", "profile", "party", "service"})
_TOP_MORE: Final = frozenset(
    {
        "id",
        "service_id",
        "version",
        "retries",
        "retry_interval",
        "persist_duration",
        "cipher",
        "digest",
        "sync_reply",
        "signed_receipts",
    }
)
_PARTIES: Final = 2


def read_form(file: Path) -> AgreementForm:
    """Return the form; paths in it start at its own folder. Raise ConfigError with every mistake."""
    document = read_toml(file)
    mistakes = list(_keys(document, _TOP, _TOP_MORE, "het formulier"))
    reader = _Reader(document, file.parent, mistakes)
    parties, actions = reader.parties(), reader.actions()
    form = None if mistakes else reader.form(parties, actions)
    if form is None or mistakes:
        raise ConfigError(*(f"{file.name}: {mistake}" for mistake in mistakes))
    return form


def _keys(table: _Table, needed: frozenset[str], more: frozenset[str], what: str) -> Iterator[str]:
    missing, unknown = sorted(needed - table.keys()), sorted(table.keys() - needed - more)
    if missing:
        yield f"{what} mist {', '.join(missing)}"
    if unknown:
        yield f"{what} heeft {len(unknown)} onbekende sleutel(s); het kent {', '.join(sorted(needed | more))}"


class _Reader:
    """Reads the parts of a form, and notes what is wrong with them: the place, never the value."""

    def __init__(self, document: _Table, home: Path, mistakes: list[str]) -> None:
        self._document = document
        self._home = home
        self._mistakes = mistakes

    def parties(self) -> list[AgreementParty]:
        """Return both parties."""
        entries = self._document.get("party", [])
        if not isinstance(entries, list) or len(entries) != _PARTIES:
            self._mistakes.append("er zijn precies twee [[party]] nodig")
            return []
        read = [self._party(entry, place) for place, entry in enumerate(entries, start=1)]
        return [party for party in read if party is not None]

    def _party(self, entry: object, place: int) -> AgreementParty | None:
        what = f"party {place}"
        if not isinstance(entry, dict):
            self._mistakes.append(f"{what} is geen tabel")
            return None
        wrong = [
            *_keys(entry, _PARTY, _PARTY_MORE, what),
            *(f"{what}: {key} moet tekst zijn" for key, value in entry.items() if not isinstance(value, str)),
        ]
        self._mistakes += wrong
        party_id = None if wrong else self._party_id(entry["party_id"], f"{what}: party_id")
        if wrong or party_id is None:
            return None
        client, server, signing, encryption = (
            self._certificate(entry.get(name), f"{what}: {name}") for name in _CERTIFICATES
        )
        return AgreementParty(
            party_id=party_id,
            name=entry["name"],
            role=entry["role"],
            endpoint=entry["endpoint"],
            client_certificate=client,
            server_certificate=server,
            signing_certificate=signing,
            encryption_certificate=encryption,
        )

    def _party_id(self, value: object, what: str) -> PartyId | None:
        try:
            return PartyId.parse(str(value))
        except InvalidIdentifierError:
            self._mistakes.append(f"{what} moet een OIN zijn, buiten productie met _O, _T of _A erachter")
            return None

    def _certificate(self, name: str | None, what: str) -> bytes:
        if name is None:
            return b""
        try:
            certificate = read_pem(first_of(read_octets(self._home / name)))
        except ConfigError:
            certificate = None
        if certificate is None:
            self._mistakes.append(f"{what} moet een bestand met een certificaat (PEM) noemen")
            return b""
        return certificate

    def actions(self) -> list[FormAction]:
        """Return every action of every service."""
        services = self._document.get("service", [])
        if not isinstance(services, list) or not services:
            self._mistakes.append("er is ten minste één [[service]] nodig, met name en actions")
            return []
        read = [self._action(service, entry) for service in services for entry in self._entries(service)]
        return [action for action in read if action is not None]

    def _entries(self, service: object) -> list[object]:
        if isinstance(service, dict) and service.keys() == {"name", "actions"} and isinstance(service["actions"], list):
            return service["actions"]
        self._mistakes.append("een [[service]] heeft name en actions, en niets anders")
        return []

    def _action(self, service: _Table, entry: object) -> FormAction | None:
        if not isinstance(entry, dict) or not {"name", "sender"} <= entry.keys() <= {"name", "sender", "profile"}:
            self._mistakes.append("een actie heeft name en sender (een party_id), en hooguit een eigen profile")
            return None
        sender = self._party_id(entry["sender"], "sender van een actie")
        profile = self._choice(entry, "profile", {each.value: each for each in Profile}, None)
        if sender is None:
            return None
        return FormAction(service=str(service["name"]), action=str(entry["name"]), sender=sender, profile=profile)

    def form(self, parties: list[AgreementParty], actions: list[FormAction]) -> AgreementForm | None:
        """Return the whole form; None when a mistake was added."""
        document = self._document
        first, second = parties
        profile = self._choice(document, "profile", {each.value: each for each in Profile}, None)
        sync_reply = self._choice(document, "sync_reply", {each.value: each for each in SyncReply}, SyncReply.NONE)
        cipher = self._choice(document, "cipher", _CIPHERS, ContentCipher.AES256_GCM)
        digest = self._choice(document, "digest", _DIGESTS, DigestMethod.SHA256)
        start, end = self._moment("start"), self._moment("end")
        agreement_id, reliability = self._agreement_id(first, second), self._reliability()
        receipts_signed = document.get("signed_receipts", True)
        if not isinstance(receipts_signed, bool):
            self._mistakes.append("signed_receipts moet true of false zijn")
        if self._mistakes or profile is None or start is None or end is None or agreement_id is None:
            return None
        return AgreementForm(
            agreement_id=agreement_id,
            start=start,
            end=end,
            parties=(first, second),
            actions=tuple(actions),
            profile=profile,
            reliability=reliability,
            cipher=cipher or ContentCipher.AES256_GCM,
            digest_method=digest or DigestMethod.SHA256,
            sync_reply=sync_reply or SyncReply.NONE,
            receipts_signed=receipts_signed,
        )

    def _choice(self, table: _Table, key: str, values: Mapping[str, Chosen], default: Chosen | None) -> Chosen | None:
        word = table.get(key)
        if word is None:
            return default
        if not isinstance(word, str) or word not in values:
            self._mistakes.append(f"{key} moet een zijn van {', '.join(values)}")
            return None
        return values[word]

    def _moment(self, key: str) -> datetime | None:
        value = self._document[key]
        if isinstance(value, datetime) and value.tzinfo is not None:
            return value
        self._mistakes.append(f"{key} moet een moment met tijdzone zijn, zonder aanhalingstekens: 2026-12-01T00:00:00Z")
        return None

    def _agreement_id(self, first: AgreementParty, second: AgreementParty) -> AgreementId | None:
        """E-34: service, both parties and a version; or what the form says."""
        document = self._document
        if ("id" in document) == ("service_id" in document and "version" in document):
            self._mistakes.append("geef service_id en version, waaruit het CPAId wordt gemaakt, of zelf een id")
            return None
        made = f"{document.get('service_id')}_{first.party_id}_{second.party_id}_{document.get('version')}"
        try:
            return AgreementId.parse(str(document.get("id", made)))
        except InvalidIdentifierError:
            self._mistakes.append("het CPAId bestaat uit letters, cijfers, _ en -")
            return None

    def _reliability(self) -> Reliability:
        retries = self._document.get("retries", _RELIABILITY.retries)
        if not isinstance(retries, int) or isinstance(retries, bool):
            self._mistakes.append("retries moet een geheel getal zijn")
            retries = 0
        return Reliability(
            retries=retries,
            retry_interval=self._duration("retry_interval", _RELIABILITY.retry_interval),
            persist_duration=self._duration("persist_duration", _RELIABILITY.persist_duration),
        )

    def _duration(self, key: str, default: timedelta) -> timedelta:
        text = self._document.get(key)
        if text is None:
            return default
        found = read_duration(text) if isinstance(text, str) else None
        if found is None:
            self._mistakes.append(f"{key} moet een duur zijn, zoals PT3H of P2D")
        return found or default


def first_of(pem: bytes) -> str:
    """Return the first certificate of a file in PEM: the others are its chain."""
    text = pem.decode("ascii", "replace")
    begin, ending = text.find(_BEGIN), text.find(_END)
    return text[begin : ending + len(_END)] if 0 <= begin < ending else ""
