"""Settings that are passed to the web app."""

from typing import ClassVar

from pydantic import Field

from homegallery.config.section import Section, Texts, Words


class MediaViewSettings(Section):
    """The page of a single photo or video."""

    disabled: Words = Field(
        default=[],
        description="Parts not to show: detail, map, similar, annotation, edit, tag, nav.",
    )


class PagesSettings(Section):
    """The pages of the web app."""

    disabled: Words = Field(
        default=[], description="Pages not to show: edit, date, video, map, tag."
    )
    media_view: MediaViewSettings = Field(default_factory=MediaViewSettings)


class FormatSettings(Section):
    """How dates are written."""

    date: str = Field(default="%d.%m.%Y", description="A day.")
    month_year: str = Field(default="%b %Y", description="A month.")
    year: str = Field(default="%Y", description="A year.")
    time: str = Field(default="%H:%M:%S", description="A time of day.")
    hour_minute: str = Field(default="%H:%M", description="A time of day without seconds.")


class BrowserPluginSettings(Section):
    """Plugins of the web app."""

    plugins: Texts = Field(default=[], description="Addresses of browser plugins.")


class WebappSettings(Section):
    """The section ``webapp``; further keys reach the web app as they are."""

    free_keys: ClassVar[bool] = True

    title: str = Field(default="Home Gallery", description="Title of the gallery.")
    disabled: Words = Field(
        default=[],
        description="Features to switch off: serverEvents, events, edit, database, "
        "offlineDatabase, worker, pwa.",
    )
    pages: PagesSettings = Field(default_factory=PagesSettings)
    format: FormatSettings = Field(default_factory=FormatSettings)
    plugin_manager: BrowserPluginSettings = Field(default_factory=BrowserPluginSettings)
