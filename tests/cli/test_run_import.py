"""The summary of an import."""

import io

from rich.console import Console

from homegallery.cli.run_import import print_summary
from homegallery.importer.summary import Summary


def test_lines_that_name_files_are_not_cut() -> None:
    """So that they can be searched and copied."""
    summary = Summary()
    warning = f"cannot read the directory '/{'a b ' * 30}': Permission denied"
    summary.warnings.append(warning)
    output = io.StringIO()
    print_summary(summary, Console(file=output, width=40))
    assert f"Warning: {warning}\n" in output.getvalue()
