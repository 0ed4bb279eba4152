"""From a query to the functions that choose and order entries."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile
from typing import Final, TypeVar

from homegallery.query import order as orders
from homegallery.query.conditions import Condition, condition, countable_field, find_field
from homegallery.query.context import Context
from homegallery.query.errors import QueryError
from homegallery.query.facts import Entry, is_hidden
from homegallery.query.fields import closest
from homegallery.query.nodes import (
    Comparison,
    InList,
    InRange,
    OrderKey,
    Query,
    Symbol,
    Text,
    leaves,
)
from homegallery.query.order import Ordering
from homegallery.query.parser import parse
from homegallery.query.text import as_text
from homegallery.query.values import is_relative

EntryT = TypeVar("EntryT", bound=Entry)

MAX_SEEDS: Final = 16
"""Values of ``similar`` and ``face`` in a query: each is compared with every entry."""


@dataclass(frozen=True)
class CompiledQuery:
    """A query ready to be asked.

    ``matches`` tells of one entry whether it is meant, hidden or not; ``keys`` are the names of
    all fields in its condition; ``relative`` tells that it depends on the day of
    its context, so that it must be compiled anew the next day.
    """

    query: Query
    context: Context
    keys: frozenset[str]
    relative: bool
    matches: Condition
    orderings: tuple[Ordering, ...]

    @property
    def order(self) -> tuple[OrderKey, ...]:
        """The order clause; empty if the query has none."""
        return self.query.order

    @property
    def shows_hidden(self) -> bool:
        """Whether a condition asks about hidden entries, which are left out else."""
        return "hidden" in self.keys

    @property
    def is_of_words(self) -> bool:
        """Whether it only looks for words in corpora, in no order of its own."""
        return not self.orderings and all(
            isinstance(leaf, Text) for leaf in leaves(self.query.condition)
        )

    @property
    def is_by_chance(self) -> bool:
        """Whether its order is another for every seed."""
        return any(key.key.text == "random" and not key.counted for key in self.order)

    def finds(self, entry: Entry) -> bool:
        """Whether a search shows the entry: it is meant, and not hidden unasked."""
        return (self.shows_hidden or not is_hidden(entry)) and self.matches(entry)

    def search(self, entries: Iterable[EntryT]) -> list[EntryT]:
        """What is shown of the entries meant, in the order asked for or else in their own.

        Entries that are hidden are shown only if a condition asks about that. A query with
        ``similar`` or ``face`` and without an order of its own has the most alike first.
        """
        everything = entries if isinstance(entries, Sequence) else list(entries)
        bound = self._bound_to(everything)
        found = list(filter(bound.finds, everything))
        return orders.sort(found, bound.orderings) if bound.orderings else found

    def select(self, entries: Sequence[EntryT]) -> list[EntryT]:
        """All entries meant, hidden or not, in their own order."""
        return list(filter(self._bound_to(entries).matches, entries))

    def _bound_to(self, entries: Sequence[Entry]) -> "CompiledQuery":
        if self.context.find or self.keys.isdisjoint(orders.SEEDED):
            return self
        by_id = sorted((as_text(entry.get("id")), place) for place, entry in enumerate(entries))

        def find(prefix: str) -> list[Entry]:
            following = islice(by_id, bisect_left(by_id, (prefix, -1)), None)
            same = takewhile(lambda pair: pair[0].startswith(prefix), following)
            return [entries[place] for _, place in same]

        return compile_query(self.query, replace(self.context, find=find))


def compile_query(query: str | Query, context: Context | None = None) -> CompiledQuery:
    """Make ``query`` ready; ``QueryError`` names the column of what does not fit."""
    tree = parse(query) if isinstance(query, str) else query
    context = context or Context()
    matches = condition(tree.condition, context) if tree.condition else _everything
    values = _values(tree)
    for name in orders.SEEDED:
        if len(values.get(name, ())) > MAX_SEEDS:
            problem = f"More than {MAX_SEEDS} values of {name}"
            raise QueryError(problem, values[name][MAX_SEEDS].column)
    return CompiledQuery(
        query=tree,
        context=context,
        keys=frozenset(values),
        relative=any(is_relative(value.text) for value in values.get("date", ())),
        matches=matches,
        orderings=_orderings(tree, values, context),
    )


def _everything(_entry: Entry) -> bool:
    return True


def _values(query: Query) -> dict[str, list[Symbol]]:
    """The values that the condition compares each field with, by the name of the field."""
    found: dict[str, list[Symbol]] = {}
    for leaf in leaves(query.condition):
        if isinstance(leaf, Text):
            continue
        values = found.setdefault(find_field(leaf.key).name, [])
        match leaf:
            case Comparison(_, _, value):
                values.append(value)
            case InList(_, several):
                values += several
            case InRange(_, low, high):
                values += (low, high)
    return found


def _orderings(
    query: Query, values: Mapping[str, Sequence[Symbol]], context: Context
) -> tuple[Ordering, ...]:
    if not query.order:
        compared = {name: _texts(values[name]) for name in orders.SEEDED if name in values}
        return tuple(orders.by_likeness(compared, context))
    return tuple(_directed(key, _ordering(key, values, context)) for key in query.order)


def _directed(key: OrderKey, ordering: Ordering) -> Ordering:
    descending = ordering.descending if key.descending is None else key.descending
    return replace(ordering, descending=descending)


def _ordering(key: OrderKey, values: Mapping[str, Sequence[Symbol]], context: Context) -> Ordering:
    name = key.key.text
    if key.counted:
        return orders.by_count(countable_field(key.key).items)
    if name in orders.ORDERINGS:
        return orders.ORDERINGS[name]
    if name == "random":
        return orders.by_random(context)
    if name not in orders.SEEDED:
        suggestion = closest(name, orders.NAMES)
        raise QueryError(f"Nothing can be ordered by {name}", key.key.column, suggestion)
    if not values.get(name):
        problem = f"order by {name} needs a condition with {name}, such as {name}:a1b2c3"
        raise QueryError(problem, key.key.column)
    by_seed = orders.by_similarity if name == "similar" else orders.by_face
    return by_seed(_texts(values[name]), context)


def _texts(symbols: Sequence[Symbol]) -> list[str]:
    return [symbol.text for symbol in symbols]
