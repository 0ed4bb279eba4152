"""Files whose slow steps are not done yet, kept across restarts."""

from pathlib import Path

from homegallery import durable, jsontext


class PendingFiles:
    """Primary files with work left in the lanes ``video`` or ``network``.

    Stored as JSON beside the database, written before the index claims the file: the
    index knows it as done, so after a kill only this list finds it again. Too long a
    list costs a look at the storage; a damaged or missing one counts as empty.
    """

    def __init__(self, database_file: Path) -> None:
        self._path = database_file.with_name(f"{database_file.name}.pending.json")
        self._files = self._load()
        self._changed = False

    def names(self, index: str) -> set[str]:
        """File names of one index."""
        return set(self._files.get(index, ()))

    def add(self, index: str, filename: str) -> None:
        """Note that work is left."""
        names = self._files.setdefault(index, set())
        self._changed |= filename not in names
        names.add(filename)

    def discard(self, index: str, filename: str) -> None:
        """Note that nothing is left."""
        names = self._files.get(index, set())
        self._changed |= filename in names
        names.discard(filename)

    def save(self) -> None:
        """Write the list if it changed."""
        if not self._changed:
            return
        files = {index: sorted(names) for index, names in self._files.items() if names}
        if files:
            durable.write_bytes(self._path, jsontext.dumps(files))
        else:
            self._path.unlink(missing_ok=True)
        self._changed = False

    def _load(self) -> dict[str, set[str]]:
        try:
            stored = jsontext.loads(self._path.read_bytes())
            return {index: set(names) for index, names in stored.items()}
        except (FileNotFoundError, ValueError, TypeError, AttributeError):
            return {}
