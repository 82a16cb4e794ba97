"""Agreements: import, make, end early, replace parts of."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click

from adapters import bootstrap
from adapters.cli import outputs
from adapters.cli.agreement_words import document_of, finding_documents, finding_lines, refuse_agreement
from adapters.cli.answers import IdentifierType, answer, gathered, json_option, wants_json
from adapters.cli.noting import note_change
from adapters.cli.processes import config_option, roots_of
from adapters.config import Settings, load
from adapters.partners.examining import Examined, examine
from adapters.partners.form import first_of, read_form
from adapters.partners.installing import end, install, replace_parts
from adapters.partners.overlay import read_pem
from adapters.partners.reading import read_octets
from adapters.system.clock import SystemClock
from gateway.domain.identifiers import AgreementId
from gateway.domain.replacement import Ending, Replacement, Side, Use
from gateway.wire.ebms2 import cpa as agreements
from gateway.wire.ebms2.cpa_create import create as create_agreement

_IN_ORDER: Final = "De afspraak is in orde; er is niets geschreven."
_DAY_LENGTH: Final = len("2026-12-01")
_MADE: Final = "Gemaakt: {}. Beide partijen installeren dit zelfde bestand."
_SOON: Final = "Een gateway die draait neemt dit binnen enkele seconden over."
_CERTIFICATE_USES: Final = tuple(use for use in Use if use is not Use.ENDPOINT)

_NO_REASON: Final = "a reason is text on one line"
_NO_CHANGE: Final = "say what replaces what: --endpoint, or --certificate USE=FILE"
_NO_FILE: Final = f"must be USE=FILE, with a use of {', '.join(_CERTIFICATE_USES)}, and a file that is there"
_NO_CERTIFICATE: Final = "the file holds no certificate (PEM)"


class MomentType(click.ParamType[datetime]):
    """An argument that is a moment: a day (midnight UTC), or a moment with an offset."""

    name = "moment"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return the moment in UTC; one without offset, other than a day, is wrong use."""
        text = str(value)
        try:
            moment = datetime.fromisoformat(f"{text}T00:00:00Z" if len(text) == _DAY_LENGTH else text)
            if moment.tzinfo is None:
                self.fail("a moment needs an offset, such as Z", param, ctx)
            return moment.astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail("not a moment such as 2026-12-01T00:00:00Z", param, ctx)


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Only look; write nothing.")
@config_option
@json_option
@click.pass_context
def import_agreement(ctx: click.Context, file: Path, config: Path, *, dry_run: bool) -> None:
    """Install the agreement in FILE beside those that are there, when nothing stands in the way.

    It is held against the schema, the rules of Digikoppeling, our trust, our own keys and what is installed. A message
    keeps the version it started with. A running gateway takes the new one by itself.
    """
    octets, settings, at = read_octets(file), load(config), SystemClock().now()
    examined = (examine if dry_run else install)(octets, bootstrap.agreement_place(settings), at)
    if examined.sound and not dry_run:
        note_change(settings)
    written = f"Geïnstalleerd als {examined.file}. {_SOON}"
    _tell(ctx, examined, _IN_ORDER if dry_run else written, settings, installed=not dry_run)


def _tell(ctx: click.Context, examined: Examined, done: str, settings: Settings, *, installed: bool) -> None:
    """Tell every finding; where one stands in the way, refuse."""
    if not examined.sound:
        refuse_agreement(ctx, examined.findings)
    agreement = examined.agreement
    shown = (
        {}
        if agreement is None
        else document_of(agreement, SystemClock().now(), settings.trust.organization_identifier_roots)
    )
    answer(
        {
            "sound": True,
            "installed": installed,
            "file": examined.file or None,
            **shown,
            "findings": finding_documents(examined.findings),
        },
        [*finding_lines(examined.findings), done],
    )


@click.command()
@click.argument("file", metavar="FILE.toml", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write it there; else to the screen.")
@config_option
@json_option
def create(file: Path, output: Path | None, config: Path) -> None:
    """Make one CPA for two parties from the short form in FILE: both load the same document.

    It is refused when either of the two could not use it.
    """
    form, holders = read_form(file), agreements.Holders(organization_identifier_roots=roots_of(config))
    octets = create_agreement(form, holders)
    findings = agreements.inspect(octets, form.parties[0].party_id, holders).findings
    if output is not None:
        outputs.write(output, octets)
    told = {"agreement": str(form.agreement_id), "findings": finding_documents(findings)}
    text = octets.decode()
    answer(
        {**told, **({"document": text} if output is None else {"file": str(output)})},
        [text.rstrip()] if output is None else [_MADE.format(form.agreement_id)],
    )
    for line in () if wants_json() else finding_lines(findings):
        click.echo(line, err=True)


@click.command()
@click.argument("agreement_id", metavar="ID", type=IdentifierType(AgreementId))
@click.option("--at", "moment", type=MomentType(), help="From when on; now when it is not said.")
@click.option("--reason", required=True, help="Why, for whoever looks later.")
@config_option
@json_option
@click.pass_context
def expire(ctx: click.Context, agreement_id: AgreementId, moment: datetime | None, reason: str, config: Path) -> None:
    """End the agreement ID from a moment on, by a record of our own: the agreed document stays as it is.

    From then on nothing is sent or accepted under it. What is on its way then and has no receipt fails, and its back
    office is told: choose a moment that leaves it time.
    """
    if not reason.strip() or not reason.isprintable():
        raise click.BadParameter(_NO_REASON, param_hint="--reason")
    at = SystemClock().now()
    ending = Ending(at=moment or at, reason=reason.strip())
    settings = load(config)
    examined = end(agreement_id, ending, bootstrap.agreement_place(settings), at)
    if examined.sound:
        note_change(settings)
    agreement = examined.agreement
    patience = max((each.reliability.horizon for each in agreement.actions), default=None) if agreement else None
    done = (
        f"{agreement_id} eindigt op {ending.at:%Y-%m-%d %H:%M} UTC. Daarna gaat er niets meer uit of in. Wat dan nog "
        f"onderweg is zonder ontvangstbevestiging mislukt, en het zaaksysteem hoort dat; herhalen duurt hier hooguit "
        f"{patience}. {_SOON}"
    )
    _tell(ctx, examined, done, settings, installed=False)


def _parts(
    side: str,
    endpoint: str | None,
    certificates: Sequence[str],
    valid_from: datetime | None,
    old_until: datetime | None,
) -> Sequence[Replacement]:
    """Return what replaces what; nothing at all is wrong use."""
    changes = [(Use.ENDPOINT, endpoint, b"")] if endpoint else []
    changes += [(use, "", octets) for use, octets in map(_certificate, certificates)]
    if not changes:
        raise click.UsageError(_NO_CHANGE)
    begins = valid_from or SystemClock().now()
    return [
        Replacement(
            side=Side(side),
            use=use,
            valid_from=begins,
            endpoint=url,
            certificate=octets,
            old_until=old_until if octets else None,
        )
        for use, url, octets in changes
    ]


@click.command()
@click.argument("agreement_id", metavar="ID", type=IdentifierType(AgreementId))
@click.option("--side", type=click.Choice([str(side) for side in Side]), default=str(Side.PARTNER), show_default=True)
@click.option("--endpoint", help="The new endpoint.")
@click.option(
    "--certificate",
    "certificates",
    multiple=True,
    metavar="USE=FILE",
    help=f"A new certificate (PEM) for a use: {', '.join(_CERTIFICATE_USES)}. May be given more than once.",
)
@click.option("--from", "valid_from", type=MomentType(), help="From when on; now when it is not said.")
@click.option(
    "--old-until", type=MomentType(), help="Until when what it replaces still proves; else while it is valid."
)
@gathered("parts", _parts)
@config_option
@json_option
@click.pass_context
def replace(ctx: click.Context, agreement_id: AgreementId, parts: Sequence[Replacement], config: Path) -> None:
    """Replace the endpoint or certificates in the agreement ID without a new agreement.

    Old and new prove side by side until the old ends; what is encrypted is encrypted to the newest.
    """
    settings = load(config)
    examined = replace_parts(agreement_id, parts, bootstrap.agreement_place(settings), SystemClock().now())
    if examined.sound:
        note_change(settings)
    words = ", ".join(part.use for part in parts)
    done = f"Vastgelegd bij {examined.file}: {words}, per {parts[0].valid_from:%Y-%m-%d %H:%M} UTC. {_SOON}"
    _tell(ctx, examined, done, settings, installed=False)


def _certificate(text: str) -> tuple[Use, bytes]:
    """Return the use and the certificate (DER) of USE=FILE; anything else is wrong use."""
    use, _, name = text.partition("=")
    file = Path(name)
    if use not in _CERTIFICATE_USES or not file.is_file():
        raise click.BadParameter(_NO_FILE)
    certificate = read_pem(first_of(file.read_bytes()))
    if certificate is None:
        raise click.BadParameter(_NO_CERTIFICATE)
    return Use(use), certificate
