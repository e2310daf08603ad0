"""Signing in to YouTube as a person does it, with the test in the browser's place."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest

from connectors.environment import YouTubeSettings
from connectors.youtube.signin import SignIn, keep_sign_in
from tests.commands.conftest import NOW, Rundown, surroundings
from tests.google_lookalike import (
    ACCESS_TOKEN,
    CLIENT_ID,
    CLIENT_SECRET,
    REFRESH_TOKEN,
    SECRETS,
    Google,
)
from tests.loopback import LoopbackSite
from tests.youtube_lookalike import CHANNEL_ID, KEY, Track, YouTube, films

TOKEN_FILE = ".streamlit/youtube-token.json"


@pytest.fixture
def site() -> Iterator[LoopbackSite]:
    with LoopbackSite() as running:
        yield running


@pytest.fixture
def google(site: LoopbackSite) -> Google:
    return Google(site)


@pytest.fixture
def desk(rundown: Rundown, site: LoopbackSite) -> Rundown:
    """The command with an OAuth client, and without it nothing else."""
    rundown.env |= {
        "RUNDOWN_YOUTUBE_CLIENT_ID": CLIENT_ID,
        "RUNDOWN_YOUTUBE_CLIENT_SECRET": CLIENT_SECRET,
        "RUNDOWN_YOUTUBE_CONSENT_ENDPOINT": site.url("/o/oauth2/v2/auth"),
        "RUNDOWN_YOUTUBE_OAUTH_ENDPOINT": site.url("/"),
        "RUNDOWN_YOUTUBE_API_KEY": KEY,
        "RUNDOWN_YOUTUBE_API_ENDPOINT": site.url("/"),
        "OAUTHLIB_INSECURE_TRANSPORT": "1",  # the look-alike has no certificate
    }
    return rundown


def sign_in(desk: Rundown, **env: str) -> tuple[int, str, str]:
    """Run the login, open the address that it prints, and wait for its end."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "dashboard.cli", "youtube-login", "--no-browser"],
        cwd=desk.folder,
        env=surroundings(desk.env | env),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    printed = ""
    for line in process.stdout:
        printed += line
        if line.startswith("http"):
            with urlopen(line.strip(), timeout=60) as shown:
                assert b"Close this window" in shown.read()
            break
    out, err = process.communicate(timeout=60)
    assert not [secret for secret in SECRETS if secret in printed + out + err]
    return process.returncode, printed + out, err


def kept(desk: Rundown) -> dict[str, str]:
    told: dict[str, str] = json.loads((desk.folder / TOKEN_FILE).read_text())
    return told


def test_signing_in_brings_what_is_said_and_signing_out_revokes_it(
    desk: Rundown, google: Google, site: LoopbackSite
) -> None:
    youtube = YouTube(site, films(3))
    youtube.films[0].tracks = [Track("the zeppelin moored at dawn")]
    youtube.show_captions()
    youtube.access_tokens.add(ACCESS_TOKEN)
    code, out, err = sign_in(desk)
    assert (code, err) == (0, "")
    assert f"Signed in; kept in {TOKEN_FILE}." in out
    assert "ends in 6 days." in out
    assert "prompt=consent" in out  # without it, a second sign-in brings no lasting token
    assert "redirect_uri=http%3A%2F%2F127.0.0.1%3A" in out
    assert (desk.folder / TOKEN_FILE).stat().st_mode & 0o777 == 0o600
    assert kept(desk)["refresh_token"] == REFRESH_TOKEN
    desk.well("add", CHANNEL_ID)
    desk.well("sync")
    (found,) = desk.well("items", "--query", "zeppelin", "--json").lines
    assert found["title"] == "Film 2"
    for file in desk.folder.glob("s.db*"):
        stored = file.read_bytes()
        assert not [secret for secret in SECRETS if secret.encode() in stored]

    assert "YouTube was told" in desk.well("youtube-logout").out
    assert google.revoked
    assert not (desk.folder / TOKEN_FILE).exists()


def test_the_browser_is_opened_and_signing_out_needs_nobodys_answer(
    desk: Rundown, google: Google
) -> None:
    script = desk.folder / "browser.py"
    script.write_text("import sys, urllib.request\nurllib.request.urlopen(sys.argv[1])\n")
    google.lasts_s = None
    done = desk.well("youtube-login", BROWSER=f"{sys.executable} {script} %s &")
    assert "Signed in" in done.out
    assert kept(desk)["ends_at"] is None
    out = desk.well("youtube-logout", RUNDOWN_YOUTUBE_OAUTH_ENDPOINT="http://127.0.0.1:9/").out
    assert "could not be told" in out
    assert not (desk.folder / TOKEN_FILE).exists()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"consents": False}, "access_denied"),
        ({"scope": "openid"}, "leave to read captions was not granted"),
    ],
)
def test_what_goes_wrong_is_told_and_the_sign_in_before_stays(
    desk: Rundown, google: Google, change: dict[str, object], told: str
) -> None:
    path = desk.folder / TOKEN_FILE
    path.parent.mkdir()
    path.write_text("as it was")
    for name, value in change.items():
        setattr(google, name, value)
    code, _, err = sign_in(desk)
    assert code == 1
    assert told in err
    assert "Nothing was changed." in err
    assert path.read_text() == "as it was"


def test_without_a_client_it_is_said_where_to_get_one(rundown: Rundown) -> None:
    done = rundown("youtube-login")
    assert done.code == 1
    assert "RUNDOWN_YOUTUBE_CLIENT_ID" in done.err


def test_doctor_tells_of_the_end_before_it_comes(desk: Rundown) -> None:
    youtube = YouTubeSettings(token_file=str(desk.folder / TOKEN_FILE))
    keep_sign_in(youtube, SignIn("a-token", NOW, NOW + timedelta(days=2, hours=1)))
    done = desk("doctor", "--json")
    (one,) = [one for one in done.json if one["what"] == "YouTube sign-in"]
    assert (one["ok"], one["detail"]) == (False, "ends in 2 days. Run `rundown youtube-login`.")
    assert done.code == 1


def test_a_place_that_cannot_be_written_is_told(
    desk: Rundown, google: Google, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    code, _, err = sign_in(desk, RUNDOWN_YOUTUBE_TOKEN_FILE="file/token.json")
    assert code == 1
    assert "RUNDOWN_YOUTUBE_TOKEN_FILE" in err
