"""Settings of the server, from the environment (prefix `MIRASMAP_`) or given by a caller."""

from __future__ import annotations

import re
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from platformdirs import user_data_path
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from maps.i18n import LANGUAGES
from maps.online import OPENSTREETMAP, SATELLITE, OnlineMap

__all__ = ["ONLINE_BASEMAPS", "Settings", "is_loopback"]

ONLINE_BASEMAPS: dict[str, OnlineMap] = {"osm": OPENSTREETMAP, "satellite": SATELLITE}
"""Online base maps by the names that the settings know."""

_TOKEN = re.compile(r"[!-~]{16,200}")


def _data_folder() -> Path:
    return user_data_path("mirasmap", appauthor=False)


def _default_store() -> Path:
    return _data_folder() / "mirasmap.gpkg"


class Settings(BaseSettings):
    """How one server runs; the defaults serve the bundled data on this machine only."""

    model_config = SettingsConfigDict(env_prefix="MIRASMAP_", env_ignore_empty=True, extra="ignore", frozen=True)

    host: str = Field(default="127.0.0.1", description="Address to listen on; 0.0.0.0 for other machines too.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    store: Path = Field(
        default_factory=_default_store,
        description="The GeoPackage that holds the heritage; made at first use.",
    )
    package: Path | None = Field(
        default=None, description="Folder of the data package; the bundled one if none is named."
    )
    roads: Path = Field(
        default_factory=lambda: _data_folder() / "roads",
        description="Folder of the road graphs; they are built at first use.",
    )
    plans: Path = Field(
        default_factory=lambda: _data_folder() / "plans",
        description="Folder of the planned visits, those in work included.",
    )
    imports: Path | None = Field(
        default=None,
        description="Folder of the files that are imported in the browser; beside the plans if none is named.",
    )
    import_bytes: int = Field(
        default=1_000_000_000, ge=1, description="Size of the largest file that is taken for an import, in bytes."
    )
    token: SecretStr | None = Field(
        default=None,
        description="At least 16 characters. Who has it may import, plan visits and read the plans; without one only this machine may.",
    )
    language: str = Field(default="en", description="Language of readers whose browser asks for none that is known.")
    corrections: str | None = Field(
        default=None, description="Where corrections go: an e-mail address or a web address."
    )
    base_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^\s<>\"']+$",
        description="Public address, where it is not the one of the request.",
    )
    online_basemaps: Annotated[tuple[str, ...], NoDecode] = Field(
        default=tuple(ONLINE_BASEMAPS),
        description="Online base maps offered as a choice, off at first: osm, satellite, or none.",
    )
    sites_in_page: int = Field(
        default=100_000,
        ge=0,
        le=200_000,
        description="Sites that the page of the map holds itself; of larger layers the server draws each view.",
    )
    log_level: Literal["critical", "error", "warning", "info", "debug"] = "warning"

    @classmethod
    def given(cls, **values: Any) -> Self:  # noqa: ANN401 (as the fields are typed; checked by pydantic)
        """Return settings in which what is not None stands before the environment."""
        return cls(**{name: value for name, value in values.items() if value is not None})

    @field_validator("language")
    @classmethod
    def _known_language(cls, value: str) -> str:
        if value not in LANGUAGES:
            message = f"there is no language {value!r}; known are {', '.join(LANGUAGES)}"
            raise ValueError(message)
        return value

    @field_validator("corrections")
    @classmethod
    def _reachable(cls, value: str | None) -> str | None:
        if value and not value.startswith(("https://", "http://", "mailto:")) and "@" not in value:
            message = f"{value!r} is neither an e-mail address nor a web address"
            raise ValueError(message)
        return value

    @field_validator("token")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        text = value.get_secret_value() if value else None
        if text is not None and not (_TOKEN.fullmatch(text)):
            message = "a token has 16 to 200 letters, figures and signs, without spaces"
            raise ValueError(message)
        return value

    @field_validator("online_basemaps", mode="before")
    @classmethod
    def _names(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(name for name in map(str.strip, value.split(",")) if name not in ("", "none"))

    @field_validator("base_url")
    @classmethod
    def _without_slash(cls, value: str | None) -> str | None:
        return value.rstrip("/") if value else value

    @field_validator("online_basemaps")
    @classmethod
    def _known_maps(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for name in value:
            if name not in ONLINE_BASEMAPS:
                message = f"there is no online base map {name!r}; known are {', '.join(ONLINE_BASEMAPS)}"
                raise ValueError(message)
        return value

    @property
    def imports_folder(self) -> Path:
        """Where files that are imported are kept."""
        return self.imports or self.plans.parent / "imports"

    @property
    def listens_to_this_machine_only(self) -> bool:
        """Whether nobody else reaches the server, as far as the settings tell."""
        return self.base_url is None and is_loopback(self.host)

    def make_default_folder(self) -> None:
        """Make the folder of the user's data; any other folder is the user's to make."""
        if self.store == _default_store():
            self.store.parent.mkdir(parents=True, exist_ok=True)


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine: `localhost`, or an address that no other machine reaches.

    Examples
    --------
    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("0.0.0.0"), is_loopback("127.0.0.1.example.org")
    (True, True, False, False)
    """
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
