"""The one table of all messages, put together from its chapters; what follows from the rows is filled in here."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain
from types import MappingProxyType
from typing import Final

from gateway.domain.catalogue.entry import CatalogueEntry, Route, Rows, reverse
from gateway.domain.catalogue.handover import HANDOVER
from gateway.domain.catalogue.handover_after import HANDOVER_AFTER
from gateway.domain.catalogue.inquiry import INQUIRY
from gateway.domain.catalogue.inquiry_others import INQUIRY_OTHERS
from gateway.domain.catalogue.jeugdzorg import JEUGDZORG
from gateway.domain.catalogue.justice import JUSTICE
from gateway.domain.catalogue.reporting import FEEDBACK, REPORTING
from gateway.domain.catalogue.rights import RIGHTS, TECHNICAL
from gateway.domain.kinds import Layer, MessageType
from gateway.domain.party import PartyKind as P

# 2.0: `caseRefSender` is opaque and may stand with every message.
_CASE: Final = "zaak"
# R146: which rules removed something; nothing is removed from what gateways say themselves.
_REMOVED: Final = "verwijderd"
_OF_GATEWAYS: Final = frozenset(row.type for row in TECHNICAL)
# R017: where a BSN may stand its source may too; StUF-Jeugdzorg has no place for that.
_BSN: Final = "betrokkenen[].bsn"
_BSN_SOURCE: Final = "betrokkenen[].bsn_bron"


# Who is not asked to deal with a request about a file: they keep none (MSG-64), or may see no person (R012).
_WITHOUT_FILES: Final = frozenset({P.GATEWAY, P.AP, P.CBS, P.GEMEENTE_BELEID, P.BURGER, P.BETROKKENE})


def _routes_of(rows: Iterable[CatalogueEntry]) -> frozenset[Route]:
    return frozenset(chain.from_iterable(row.routes for row in rows if row.travels))


def _derived_routes(rows: Rows) -> dict[MessageType, frozenset[Route]]:
    """Return the routes that 2.6 and 2.7 describe in words: to every earlier receiver, and back to every sender."""
    there = _routes_of(rows)
    both = there | reverse(there)
    return {
        MessageType.MSG_63: there,
        MessageType.MSG_64: frozenset(pair for pair in both if not _WITHOUT_FILES.intersection(pair)),
        # A correction or a request may go either way between two parties, so an answer to it may too.
        MessageType.TEC_02: both,
        MessageType.TEC_04: both,
        MessageType.TEC_12: both,
    }


def _completes(row: CatalogueEntry, layer: Layer) -> frozenset[MessageType]:
    """Return the messages whose arrival completes that layer of the row's message; T is the transport's own."""
    receipts = row.receipt_also_by if row.receipt_by is None else row.receipt_also_by | {row.receipt_by}
    by = {Layer.RECEIPT: receipts, Layer.ACCEPTANCE: row.accepted_by, Layer.BUSINESS: row.answered_by}
    return by.get(layer, frozenset())


def _fulfils(kind: MessageType, rows: Rows) -> tuple[tuple[MessageType, Layer], ...]:
    return tuple((row.type, layer) for row in rows for layer in Layer if kind in _completes(row, layer))


def _with_any(row: CatalogueEntry) -> tuple[str, ...]:
    """Return what may stand with every message, where the row does not say so itself."""
    if not row.travels:
        return ()
    allowed = (_CASE,) if row.type in _OF_GATEWAYS else (_CASE, _REMOVED)
    return tuple(name for name in allowed if name not in row.elements)


def _with_bsn(row: CatalogueEntry) -> tuple[str, ...]:
    """Return what may stand beside a BSN."""
    return (_BSN_SOURCE,) if _BSN in row.elements and row.stuf is None else ()


def _complete(rows: Rows) -> Mapping[MessageType, CatalogueEntry]:
    """Fill in what follows from the rows."""
    routes = _derived_routes(rows)
    return MappingProxyType(
        {
            row.type: replace(
                row,
                routes=routes.get(row.type, row.routes),
                optional=row.optional + _with_any(row) + _with_bsn(row),
                fulfils=_fulfils(row.type, rows),
            )
            for row in rows
        }
    )


CATALOGUE: Final = _complete(
    (
        *REPORTING,
        *FEEDBACK,
        *INQUIRY,
        *INQUIRY_OTHERS,
        *HANDOVER,
        *HANDOVER_AFTER,
        *JUSTICE,
        *RIGHTS,
        *JEUGDZORG,
        *TECHNICAL,
    )
)
