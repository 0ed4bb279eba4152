"""The start of the program: ``homegallery`` and ``python -m homegallery``."""


def main() -> None:
    """Run the command line.

    Nothing is imported before: each process of an import loads the file it was started
    from, and has no use for commands.
    """
    from homegallery.cli import app

    app.main()


if __name__ == "__main__":
    main()
