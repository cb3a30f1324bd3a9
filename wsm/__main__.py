"""Starts the command. Worker processes import this module anew, and need nothing of the rest."""


def main() -> None:
    """Run ``wsm``."""
    from wsm.cli import main as command

    command()


if __name__ == "__main__":
    main()
