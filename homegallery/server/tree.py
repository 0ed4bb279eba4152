"""The database as a tree of hashes: root, years, groups of months, entries.

A client that knows a hash has its content; it fetches only what it does not know.
Names, grouping and hashes are those of the original (spec: server, tree API), so
its web app syncs with us.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from isal import igzip

from homegallery import jsontext
from homegallery.database.entry import Entry
from homegallery.database.file import Month
from homegallery.server.fileids import FileIds

_TYPE = "home-gallery/database-tree@2.0"
_LEVEL = 2
"""igzip level; measured on entries: as small as zlib's level 4, ten times as fast."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """How months become leaves.

    Years after ``recent_after`` keep their months, older ones have ``size``
    months in a leaf, named after the last of them.
    """

    size: int
    recent_after: int

    def leaf_name(self, month: str) -> str:
        """``YYYY/MM`` of the leaf that holds a month of the database (``YYYY-MM``)."""
        year, number = month[:4], month[5:7]
        if year.isdecimal() and number.isdecimal() and int(year) <= self.recent_after:
            number = f"{-(-int(number) // self.size) * self.size:02d}"
        return f"{year}/{number}"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A group of months as it is sent.

    ``body`` is the gzipped tree object, ``digests`` those of its months in the
    database: equal digests, equal leaf.
    """

    name: str
    hash: str
    body: bytes
    files: FileIds
    digests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """All objects of a tree by hash, gzipped, and the files of all entries."""

    root: str
    objects: dict[str, bytes]
    leaves: tuple[Leaf, ...]
    files: FileIds


def plan_leaves(months: Sequence[Month], grouping: Grouping) -> list[tuple[str, list[Month]]]:
    """Names of leaves and their months, both newest first like ``months``."""
    named = groupby(months, key=lambda month: grouping.leaf_name(month.key))
    return [(name, list(group)) for name, group in named]


def build_leaf(name: str, entries: Sequence[Entry], digests: tuple[str, ...]) -> Leaf:
    """Hash and compress the entries of a leaf."""
    names = [_primary_name(entry) for entry in entries]
    hashes = [entry.get("hash", "") for entry in entries]
    digest = node_hash("entry", zip(names, hashes, strict=True))
    data = [
        {"type": "entry", "name": child, "hash": hashed, "data": entry}
        for child, hashed, entry in zip(names, hashes, entries, strict=True)
    ]
    return Leaf(name, digest, _encode(digest, data), FileIds.of(entries), digests)


def build_tree(leaves: Sequence[Leaf]) -> Tree:
    """The tree over ``leaves``, newest first."""
    objects = {leaf.hash: leaf.body for leaf in leaves}
    years = []
    for year, group in groupby(leaves, key=lambda leaf: leaf.name.partition("/")[0]):
        digest, objects[digest] = _branch([(leaf.name, leaf.hash) for leaf in group])
        years.append((year, digest))
    root, objects[root] = _branch(years)
    return Tree(root, objects, tuple(leaves), FileIds.union(leaf.files for leaf in leaves))


def node_hash(kind: str, children: Iterable[tuple[str, str]]) -> str:
    """SHA-1 over the (name, hash) of the children, all of one kind."""
    lines = "\n".join(f"{kind} {digest}  {name}" for name, digest in children)
    return hashlib.sha1(_utf8(lines), usedforsecurity=False).hexdigest()


def _branch(children: Sequence[tuple[str, str]]) -> tuple[str, bytes]:
    digest = node_hash("tree", children)
    data = [{"type": "tree", "name": name, "hash": child} for name, child in children]
    return digest, _encode(digest, data)


def _encode(digest: str, data: object) -> bytes:
    text = jsontext.dumps({"type": _TYPE, "hash": digest, "data": data})
    return igzip.compress(text, _LEVEL)


def _primary_name(entry: Entry) -> str:
    files = entry.get("files")
    return files[0].get("filename", "") if files else ""


def _utf8(text: str) -> bytes:
    """UTF-8 as JavaScript makes it: a lone surrogate becomes U+FFFD."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
