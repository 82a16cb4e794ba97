"""The check that each value must pass before it is written in the log, by what its field holds (D21)."""

import hmac
import re
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from functools import cache
from hashlib import sha256
from typing import Final, TypeAlias

from adapters.telemetry.allowed import FIELDS, WORDS, FieldKind
from gateway.domain.identifiers import Identifier, Oin
from gateway.errors import InvalidIdentifierError, SchakelError

FieldValue: TypeAlias = str | int | Identifier

_HTTP_OUTCOME: Final = re.compile(r"http-[1-5][0-9]{2}", re.ASCII)
_UUID: Final = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:@[A-Za-z0-9.-]{1,120})?", re.ASCII)
_DIGEST: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_VERSION: Final = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4}){1,3}", re.ASCII)
# Without what follows a question mark.
_SOURCE: Final = re.compile(
    r"(https?://[a-z0-9.:-]{1,253}/[A-Za-z0-9._~!$&'()*+,;=:@/%-]{0,300})(?:\?[!-~]*)?", re.ASCII
)
_OUR_FLOORS: Final = frozenset({"adapters", "gateway"})
# Shorter than a citizen service number; a count that is larger is none of ours.
_LARGEST_COUNT: Final = 99_999_999
_SHOWN_DIGITS: Final = 16
_TEXTS: Final = (str, Identifier)


def render_field(name: str, value: object, hash_key: bytes) -> str | int | None:
    """Return what may be written for that field; None when the field is not listed or the value is not of its kind."""
    render = _RENDERED_BY.get(name)
    return None if render is None else render(value, hash_key)


def _count(value: object, _: bytes) -> int | None:
    return count_of(value)


def _code(value: object, _: bytes) -> str | None:
    return code_of(value)


def _organisation(value: object, _: bytes) -> str | None:
    return organisation_of(_text_of(value))


def _partner_text(value: object, hash_key: bytes) -> str | None:
    if not isinstance(value, _TEXTS):
        return None
    return hmac.digest(hash_key, _text_of(value).encode(), sha256).hex()[:_SHOWN_DIGITS]


def _own_identifier(value: object, _: bytes) -> str | None:
    """Without what follows the @: a partner could have written it."""
    matched = _UUID.fullmatch(_text_of(value))
    return matched[1] if matched else None


def _digest(value: object, _: bytes) -> str | None:
    text = _text_of(value)
    return text[:_SHOWN_DIGITS] if _DIGEST.fullmatch(text) else None


def _source(value: object, _: bytes) -> str | None:
    matched = _SOURCE.fullmatch(_text_of(value))
    return matched[1] if matched else None


def _version(value: object, _: bytes) -> str | None:
    text = _text_of(value)
    return text if _VERSION.fullmatch(text) else None


def _text_of(value: object) -> str:
    """Return a text or the text of an identifier; of anything else nothing, which no pattern fits."""
    return str(value) if isinstance(value, _TEXTS) else ""


_RENDERERS: Final[Mapping[FieldKind, Callable[[object, bytes], str | int | None]]] = {
    FieldKind.CODE: _code,
    FieldKind.ORGANISATION: _organisation,
    FieldKind.COUNT: _count,
    FieldKind.OWN_IDENTIFIER: _own_identifier,
    FieldKind.PARTNER_TEXT: _partner_text,
    FieldKind.DIGEST: _digest,
    FieldKind.SOURCE: _source,
    FieldKind.VERSION: _version,
}
_RENDERED_BY: Final = {name: _RENDERERS[kind] for name, kind in FIELDS.items()}


def code_of(value: object) -> str | None:
    """Return a code of ours: a member of one of our own enumerations, an error's code, or a listed word."""
    if isinstance(value, StrEnum) and type(value).__module__.partition(".")[0] in _OUR_FLOORS:
        return str(value)
    if isinstance(value, str) and (value in WORDS or value in _error_codes() or _HTTP_OUTCOME.fullmatch(value)):
        return str(value)
    return None


def organisation_of(text: str) -> str | None:
    """Return the OIN of an organisation."""
    try:
        return str(Oin.parse(text))
    except InvalidIdentifierError:
        return None


def count_of(value: object) -> int | None:
    """Return a whole number of a size that counts have."""
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 <= value <= _LARGEST_COUNT else None


@cache
def _error_codes() -> frozenset[str]:
    return frozenset(kind.code for kind in _kinds(SchakelError))


def _kinds(kind: type[SchakelError]) -> Iterator[type[SchakelError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _kinds(below)
