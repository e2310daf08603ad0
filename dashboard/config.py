"""Settings: ``rundown.toml``, the environment (``RUNDOWN_…``), secrets. Later ones win.

Secrets (keys, tokens) belong in the environment or in ``.streamlit/secrets.toml`` under
``[rundown]``; they are held as ``SecretStr`` so that no log or error shows them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

SETTINGS_FILE = Path("rundown.toml")
SECRETS_FILE = Path(".streamlit/secrets.toml")


class SettingsError(Exception):
    """A setting cannot be used; the message names it, what was written and what would do."""


class Settings(BaseSettings):
    """Everything that can be set, with defaults that need no file at all."""

    model_config = SettingsConfigDict(env_prefix="RUNDOWN_", extra="forbid", frozen=True)

    db: str = "rundown.db"
    """SQLAlchemy URL, or the path of an SQLite file."""
    timezone: str = ""
    """IANA name of the outlet's zone; empty: the one found at ``init``, else the machine's."""
    now: AwareDatetime | None = None
    """A fixed clock (RFC 3339), for tests and demos."""
    allow_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    """Private hosts that connectors may reach, comma-separated in the environment."""
    connections_per_host: int = Field(default=4, ge=1, le=64)
    contact: str = ""
    """Address put into the User-Agent, for site owners who want to reach you."""
    sync_workers: int = Field(default=32, ge=1, le=64)
    """Sources pulled at once. Mostly they wait for answers, so there are many more than cores."""
    refresh_s: float = Field(default=300.0, ge=1)
    """How often a source is asked for news, seconds; sources may ask for longer."""
    youtube_api_key: SecretStr = SecretStr("")
    youtube_daily_units: int = Field(default=10_000, ge=1)
    """What the key may spend a day, where YouTube has granted more than usual."""
    youtube_api_endpoint: str = "https://youtube.googleapis.com/"
    youtube_feed_endpoint: str = "https://www.youtube.com/feeds/videos.xml"
    youtube_client_id: str = ""
    """An OAuth client of the type "Desktop app", for signing in as the outlet's channel."""
    youtube_client_secret: SecretStr = SecretStr("")
    youtube_token_file: str = ".streamlit/youtube-token.json"  # noqa: S105  (a path)
    """Where the sign-in is kept, for its owner alone to read."""
    youtube_consent_endpoint: str = "https://accounts.google.com/o/oauth2/v2/auth"
    youtube_oauth_endpoint: str = "https://oauth2.googleapis.com/"
    youtube_embed_endpoint: str = "https://www.youtube-nocookie.com/embed/"
    imap: dict[str, SecretStr] = Field(default_factory=dict)
    """Passwords of mailboxes by account, ``user@host``; belongs in the secrets file."""
    imap_password: SecretStr = SecretStr("")
    """The password of every mailbox that ``imap`` does not name."""
    imap_token: SecretStr = SecretStr("")
    """An OAuth 2 access token, used in place of passwords."""
    imap_token_command: str = ""
    """A command that prints a fresh access token; it is given the account as its last word."""
    imap_ca_file: str = ""
    """PEM file with the certificates of your own authority, for a mail server of your own."""
    open_tracking_links: bool = False
    """Leave to ask a newsletter's sender where links lead that do not say so themselves."""

    public_url: str = ""
    """Where the dashboard can be reached from outside; with it, YouTube's hub pushes news here."""
    websub_hub: str = "https://pubsubhubbub.appspot.com/subscribe"

    @field_validator("allow_hosts", mode="before")
    @classmethod
    def _comma_separated(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip().lower() for part in value.split(",") if part.strip())
        return value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value:
            try:
                ZoneInfo(value)
            except (KeyError, ValueError, OSError):
                raise ValueError("is no IANA time zone (such as Europe/Berlin)") from None
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order of authority: arguments, environment, secrets file, settings file."""
        secrets = _table(SECRETS_FILE).get("rundown", {})
        return (
            init_settings,
            env_settings,
            InitSettingsSource(settings_cls, init_kwargs=secrets),
            InitSettingsSource(settings_cls, init_kwargs=_table(SETTINGS_FILE)),
        )

    @property
    def clock(self) -> Callable[[], datetime]:
        """The present moment (aware, UTC): the fixed one, or the machine's."""
        fixed = self.now
        if fixed is not None:
            moment = fixed.astimezone(UTC)
            return lambda: moment
        return lambda: datetime.now(UTC)


def load_settings(**overrides: Any) -> Settings:
    """Read the settings; ``overrides`` that are not ``None`` win over files and environment.

    Raises:
        SettingsError: a value or a file cannot be used.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        name = ".".join(str(part) for part in first["loc"]) or "settings"
        if first["type"] == "extra_forbidden":
            raise SettingsError(f"{name} is no setting of Rundown.") from None
        shown = "" if _is_secret(name) else f" (it says {first['input']!r})"
        raise SettingsError(
            f"RUNDOWN_{name.upper()}: {first['msg'].removeprefix('Value error, ')}{shown}."
        ) from None


def _is_secret(name: str) -> bool:
    return any(word in name for word in ("key", "password", "token", "imap", "secret"))


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path} cannot be read: {error}") from None
