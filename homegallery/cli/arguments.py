"""Arguments as the original takes them, where click is stricter."""

from collections.abc import Iterator
from typing import Any

from typer.core import TyperCommand, TyperGroup

# Any: newer releases of typer bring a click of their own, older ones import it.
_Context = Any


class CreateGroup(TyperGroup):
    """A group of commands of which ``create`` need not be named."""

    def parse_args(self, ctx: _Context, args: list[str]) -> list[str]:
        named = bool(args) and (args[0] in self.commands or args[0] in ctx.help_option_names)
        return super().parse_args(ctx, args if named else ["create", *args])


class ListCommand(TyperCommand):
    """A command without positional arguments, so that ``-i a b`` can mean ``-i a -i b``."""

    def parse_args(self, ctx: _Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, list(self._repeated(args)))

    def _repeated(self, args: list[str]) -> Iterator[str]:
        lists = {
            name
            for option in self.params
            if getattr(option, "multiple", False)
            for name in option.opts
        }
        current, values = "", 0
        for arg in args:
            if arg.startswith("-") and arg != "-":
                current, values = arg if arg in lists else "", 0
            elif current:
                values += 1
                if values > 1:
                    yield current
            yield arg
