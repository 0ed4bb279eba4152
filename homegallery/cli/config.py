"""``homegallery config``: the settings in effect, and the schema for editors."""

import json
import os
from pathlib import Path
from typing import Annotated, Any

import typer

from homegallery.cli.options import ConfigOption

app = typer.Typer(no_args_is_help=True, help="Show the configuration and its JSON schema.")


@app.command("show")
def show(
    config: ConfigOption = None,
    auto_config: Annotated[
        bool, typer.Option(help="Look for a configuration file if none is named.")
    ] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of YAML.")] = False,
) -> None:
    """Print the settings in effect: file, environment and defaults. Passwords are masked.

    Oddities, such as unknown keys, are told on standard error.

    Example: homegallery config show --config ./gallery.config.yml
    """
    from homegallery.config.load import find_config, load_settings
    from homegallery.config.masking import masked

    path = find_config(config, os.environ) if config or auto_config else None
    loaded = load_settings(path, environ=os.environ)
    for hint in loaded.hints:
        typer.echo(f"Hint: {hint}", err=True)
    values = masked(loaded.settings)
    typer.echo(_json(values) if as_json else _yaml(values, loaded.path), nl=False)


@app.command("schema")
def schema() -> None:
    """Print the JSON schema of the configuration file.

    Editors with a YAML or JSON language server use it to complete and to explain keys.

    Example: homegallery config schema > gallery.config.schema.json
    """
    from homegallery.config.schema import json_schema

    typer.echo(_json(json_schema()), nl=False)


def _json(value: Any) -> str:
    return json.dumps(value, indent=2) + "\n"


def _yaml(values: dict[str, Any], path: Path | None) -> str:
    import yaml

    origin = f"# from {str(path)!a} and defaults" if path else "# defaults"
    text: str = yaml.safe_dump(values, sort_keys=False, allow_unicode=True, width=100)
    return f"{origin}\n{text}"
