"""What connectors may use, made from the settings."""

from __future__ import annotations

from connectors.contract import Known
from connectors.environment import Environment, MailSettings, YouTubeSettings
from connectors.ledger import Ledger, MemoryLedger
from connectors.web import Http
from dashboard.config import Settings


def make_environment(settings: Settings, known: Known, ledger: Ledger | None = None) -> Environment:
    """The connectors' environment: one polite HTTP client, the clock, YouTube's addresses.

    ``ledger`` is the store's, wherever there is one: quota is shared by all that spend of it.
    """
    return Environment(
        http=Http(
            allow_hosts=frozenset(settings.allow_hosts),
            connections_per_host=settings.connections_per_host,
            contact=settings.contact,
        ),
        clock=settings.clock,
        known=known,
        youtube=youtube_settings(settings),
        ledger=ledger or MemoryLedger(),
        mail=MailSettings(
            passwords={
                name.lower(): secret.get_secret_value() for name, secret in settings.imap.items()
            },
            password=settings.imap_password.get_secret_value(),
            token=settings.imap_token.get_secret_value(),
            token_command=settings.imap_token_command,
            ca_file=settings.imap_ca_file,
            allow_hosts=frozenset(settings.allow_hosts),
            open_tracking_links=settings.open_tracking_links,
        ),
    )


def youtube_settings(settings: Settings) -> YouTubeSettings:
    """What connectors are told of YouTube."""
    return YouTubeSettings(
        api_key=settings.youtube_api_key.get_secret_value(),
        api_endpoint=settings.youtube_api_endpoint,
        feed_endpoint=settings.youtube_feed_endpoint,
        daily_units=settings.youtube_daily_units,
        client_id=settings.youtube_client_id,
        client_secret=settings.youtube_client_secret.get_secret_value(),
        token_file=settings.youtube_token_file,
        consent_endpoint=settings.youtube_consent_endpoint,
        oauth_endpoint=settings.youtube_oauth_endpoint,
    )
