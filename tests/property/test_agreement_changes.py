"""What is recorded beside an agreement is read back as it was written, and holds at each moment as it says."""

import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from adapters.partners.overlay import read_beside, written_ending, written_replacement
from gateway.domain.replacement import Ending, Overlay, Replacement, Side, Use, Version
from gateway.wire.ebms2 import cpa
from tests.kit.cpa_documents import AT, END, ONS, document

HOURS: Final = st.integers(-500, 500).map(lambda hours: AT + timedelta(hours=hours))
# Anything that --reason lets through.
REASONS: Final = st.text(min_size=1, max_size=80).filter(lambda text: text.isprintable() and bool(text.strip()))
AGREED: Final = cpa.parse(document(), ONS)


@st.composite
def replacements(draw: st.DrawFn) -> Replacement:
    use = draw(st.sampled_from(Use))
    endpoint = draw(st.from_regex(r"https://[a-z]{1,20}\.test/[a-z]{0,20}", fullmatch=True))
    return Replacement(
        side=draw(st.sampled_from(Side)),
        use=use,
        valid_from=draw(HOURS),
        endpoint=endpoint if use is Use.ENDPOINT else "",
        certificate=b"" if use is Use.ENDPOINT else draw(st.binary(min_size=1, max_size=200)),
        old_until=draw(st.none() | HOURS),
    )


@st.composite
def overlays(draw: st.DrawFn) -> Overlay:
    endings = st.builds(Ending, at=HOURS, reason=REASONS)
    return Overlay(
        replacements=tuple(draw(st.lists(replacements(), max_size=6))),
        endings=tuple(draw(st.lists(endings, max_size=3))),
    )


@given(overlay=overlays())
def test_what_is_written_is_read_back(overlay: Overlay) -> None:
    records = [*(written_replacement(each, AT) for each in overlay.replacements)]
    records += [written_ending(each, AT) for each in overlay.endings]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "a.toml"
        file.write_bytes("\n".join(records).encode())
        assert read_beside(file).overlay == overlay


@given(overlay=overlays(), at=HOURS)
def test_at_every_moment_the_newest_that_began_is_used(overlay: Overlay, at: datetime) -> None:
    held = Version(base=AGREED, overlay=overlay).at(at)
    for side, party, agreed in ((Side.OWN, held.own, AGREED.own), (Side.PARTNER, held.partner, AGREED.partner)):
        begun = [each for each in overlay.replacements if each.side is side and each.valid_from <= at]
        for use, found, first in (
            (Use.SIGNING, party.signing_certificate, agreed.signing_certificate),
            (Use.ENCRYPTION, party.encryption_certificate, agreed.encryption_certificate),
            (Use.CLIENT, party.client_certificate, agreed.client_certificate),
        ):
            of_use = sorted((each for each in begun if each.use is use), key=lambda each: each.valid_from)
            assert found == (of_use[-1].certificate if of_use else first)
        # What proves is at most what was ever agreed or recorded, each once.
        assert len(set(party.signing_certificates)) == len(party.signing_certificates)
    assert held.end <= END
    assert held.digest == AGREED.digest
