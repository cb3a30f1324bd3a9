"""Makes .venv-wayback, where pywb is installed: its pins do not go with the project's own."""

import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
FOLDER = CHECKOUT / ".venv-wayback"
REQUIREMENTS = CHECKOUT / "requirements" / "wayback.txt"


def wayback_commands() -> Path:
    """The folder with ``wayback`` and ``wb-manager``; made when it is not there or not current."""
    commands = FOLDER / "bin"
    stamp = FOLDER / "stamp"
    contents = f"{sys.version} {FOLDER} {sha256(REQUIREMENTS.read_bytes()).hexdigest()}"
    if stamp.is_file() and stamp.read_text() == contents:
        return commands
    shutil.rmtree(FOLDER, ignore_errors=True)
    _run(sys.executable, "-m", "venv", str(FOLDER))
    pip = [str(commands / "python"), "-m", "pip", "install", "--quiet", "--no-input"]
    # surt, pure Python, is published as source only.
    pip += ["--disable-pip-version-check", "--only-binary", ":all:", "--no-binary", "surt"]
    pip += ["--require-hashes"]
    _run(*pip, "--requirement", str(REQUIREMENTS))
    stamp.write_text(contents)
    return commands


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    wayback_commands()
