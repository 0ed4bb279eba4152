"""The whole configuration as typed settings.

Keys, defaults and descriptions are those of ``gallery.config.example.yml``. Paths have no
defaults here: they come from variables (``homegallery.config.variables``) on loading.
"""

from pathlib import Path
from typing import Any

from pydantic import Field

from homegallery.config.extractor import (
    ApiServerSettings,
    ExtractorSettings,
    GeoReverseSettings,
    ImageSettings,
    StreamSettings,
    VideoSettings,
)
from homegallery.config.logger import LoggerSettings
from homegallery.config.section import Moment, Section, Texts, Words
from homegallery.config.server import (
    ApiSettings,
    AuthSettings,
    PublicSettings,
    RuleSettings,
    ServerSettings,
    TreeSettings,
    UserSettings,
)
from homegallery.config.source import SourceSettings
from homegallery.config.vision import VisionSettings
from homegallery.config.webapp import WebappSettings

__all__ = [
    "ApiServerSettings",
    "ApiSettings",
    "AuthSettings",
    "DatabaseSettings",
    "EventsSettings",
    "ExportMetaSettings",
    "ExportSettings",
    "ExtractorSettings",
    "FileIndexSettings",
    "GeoReverseSettings",
    "ImageSettings",
    "LoggerSettings",
    "PluginManagerSettings",
    "PublicSettings",
    "RemoteSettings",
    "RuleSettings",
    "ServerSettings",
    "Settings",
    "SourceSettings",
    "StorageSettings",
    "StreamSettings",
    "TreeSettings",
    "UserSettings",
    "VideoSettings",
    "VisionSettings",
    "WebappSettings",
]


class StorageSettings(Section):
    """The section ``storage``."""

    dir: Path = Field(description="Directory of previews and of what was read from files.")


class DatabaseSettings(Section):
    """The section ``database``."""

    file: Path = Field(description="The database file.")
    excludes: Texts = Field(
        default=[], description="Patterns of files not to show, as in a .gitignore."
    )
    exclude_from_file: Path | None = Field(
        default=None, description="File with such patterns, one per line."
    )
    supported_types: Words = Field(
        default=["image", "rawImage", "video"], description="Types of files to show."
    )
    updated: Moment | None = Field(
        default=None, description="Date of change for all entries (ISO 8601). Default: now."
    )
    max_memory: int = Field(default=2048, ge=1, description="Memory in MB the original may use.")


class EventsSettings(Section):
    """The section ``events``."""

    file: Path = Field(description="File of all edits, such as tags.")


class PluginManagerSettings(Section):
    """The section ``pluginManager``."""

    dirs: Texts = Field(default=[], description="Directories with plugins.")
    plugins: Texts = Field(default=[], description="Single plugins: files or directories.")
    disabled: Words = Field(
        default=[], description="Plugins or their parts (plugin.extension) to switch off."
    )


class RemoteSettings(Section):
    """The section ``remote``: another gallery to fetch from."""

    url: str | None = Field(default=None, description="Address of the other gallery.")
    insecure: bool = Field(default=False, description="Accept any certificate.")
    query: str | None = Field(default=None, description="Fetch only what this query finds.")
    watch: bool = Field(default=False, description="Stay and fetch each change.")
    download_all: bool = Field(default=False, description="Fetch missing previews of all entries.")
    force_download: bool = Field(default=False, description="Fetch previews again.")
    delete_local: bool = Field(default=False, description="Remove entries the other does not have.")


class ExportSettings(Section):
    """The section ``export``: a static copy of the gallery."""

    dir: Path | None = Field(default=None, description="Directory to write to.")
    base_path: str = Field(default="/", description="Path of the copy on its web server.")
    archive_file: Path | None = Field(
        default=None, description="Archive (.zip or .tar.gz) to write."
    )
    keep_dir: bool = Field(default=False, description="Keep the directory beside the archive.")
    query: str | None = Field(default=None, description="Export only what this query finds.")
    disable_edit: bool = Field(default=True, description="No editing in the copy.")


class ExportMetaSettings(Section):
    """The section ``exportMeta``: tags written to XMP sidecars."""

    changes_after: str | None = Field(
        default=None, description="Only entries changed at or after this date (ISO 8601)."
    )
    dry_run: bool = Field(default=False, description="Write nothing.")


class FileIndexSettings(Section):
    """The section ``fileIndex``, usually given as arguments."""

    files: Texts = Field(default=[], description="Index files. Default: those of the sources.")
    journal: str | None = Field(default=None, description="Id of the journal of an import.")
    min_checksum_date: str | None = Field(
        default=None, description="Only files hashed after this date (ISO 8601)."
    )


class Settings(Section):
    """The configuration file with defaults, environment and arguments applied."""

    base_dir: Path = Field(description="Base of the default directories.")
    config_dir: Path = Field(description="Directory of index, database and events files.")
    config_prefix: str = Field(default="", description="Start of the names of these files.")
    cache_dir: Path = Field(description="Directory of what can be computed again.")
    sources: list[SourceSettings] = Field(default=[], description="Directories of photos.")
    storage: StorageSettings
    database: DatabaseSettings
    events: EventsSettings
    extractor: ExtractorSettings = Field(default_factory=ExtractorSettings)
    vision: VisionSettings
    server: ServerSettings = Field(default_factory=ServerSettings)
    webapp: WebappSettings = Field(default_factory=WebappSettings)
    plugin_manager: PluginManagerSettings = Field(default_factory=PluginManagerSettings)
    plugin: dict[str, Any] = Field(default={}, description="Settings of plugins, by plugin name.")
    logger: list[LoggerSettings] = Field(default=[], description="Where log messages go.")
    remote: RemoteSettings = Field(default_factory=RemoteSettings)
    export: ExportSettings = Field(default_factory=ExportSettings)
    export_meta: ExportMetaSettings = Field(default_factory=ExportMetaSettings)
    file_index: FileIndexSettings = Field(default_factory=FileIndexSettings)
