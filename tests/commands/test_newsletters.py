"""Newsletters by command: from a mailbox, and from files of saved mail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.conftest import Rundown
from tests.connectors.newsletter.letters import letter, private
from tests.imap_server import PASSWORD, USER, Mailserver, ca_file
from tests.loopback import LoopbackSite
from tests.sync.feeds import rss


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Mailserver]:
    with Mailserver() as server:
        server.deliver(letter(1), private(2), letter(3), folder="News")
        yield server


def test_a_mailbox_is_added_synced_and_read_once(
    rundown: Rundown, post: Mailserver, tmp_path: Path
) -> None:
    secrets = tmp_path / ".streamlit/secrets.toml"
    secrets.parent.mkdir()
    secrets.write_text(f'[rundown]\n[rundown.imap]\n"{USER}@127.0.0.1" = "{PASSWORD}"\n')
    env = {"RUNDOWN_IMAP_CA_FILE": ca_file(tmp_path)}
    (tmp_path / "issue.eml").write_bytes(letter(3))
    rundown.well("import", "issue.eml")  # known from a file already
    (source,) = rundown.well("add", post.url("News"), "--json", **env).json
    assert (source["kind"], source["url"]) == ("newsletter", post.url("News"))
    first = rundown.well("sync", "--json", **env).json
    assert (first["items_new"], first["failed"]) == (1, [])
    again = rundown.well("sync", "--all", "--json", **env).json
    assert (again["items_new"], again["items_changed"], again["unchanged"]) == (0, 0, 1)
    found = rundown.well("items", "--kind", "newsletter", "--json").lines
    assert [item["title"] for item in found] == ["Issue 3", "Issue 1"]
    assert found[0]["links"][0]["text"] == "Story 3"
    assert rundown.well("items", "--query", "story", "--json").lines == found
    assert PASSWORD.encode() not in b"".join(f.read_bytes() for f in tmp_path.glob("s.db*"))


def test_a_password_in_the_address_is_refused_and_not_repeated(rundown: Rundown) -> None:
    added, begun = (
        rundown(command, "imaps://desk:hunter2@127.0.0.1/INBOX") for command in ("add", "init")
    )
    assert (added.code, begun.code) == (1, 1)
    assert "hunter2" not in added.out + added.err + begun.out + begun.err
    assert "RUNDOWN_IMAP_PASSWORD" in added.err
    assert rundown.well("sources", "--json").json == []


def test_a_mailbox_that_cannot_be_entered_is_not_added(
    rundown: Rundown, post: Mailserver, tmp_path: Path
) -> None:
    env = {"RUNDOWN_IMAP_CA_FILE": ca_file(tmp_path), "RUNDOWN_IMAP_PASSWORD": "wrong horse"}
    done = rundown("add", post.url("News"), **env)
    assert (done.code, "refuses the login" in done.err) == (1, True)
    assert "horse" not in done.out + done.err
    assert rundown.well("sources", "--json").json == []


def test_a_mailbox_in_trouble_stops_no_other_source(
    rundown: Rundown, post: Mailserver, tmp_path: Path
) -> None:
    env = {"RUNDOWN_IMAP_CA_FILE": ca_file(tmp_path), "RUNDOWN_IMAP_PASSWORD": PASSWORD}
    with LoopbackSite({"/feed": rss("a", range(2))}) as site:
        rundown.well("add", site.url("/feed"), post.url("News"), **env)
        env["RUNDOWN_IMAP_PASSWORD"] = "changed meanwhile"
        done = rundown("sync", "--json", **env)
    assert (done.code, done.json["items_new"], len(done.json["failed"])) == (1, 2, 1)
    assert "meanwhile" not in done.out + done.err


def test_saved_mail_goes_in_once_and_what_is_bad_is_told(rundown: Rundown, tmp_path: Path) -> None:
    (tmp_path / "issue.eml").write_bytes(letter(1))
    assert rundown.well("import", "issue.eml", "--json").json["items_new"] == 1
    line = b"From a@b.example Thu Mar 12 06:30:00 2026\n"
    messages = (letter(1), b"no header\n", letter(3))
    (tmp_path / "all.mbox").write_bytes(b"".join(line + message + b"\n" for message in messages))
    done = rundown("import", "all.mbox", "--json")
    assert (done.code, "message 2: It is no message" in done.err) == (1, True)
    assert (done.json["items_new"], done.json["items_changed"]) == (1, 0)
    assert [bad["message"] for bad in done.json["rejected"]] == [2]


def test_what_goes_out_comes_in_again(rundown: Rundown, tmp_path: Path) -> None:
    path = tmp_path / "issue.eml"
    path.write_bytes(letter(1, '<a href="https://u.list-manage.com/track/click?u=1">Story</a>'))
    rundown.well("import", path)
    rundown.well("export", "--out", "out.jsonl")
    rundown.well("import", tmp_path / "out.jsonl", RUNDOWN_DB="other.db")
    (item,) = rundown.well("items", "--json", RUNDOWN_DB="other.db").lines
    (before,) = rundown.well("items", "--json").lines
    assert item["links"] == before["links"]
    assert item["links"][0]["opaque"]
