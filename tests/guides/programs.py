"""Debian's own programs, where not installed unpacked into .cache/debian: nothing is installed."""

import os
import shutil
import subprocess
from pathlib import Path

PACKAGES = ("postfix", "bind9-utils")
FOLDER = Path(__file__).parents[2] / ".cache" / "debian"
INSTALLED = f"{os.environ['PATH']}:/usr/sbin:/sbin"


def run(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What the program did: the installed one, or else the one of the unpacked packages."""
    environment = dict(os.environ)
    program = shutil.which(name, path=INSTALLED)
    if program is None:
        folder = unpacked()
        program = shutil.which(name, path=f"{folder}/usr/sbin:{folder}/usr/bin")
        libraries = {str(library.parent) for library in folder.rglob("*.so*")}
        environment["LD_LIBRARY_PATH"] = ":".join(sorted(libraries))
    return subprocess.run(
        [str(program), *arguments], env=environment, capture_output=True, text=True, timeout=60
    )


def unpacked() -> Path:
    """The folder with what `apt-get install` would add; fetched from Debian the first time."""
    if (FOLDER / "stamp").is_file():
        return FOLDER
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    plan = _run("apt-get", "--simulate", "--no-install-recommends", "install", *PACKAGES)
    lacking = [line.split()[1] for line in plan.splitlines() if line.startswith("Inst ")]
    _run("apt-get", "download", *lacking)
    for package in FOLDER.glob("*.deb"):
        _run("dpkg-deb", "--extract", package.name, ".")
        package.unlink()
    (FOLDER / "stamp").touch()
    return FOLDER


def _run(*command: str) -> str:
    help_ = f"install {' and '.join(PACKAGES)}, or on Debian run 'apt-get update' as root"
    try:
        done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, timeout=300)
    except FileNotFoundError as error:
        raise SystemExit(f"no {command[0]}: {help_}") from error
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stderr}{help_}")
    return done.stdout


if __name__ == "__main__":
    unpacked()
