"""The records of an index by directory, as a walk asks for them."""

from collections.abc import Iterable

from homegallery.index.order import order_key
from homegallery.index.record import FileRecord


class Known:
    """Records by directory and name; the source itself is the directory ``""``.

    Small mappings by short names: a walk of an unchanged source spends a fifth
    less time than with one mapping by whole file names.
    """

    def __init__(self, records: Iterable[FileRecord]) -> None:
        self._directories: dict[str, dict[str, FileRecord]] = {}
        directories = self._directories
        for record in records:
            directory, _, name = record.filename.rpartition("/")
            try:
                directories[directory][name] = record
            except KeyError:
                directories[directory] = {name: record}

    def inside(self, directory: str) -> dict[str, FileRecord]:
        """Records directly in ``directory`` by name."""
        return self._directories.get(directory, {})

    def get(self, filename: str) -> FileRecord | None:
        directory, _, name = filename.rpartition("/")
        return self.inside(directory).get(name)

    def below(self, directory: str) -> list[FileRecord]:
        """All records below ``directory``, in the order of an index."""
        found: list[FileRecord] = []
        directories = [directory]
        while directories:
            records = self.inside(directories.pop()).values()
            found += records
            directories += [record.filename for record in records if record.file_type == "d"]
        return sorted(found, key=order_key)
