"""Runs ``wsm fetch`` in a process of its own, as a user does."""

from scraper.fetch.command import fetch
from wsm.cli import _with_project, main

if "fetch" not in main.commands:
    main.command("fetch")(_with_project(fetch))

if __name__ == "__main__":
    main()
