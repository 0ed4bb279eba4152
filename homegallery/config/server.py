"""Settings of the web server: address, users, access."""

from itertools import chain
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from homegallery.config.network import Network, parse_networks
from homegallery.config.password import check_password
from homegallery.config.section import CommaSeparated, Section

Password = Annotated[str, BeforeValidator(check_password, json_schema_input_type=str)]

_UNSET_USER = "Default: yes, unless the user has a filter."
_UNSET_PUBLIC = "Default: no if there are users or a public filter, else yes."


def _check_username(name: str) -> str:
    if not name or ":" in name or not name.isprintable():
        raise ValueError("should not be empty, or contain a colon or a control character")
    return name


def _check_text(value: object) -> object:
    if isinstance(value, float):
        raise ValueError("should be in quotes, else 10.10 is the number 10.1")
    return value


def _check_network(value: str) -> str:
    try:
        parse_networks(value)
    except ValueError as error:
        raise ValueError(
            "should be an address or network like 192.168.0.0/16 or fd00::/8, all or localhost"
        ) from error
    return value


def _check_proxy(value: str) -> str:
    if any(network.prefixlen == 0 for network in parse_networks(_check_network(value))):
        raise ValueError("should name only proxies: anybody could claim any address otherwise")
    return value


def _as_prefix(path: str) -> str:
    trimmed = path.strip("/")
    return f"/{trimmed}" if trimmed else ""


def _without_trailing_slash(url: str) -> str:
    return url.removesuffix("/")


NetworkText = Annotated[str, BeforeValidator(_check_text, json_schema_input_type=str)]


class UserSettings(Section):
    """One item of ``server.auth.users``."""

    username: Annotated[str, AfterValidator(_check_username)] = Field(description="Name to log in.")
    password: Password = Field(
        description="Plain text, or a hash as homegallery user password makes it."
    )
    filter: str | None = Field(
        default=None, description="Query: the user sees only what it finds. Nothing: everything."
    )
    edit: bool | None = Field(
        default=None, description=f"May change tags and other data. {_UNSET_USER}"
    )
    download: bool | None = Field(
        default=None, description=f"May fetch original files. {_UNSET_USER}"
    )
    admin: bool | None = Field(
        default=None, description=f"May see failed files and directories. {_UNSET_USER}"
    )


class RuleSettings(Section):
    """One item of ``server.auth.rules``; the first that matches decides."""

    type: Literal["allow", "deny"] = Field(
        description="allow: no log-in needed. deny: log-in needed."
    )
    value: Annotated[NetworkText, AfterValidator(_check_network)] = Field(
        description="Address or network (192.168.0.0/16, fd00::/8), localhost, or all."
    )

    @property
    def networks(self) -> tuple[Network, ...]:
        """The networks of ``value``, for both protocols."""
        return parse_networks(self.value)


class PublicSettings(Section):
    """What visitors without log-in see and may do."""

    filter: str | None = Field(
        default=None, description="Query: visitors without log-in see only what it finds."
    )
    edit: bool | None = Field(
        default=None, description=f"They may change tags and other data. {_UNSET_PUBLIC}"
    )
    download: bool | None = Field(
        default=None, description=f"They may fetch original files. {_UNSET_PUBLIC}"
    )
    admin: bool | None = Field(
        default=None, description=f"They may see failed files and directories. {_UNSET_PUBLIC}"
    )


class AuthSettings(Section):
    """The section ``server.auth``."""

    users: list[UserSettings] = Field(
        default=[], description="Users. Without any, everybody may see the gallery."
    )
    rules: list[RuleSettings] | None = Field(
        default=None,
        description="Networks that may see the gallery without log-in. The first match "
        "decides. Default: allow localhost, deny all others.",
    )
    public: PublicSettings = Field(default_factory=PublicSettings)


class TreeSettings(Section):
    """How entries are grouped for browsers that keep them offline."""

    month_group_size: int = Field(
        default=4, ge=1, le=12, description="Months per group in older years."
    )
    ignore_recent_years: int = Field(
        default=4, ge=0, description="Recent years are grouped month by month."
    )


class ApiSettings(Section):
    """The section ``server.api``."""

    tree: TreeSettings = Field(default_factory=TreeSettings)


class ServerSettings(Section):
    """The section ``server``."""

    host: str = Field(
        default="0.0.0.0",  # noqa: S104
        description="Address to listen on. 127.0.0.1 serves only this computer.",
    )
    port: int = Field(default=3000, ge=0, le=65535, description="Port to listen on.")
    open_browser: bool = Field(default=True, description="Open the browser after the start.")
    base_path: str = Field(
        default="/",
        description="Path before all links, for a proxy that removes it from requests.",
    )
    prefix: Annotated[str, AfterValidator(_as_prefix)] = Field(
        default="", description="Path below which the gallery answers, like /gallery."
    )
    public_url: Annotated[str, AfterValidator(_without_trailing_slash)] | None = Field(
        default=None, description="Address of the gallery as others reach it, for links to share."
    )
    key: Path | None = Field(default=None, description="Private key (PEM) for HTTPS.")
    cert: Path | None = Field(default=None, description="Certificate (PEM) for HTTPS.")
    import_sources: bool = Field(default=True, description="Import in the background.")
    watch_sources: bool = Field(
        default=True, description="Import changes of sources as they happen."
    )
    trusted_proxies: Annotated[
        list[Annotated[NetworkText, AfterValidator(_check_proxy)]], CommaSeparated
    ] = Field(
        default=[],
        description="Addresses or networks of proxies in front of the gallery, whose "
        "X-Forwarded headers are believed.",
    )
    remote_console_token: str | None = Field(
        default=None, description="Secret to receive the log of a browser, for debugging."
    )
    auth: AuthSettings = Field(default_factory=AuthSettings)
    api: ApiSettings = Field(default_factory=ApiSettings)

    @property
    def proxy_networks(self) -> tuple[Network, ...]:
        """The networks of ``trusted_proxies``."""
        return tuple(chain.from_iterable(map(parse_networks, self.trusted_proxies)))
