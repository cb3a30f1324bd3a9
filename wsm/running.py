"""What every command needs: the checkout that it works on, and the problems that it meets."""

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from scraper.errors import ContentError
from wsm.project import find_project


class Problems(list[ContentError]):
    """What could not be read; said on stderr at once, and a reason to exit with 1 at the end."""

    def report(self, problem: ContentError) -> None:
        """Say what is wrong and remember it."""
        click.echo(problem, err=True)
        self.append(problem)

    def exit(self) -> None:
        """Exit with 1 if there was a problem."""
        if self:
            sys.exit(1)


def with_project(command: Callable[..., None]) -> Callable[..., None]:
    """Call the command with the project of the working folder before its own arguments."""

    @wraps(command)
    def run(**arguments: Any) -> None:
        project = find_project(Path.cwd())
        if project is None:
            raise click.UsageError("no mkdocs.yml here or above: run wsm inside the checkout")
        command(project, **arguments)

    return run
