"""Where a request begins and ends, before any parser sees it: whole headers only, one request at a time."""

from dataclasses import dataclass
from enum import Enum, auto
from http import HTTPStatus

from adapters.http.bodies import BodyFraming, Sized
from adapters.http.heads import END, HEADER_OCTETS, is_stray, read_head

_LINE_ENDS = b"\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """What may be passed on; why the request is refused; whether more came than one request."""

    octets: bytes = b""
    refusal: HTTPStatus | None = None
    excess: bool = False


class _Stage(Enum):
    HEAD = auto()
    BODY = auto()
    ANSWER = auto()


class Framing:
    """Follows the octets of one connection.

    An honest client waits for the answer before its next request. What comes earlier is never looked at: no request can
    be smuggled behind another, and none waits here (bad inputs 19 and 20).
    """

    __slots__ = ("_answered", "_body", "_head", "_stage")

    def __init__(self) -> None:
        self._stage = _Stage.HEAD
        self._head = b""
        self._body: BodyFraming = Sized(0)
        self._answered = False

    @property
    def in_header(self) -> bool:
        """Tell whether the next octet belongs to a header."""
        return self._stage is _Stage.HEAD

    @property
    def in_body(self) -> bool:
        """Tell whether octets of a body are still to come."""
        return self._stage is _Stage.BODY

    def answered(self) -> None:
        """Note that the answer is out: behind the body another request may come."""
        self._answered = True
        self._settle()

    def feed(self, octets: bytes) -> Portion:
        """Return which of these octets, and of those held back before, may be passed on."""
        if self._stage is _Stage.HEAD:
            return self._feed_head(octets)
        if self._stage is _Stage.BODY:
            return self._feed_body(b"", octets)
        return Portion(excess=bool(octets.strip(_LINE_ENDS)))

    def _feed_head(self, octets: bytes) -> Portion:
        # RFC 9112, 2.2: an empty line before a request is no fault.
        known = max(len(self._head) - len(END), 0)
        self._head = self._head + octets if self._head else octets.lstrip(_LINE_ENDS)
        end = self._head.find(END, known)
        length = end + len(END) if end >= 0 else len(self._head)
        if is_stray(self._head, known, min(length, HEADER_OCTETS)):
            return Portion(refusal=HTTPStatus.BAD_REQUEST)
        if length > HEADER_OCTETS:
            return Portion(refusal=HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        return self._take_head(length) if end >= 0 else Portion()

    def _take_head(self, length: int) -> Portion:
        head, rest, self._head = self._head[:length], self._head[length:], b""
        body = read_head(head)
        if isinstance(body, HTTPStatus):
            return Portion(refusal=body)
        self._body, self._answered, self._stage = body, False, _Stage.BODY
        return self._feed_body(head, rest)

    def _feed_body(self, head: bytes, octets: bytes) -> Portion:
        used = self._body.advance(octets)
        if used is None:
            return Portion(refusal=HTTPStatus.BAD_REQUEST)
        self._settle()
        return Portion(octets=head + octets[:used], excess=bool(octets[used:].strip(_LINE_ENDS)))

    def _settle(self) -> None:
        if self._stage is _Stage.BODY and self._body.complete:
            self._stage = _Stage.ANSWER
        if self._stage is _Stage.ANSWER and self._answered:
            self._stage = _Stage.HEAD
