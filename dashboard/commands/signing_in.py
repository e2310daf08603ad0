"""``youtube-login`` and ``youtube-logout``: signing in to YouTube as the outlet's channel."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from connectors.youtube import login
from connectors.youtube.errors import SignInError
from connectors.youtube.signin import keep_sign_in, read_sign_in, standing
from dashboard.commands.common import CommandError, console, settings_for
from dashboard.sync.environment import youtube_settings


def youtube_login(
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Only print the address to open.")
    ] = False,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port that YouTube sends you back to (0: any).")
    ] = 0,
) -> None:
    """Sign in to YouTube as your channel, so that what is said in its videos is found."""
    settings = settings_for(None)
    youtube, now = youtube_settings(settings), settings.clock()
    given = login.sign_in(youtube, now, browser=not no_browser, port=port)
    try:
        keep_sign_in(youtube, given)
    except OSError as error:
        raise CommandError(
            f"The sign-in could not be kept: {youtube.token_file} cannot be written "
            f"({error.strerror}). Set RUNDOWN_YOUTUBE_TOKEN_FILE to a place that can."
        ) from None
    console.print(f"Signed in; kept in {youtube.token_file}.")
    if (now_standing := standing(youtube, now)) and given.ends_at:
        console.print(now_standing.sentence)


def youtube_logout() -> None:
    """Forget the YouTube sign-in, and tell YouTube so."""
    youtube = youtube_settings(settings_for(None))
    try:
        given = read_sign_in(youtube)
    except SignInError:
        given = None  # what cannot be used is removed all the same
    try:
        Path(youtube.token_file).unlink()
    except FileNotFoundError:
        console.print("Nobody is signed in to YouTube.")
        return
    except OSError as error:
        raise CommandError(f"{youtube.token_file} cannot be removed: {error.strerror}.") from None
    if given and login.revoke(youtube, given):
        console.print("Signed out; YouTube was told.")
    else:
        console.print(
            "Signed out here. YouTube could not be told: take the access back at "
            "https://myaccount.google.com/permissions."
        )
