"""Where the programs that the product is measured against are installed, apart from its own."""

from pathlib import Path

from bench.convert import ROOT
from bench.measure import Measured, run

PEERS = ROOT / ".cache" / "peers"
_PACKAGES = {"zensical": "zensical", "pagefind": "'pagefind[extended]'"}


def is_installed(program: str) -> bool:
    """Whether ``zensical`` or ``pagefind`` can be measured."""
    return any(PEERS.glob(f"lib/*/site-packages/{program}"))


def missing() -> list[str]:
    """For each program that is not installed, a line that says so and what installs it."""
    folder = PEERS.relative_to(ROOT)
    install = f"python3 -m venv {folder} && {folder}/bin/pip install"
    return [
        f"{program.capitalize()} is not installed: {install} {package}"
        for program, package in _PACKAGES.items()
        if not is_installed(program)
    ]


def index_pagefind(site: Path, limit: float | None = None) -> Measured:
    """Index a site with Pagefind as Japanese, without what our own index leaves out.

    Raises TimeoutExpired after ``limit`` seconds.
    """
    options = ["--force-language", "ja", "--root-selector", "main"]
    options += ["--exclude-selectors", "[data-kensaku-ignore]"]
    python = PEERS / "bin" / "python"
    return run([python, "-m", "pagefind", "--site", site.absolute(), *options], site, limit)
