"""Runs ``wsm`` in a process of its own, as a user does."""

from wsm.cli import main

if __name__ == "__main__":
    main()
