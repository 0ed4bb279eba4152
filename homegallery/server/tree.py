"""The database as a tree of hashes: root, years, groups of months, entries.

A client that knows a hash has its content; it fetches only what it does not know.
Names, grouping and hashes are those of the original (spec: server, tree API), so
its web app syncs with us.
"""

import hashlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from isal import igzip, isal_zlib

from homegallery import jsontext
from homegallery.database.entry import Entry, FileKey, file_keys
from homegallery.database.member import checks
from homegallery.server.fileids import FileIds

_TYPE = "home-gallery/database-tree@2.0"
_GZIP = 31
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


@dataclass(frozen=True, slots=True, repr=False)
class Leaf:
    """A group of months as it is sent.

    ``body`` is the gzipped tree object of its ``count`` entries; ``files`` are the ids of
    their files, ``names`` the checks (``database.member.checks``) of the files' names.
    """

    name: str
    hash: str
    body: bytes
    count: int
    files: FileIds
    names: "array[int]"

    def entries(self) -> list[Entry]:
        """Its entries, newest first."""
        tree_object = jsontext.loads(isal_zlib.decompress(self.body, _GZIP))
        return [child["data"] for child in tree_object["data"]]

    def may_hold(self, key: FileKey) -> bool:
        """Whether an entry may have the file with this index and name."""
        (check,) = checks([key])
        place = bisect_left(self.names, check)
        return place < len(self.names) and self.names[place] == check


@dataclass(frozen=True, slots=True, repr=False)
class Tree:
    """All objects of a tree by hash, gzipped, and the files of all entries."""

    root: str
    objects: dict[str, bytes]
    leaves: tuple[Leaf, ...]
    files: FileIds

    @property
    def total(self) -> int:
        """Number of entries."""
        return sum(leaf.count for leaf in self.leaves)


def leaf_hash(entries: Sequence[Entry]) -> str:
    """The hash of the leaf that holds these entries."""
    return node_hash("entry", [(_primary_name(each), each.get("hash", "")) for each in entries])


def build_leaf(name: str, digest: str, entries: Sequence[Entry]) -> Leaf:
    """Compress the entries of a leaf; ``digest`` is their ``leaf_hash``."""
    data = [
        {
            "type": "entry",
            "name": _primary_name(entry),
            "hash": entry.get("hash", ""),
            "data": entry,
        }
        for entry in entries
    ]
    names = array("I", sorted(checks(key for entry in entries for key in file_keys(entry))))
    return Leaf(name, digest, _encode(digest, data), len(entries), FileIds.of(entries), names)


def build_tree(leaves: Sequence[Leaf], before: Tree | None = None) -> Tree:
    """The tree over ``leaves``, newest first; what the tree ``before`` it knows is taken over."""
    objects = {leaf.hash: leaf.body for leaf in leaves}
    years = []
    for year, group in groupby(leaves, key=lambda leaf: leaf.name.partition("/")[0]):
        digest, objects[digest] = _branch([(leaf.name, leaf.hash) for leaf in group])
        years.append((year, digest))
    root, objects[root] = _branch(years)
    return Tree(root, objects, tuple(leaves), _files(leaves, before))


def _files(leaves: Sequence[Leaf], before: Tree | None) -> FileIds:
    """All files; putting them together takes longest, and is seldom needed."""
    parts = [leaf.files for leaf in leaves]
    if before is not None and parts == [leaf.files for leaf in before.leaves]:
        return before.files
    return FileIds.union(parts)


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
