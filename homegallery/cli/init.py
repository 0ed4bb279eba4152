"""``homegallery run init``: a first configuration."""

import os
from pathlib import Path
from typing import Annotated

import typer

from homegallery.cli.options import ConfigOption


def init(
    source: Annotated[
        list[Path],
        typer.Option(
            "--source",
            "-s",
            envvar="GALLERY_SOURCE",
            show_default=False,
            help="Directory of photos. Can be repeated.",
        ),
    ],
    directories: Annotated[
        list[Path] | None, typer.Argument(metavar="[DIR]...", help="Further directories.")
    ] = None,
    config: ConfigOption = None,
    force: Annotated[
        bool, typer.Option("--force", "-f", help="Replace an existing configuration.")
    ] = False,
) -> None:
    """Create a configuration with your source directories.

    It is the commented example, by default at ~/.config/home-gallery/gallery.config.yml.

    Example: homegallery run init --source ~/Pictures --source /mnt/photos
    """
    from homegallery.config.create import create_config, default_config_path

    path = config or default_config_path(os.environ)
    sources = [*source, *(directories or [])]
    create_config(path, sources, force=force)
    for directory in sources:
        if not directory.is_dir():
            typer.echo(f"Hint: {str(directory)!r} is missing at the moment", err=True)
    typer.echo(f"Created {path}\nStart the gallery with: homegallery run server")
