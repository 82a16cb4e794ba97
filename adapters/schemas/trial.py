"""Whether a release can judge: it compiles, declares what it should, and accepts what we ourselves would send."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from adapters.schemas.book import SchemaBook, Source
from adapters.schemas.release import Judging
from gateway.errors import BundleRefusedError, ConfigError, NotAMessageError
from gateway.formats import interpreter, stuf_jz
from gateway.formats.samples import sample_message


def try_out(folder: Path, judging: Sequence[Judging], service: str, at: datetime) -> tuple[str, ...]:
    """Return the roots of which a sample of ours was accepted; raise BundleRefusedError with every mistake."""
    mistakes: list[str] = []
    tried: set[str] = set()
    for each in judging:
        book = _book(folder, each, service)
        for root, sample in _samples(each.roots, service, at):
            places = book.validate(service, root, sample)
            mistakes += [f"refuses our own sample of {root}: {place}" for place in places]
            tried.add(root)
    if mistakes:
        raise BundleRefusedError(*mistakes)
    return tuple(sorted(tried))


def _book(folder: Path, judging: Judging, service: str) -> SchemaBook:
    source = Source(judging.file, folder / judging.file)
    try:
        return SchemaBook({(service, root): (source,) for root in judging.roots})
    except ConfigError:
        mistake = f"the schemas with {', '.join(judging.roots)} do not fit together"
        raise BundleRefusedError(mistake) from None


def _samples(roots: Sequence[str], service: str, at: datetime) -> Iterator[tuple[str, bytes]]:
    """Yield a sample of each message that we can make one of; not every answer has one."""
    for root in roots:
        try:
            rendered = interpreter.render(sample_message(stuf_jz.ROOTS[root], at), service)
        except NotAMessageError:
            continue
        if rendered.action == root:
            yield root, rendered.octets
