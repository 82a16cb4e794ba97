"""Coverage-guided fuzzing of what reads octets of others: python -m tests.fuzz mime --runs 1000000."""

import importlib
import importlib.util
import random
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Final, NoReturn

import click

from tests.fuzz.mutation import mutated
from tests.fuzz.smallest import smallest
from tests.fuzz.target import CORPUS, Target

# Ignored by git: what one run finds, the next begins with.
_WORK: Final = Path("build") / "fuzz"
_NAMES: Final = ("mime", "envelope", "signature", "cpa", "crl")
# What an input may take before it counts as a hang (G8, G10), and what a run may hold.
_SECONDS: Final = 10
_RSS_MIB: Final = 1024
# How much of the changes keep a document XML.
_SHARE: Final = 0.2
_LONGEST: Final = 16 * 1024
_MISSING: Final = (
    "left out: atheris is not installed, and some machines have no wheel of it; so no coverage-guided fuzzing here. "
    "`make check` replays the corpus on any"
)


@click.command()
@click.argument("name", type=click.Choice([*_NAMES, "all"]))
@click.option("--runs", default=20_000, show_default=True, help="Inputs to try.")
@click.option("--seed", default=1, show_default=True, help="Where chance begins.")
@click.option(
    "--work", type=click.Path(path_type=Path), help="Where new inputs and crashes are kept; build/fuzz/NAME otherwise."
)
@click.option("--merge", is_flag=True, help="Keep the smallest inputs with the same coverage as the corpus.")
def main(name: str, runs: int, seed: int, work: Path | None, *, merge: bool) -> None:
    """Fuzz one parser, or all of them one after another; ends with 1 when one does anything but read or refuse."""
    if importlib.util.find_spec("atheris") is None:
        click.echo(_MISSING)
        return
    if name == "all":
        sys.exit(max(_in_a_process_of_its_own(each, runs, seed) for each in _NAMES))
    if merge:
        _merge(name, work or _WORK / name)
    else:
        _fuzz(name, work or _WORK / name, [f"-runs={runs}", f"-seed={seed}"])


def _in_a_process_of_its_own(name: str, runs: int, seed: int) -> int:
    """A fuzzer ends the process that it runs in."""
    click.echo(f"== {name}: {runs} inputs")
    command = [sys.executable, "-m", "tests.fuzz", name, f"--runs={runs}", f"--seed={seed}"]
    return min(1, abs(subprocess.run(command, check=False).returncode))


def _merge(name: str, work: Path) -> None:
    """Put the smallest inputs of corpus and work into the corpus, each under its digest."""
    target: Target = importlib.import_module(f"tests.fuzz.fuzz_{name}").TARGET
    corpus = CORPUS / name
    corpus.mkdir(parents=True, exist_ok=True)
    paths = [path for folder in (corpus, work / "found") for path in folder.glob("*") if path.is_file()]
    chosen = smallest(target.attempt, {path.read_bytes() for path in paths}, target.kept_octets)
    for path in corpus.glob("*"):
        path.unlink()
    for octets in chosen:
        (corpus / sha256(octets).hexdigest()[:16]).write_bytes(octets)
    click.echo(f"{len(chosen)} of {len(paths)} inputs, {sum(map(len, chosen))} octets")


def _fuzz(name: str, work: Path, options: list[str]) -> NoReturn:
    atheris = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["gateway", "adapters.keys"]):
        target: Target = importlib.import_module(f"tests.fuzz.fuzz_{name}").TARGET
    found, corpus = work / "found", CORPUS / name
    for folder in (found, corpus):
        folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds()):
        (found / f"seed-{number}").write_bytes(seed)
    arguments = [
        name,
        str(found),
        str(corpus),
        *options,
        f"-dict={_dictionary(target, work)}",
        f"-artifact_prefix={work}/",
        f"-timeout={_SECONDS}",
        f"-rss_limit_mb={_RSS_MIB}",
        f"-max_len={_LONGEST}",
        "-print_final_stats=1",
    ]
    atheris.Setup(arguments, target.attempt, custom_mutator=_mutator(target, atheris))
    atheris.Fuzz()
    sys.exit(0)


def _dictionary(target: Target, work: Path) -> Path:
    path = work / "words.dict"
    path.write_text("".join(f'"{_escaped(word)}"\n' for word in target.words), encoding="ascii")
    return path


def _escaped(word: str) -> str:
    return "".join(f"\\x{octet:02x}" for octet in word.encode("utf-8", "surrogatepass"))


def _mutator(target: Target, atheris: ModuleType) -> Callable[[bytes, int, int], bytes]:
    """Return what changes one input: now the document, now its octets."""

    def mutate(data: bytes, max_size: int, seed: int) -> bytes:
        chance = random.Random(seed)
        if target.is_xml and chance.random() < _SHARE:
            changed = mutated(data[target.head :], chance, target.words)
            if changed is not None and target.head + len(changed) <= max_size:
                return data[: target.head] + changed
        return bytes(atheris.Mutate(data, max_size))

    return mutate


if __name__ == "__main__":
    main()
