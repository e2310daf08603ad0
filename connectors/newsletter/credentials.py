"""With what a mailbox is entered: a password, or an OAuth access token (XOAUTH2)."""

from __future__ import annotations

import shlex
import subprocess
from dataclasses import dataclass, field

from connectors.contract import NeedsPerson, RetryLater
from connectors.environment import MailSettings
from connectors.newsletter.address import MailboxAddress
from connectors.newsletter.failures import no_password

COMMAND_S = 30.0


@dataclass(frozen=True, slots=True)
class Credentials:
    """A secret, which no representation shows; ``is_token`` when it is an access token."""

    secret: str = field(repr=False)
    is_token: bool = False


def credentials_for(address: MailboxAddress, settings: MailSettings) -> Credentials:
    """What settings hold for an account; its own password goes before what is for all.

    Raises:
        ConnectorError: there is nothing, or the command that makes tokens fails.
    """
    if own := settings.passwords.get(address.account.lower()):
        return Credentials(own)
    if settings.token_command:
        return Credentials(_fresh_token(settings.token_command, address), is_token=True)
    if settings.token:
        return Credentials(settings.token, is_token=True)
    if settings.password:
        return Credentials(settings.password)
    raise no_password(address)


def _fresh_token(command: str, address: MailboxAddress) -> str:
    try:
        words = [*shlex.split(command), address.user]
        done = subprocess.run(words, capture_output=True, text=True, timeout=COMMAND_S, check=False)
    except (OSError, ValueError) as error:
        raise _broken_command() from error
    except subprocess.TimeoutExpired as error:
        raise RetryLater("The command that makes access tokens did not end in time.") from error
    token = done.stdout.strip()
    if done.returncode or not token or len(token.split()) != 1:
        raise _broken_command()
    return token


def _broken_command() -> NeedsPerson:
    return NeedsPerson(
        "The command that makes access tokens failed or printed no token.",
        advice="Run what RUNDOWN_IMAP_TOKEN_COMMAND says by hand: it has to print one token.",
    )
