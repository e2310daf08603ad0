from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from connectors.contract import SourceSpec
from connectors.environment import YouTubeSettings
from connectors.youtube.quota import account_of, pacific_day
from connectors.youtube.signin import SignIn, keep_sign_in
from dashboard.store import Store
from dashboard.store.model import Source, SourceState
from tests.engagement import outlet
from tests.engagement.outlet import NOW


def _script() -> None:
    from dashboard.views import sources

    sources.page()


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A database's path, which the pages read with the clock at ``NOW``."""
    path = tmp_path / "r.db"
    monkeypatch.setenv("RUNDOWN_DB", str(path))
    monkeypatch.setenv("RUNDOWN_NOW", NOW.isoformat())
    monkeypatch.delenv("RUNDOWN_ALLOW_HOSTS", raising=False)
    st.cache_resource.clear()
    yield path
    st.cache_resource.clear()


@pytest.fixture
def store(db: Path) -> Iterator[Store]:
    filled = outlet.fill(db, films=4)
    yield filled
    filled.close()


def opened() -> AppTest:
    page = AppTest.from_function(_script, default_timeout=60).run()
    assert not page.exception
    return page


def texts(page: AppTest) -> str:
    return "\n".join(str(block.proto.body) for block in page.get("html"))


def source(store: Store, kind: str = "feed") -> Source:
    (found,) = [one for one in store.sources.list() if one.kind == kind]
    return found


def press(page: AppTest, word: str, of: Source) -> AppTest:
    page.button(key=f"rd-s-{word}-{of.id}").click().run()
    assert not page.exception
    return page


def test_each_source_has_a_row(store: Store) -> None:
    said = texts(opened())
    assert said.count('class="rd-s-row"') == 2
    assert "Herald TV" in said
    assert "YouTube channel" in said
    assert "4 items" in said


def test_what_is_left_of_youtubes_quota_is_told_where_there_is_a_key(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "YouTube quota" not in texts(opened())
    monkeypatch.setenv("RUNDOWN_YOUTUBE_API_KEY", "a-key")
    st.cache_resource.clear()
    account, day = account_of("a-key"), pacific_day(NOW)
    store.quotas.spend(account, "units", day, 800)
    assert "YouTube quota: 9,200 of 10,000 units left, fresh at " in texts(opened())
    store.quotas.exhaust(account, "units", day)
    assert "YouTube quota: 0 of 10,000 units left" in texts(opened())


def test_the_end_of_the_youtube_sign_in_is_told_before_it_comes(
    store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    youtube = YouTubeSettings(token_file=str(tmp_path / "token.json"))
    monkeypatch.setenv("RUNDOWN_YOUTUBE_TOKEN_FILE", youtube.token_file)
    monkeypatch.setenv("RUNDOWN_YOUTUBE_CLIENT_ID", "a-client")
    monkeypatch.setenv("RUNDOWN_YOUTUBE_CLIENT_SECRET", "a-secret")
    st.cache_resource.clear()
    assert "sign-in" not in texts(opened())
    for days, told in (
        (5, ""),
        (2.5, "YouTube sign-in ends in 2 days. Run `rundown youtube-login`."),
        (0.2, "YouTube sign-in ends in 4 hours. Run"),
        (-1, "YouTube sign-in has ended. Run `rundown youtube-login`."),
    ):
        keep_sign_in(youtube, SignIn("a-token", NOW, NOW + timedelta(days=days)))
        said = texts(opened())
        assert ("YouTube sign-in" in said) == bool(told)
        assert told in said
        assert "a-token" not in said


def test_an_error_is_told_with_what_was_kept_and_what_to_do(store: Store) -> None:
    feed = source(store)
    store.sources.failed(
        feed.id,
        error="The feed’s address answers with <HTML>.",
        advice="Look for the feed’s new address.",
        next_due_at=NOW + timedelta(hours=1),
        needs_person=True,
    )
    said = texts(opened())
    assert "broken" in said
    assert "answers with &lt;HTML&gt;." in said
    assert "What it brought before is kept (10 items)." in said
    assert "Look for the feed’s new address." in said
    assert "in 1 hour" in said
    assert said.index("broken") < said.index("Herald TV"), "what needs a person comes first"


def test_pause_and_resume(store: Store) -> None:
    feed = source(store)
    page = press(opened(), "Pause", feed)
    assert source(store).state is SourceState.PAUSED
    assert "paused" in texts(page)
    press(page, "Resume", feed)
    assert source(store).state is SourceState.ACTIVE


def test_sync_now_makes_it_due(store: Store) -> None:
    feed = source(store)
    store.sources.failed(
        feed.id, error="It did not answer.", advice="", next_due_at=NOW + timedelta(hours=5)
    )
    press(opened(), "Sync now", feed)
    assert source(store).next_due_at is None


def test_a_broken_source_can_be_tried_again(store: Store) -> None:
    feed = source(store)
    store.sources.failed(
        feed.id, error="Gone.", advice="", next_due_at=NOW + timedelta(hours=5), needs_person=True
    )
    press(opened(), "Try again", feed)
    assert source(store).state is SourceState.ACTIVE
    assert source(store).error == ""


def test_removing_asks_first_and_keeps_the_items(store: Store) -> None:
    feed, total = source(store), store.timeline.total()
    page = press(opened(), "Remove", feed)
    assert "10 items stay on the timeline" in texts(page)
    page = press(page, "Keep", feed)
    assert len(store.sources.list()) == 2
    page = press(press(page, "Remove", feed), "Yes, remove", feed)
    assert [one.kind for one in store.sources.list()] == ["youtube"]
    assert texts(page).count('class="rd-s-row"') == 1
    assert store.timeline.total() == total


def test_when_nobody_syncs_the_page_says_so(db: Path) -> None:
    from dashboard.store import open_store

    store = open_store(str(db), clock=lambda: NOW - timedelta(hours=1))
    store.sources.add(SourceSpec("feed", "http://127.0.0.1/feed", "Herald"))
    assert "no sync worker seems to run" in texts(opened())
    store.close()


def test_the_first_sync_shows_its_progress(store: Store) -> None:
    store.sources.add(SourceSpec("feed", "http://127.0.0.1/other", "Another"))
    said = texts(opened())
    assert "First sync: 0 of 3 sources read" in said
    assert "14 items so far" in said
    assert "waiting for its first sync" in said


def test_hundreds_of_sources_come_in_parts(store: Store) -> None:
    for n in range(60):
        store.sources.add(SourceSpec("feed", f"http://127.0.0.1/{n}", f"Desk {n}"))
    page = opened()
    assert texts(page).count('class="rd-s-row"') == 40
    page.button(key="rd-s-more").click().run()
    assert texts(page).count('class="rd-s-row"') == 62


def test_imported_files_have_nothing_to_sync(store: Store) -> None:
    imported = store.sources.importing()
    page = opened()
    keys = {button.key for button in page.button}
    assert f"rd-s-Remove-{imported.id}" in keys
    assert f"rd-s-Pause-{imported.id}" not in keys


def add(page: AppTest, what: str) -> AppTest:
    page.text_input(key="rd-s-what").set_value(what)
    button = next(button for button in page.button if button.key and "FormSubmitter" in button.key)
    button.click().run()
    assert not page.exception
    return page


def test_without_sources_there_is_one_question(db: Path) -> None:
    outlet.empty(db).close()
    page = opened()
    assert "What is your site’s address?" in texts(page)
    assert len(page.text_input) == 1


@pytest.mark.parametrize("what", ["http://127.0.0.1:9/", "not an address"])
def test_what_cannot_be_added_is_told_in_a_sentence(db: Path, what: str) -> None:
    store = outlet.empty(db)
    said = texts(add(opened(), what))
    assert "Nothing was changed." in said
    assert store.sources.list() == []
    store.close()


def test_an_empty_box_asks_for_an_address(db: Path) -> None:
    outlet.empty(db).close()
    assert "Type an address first." in texts(add(opened(), "  "))


def test_a_password_in_a_mailbox_address_is_refused_and_leaves_the_screen(store: Store) -> None:
    page = opened()
    page.text_input(key="rd-s-what").set_value("imaps://desk:hunter2@mail.example/INBOX")
    next(one for one in page.button if one.label == "Add").click().run()
    assert not page.exception
    assert "A password does not belong in the address." in texts(page)
    assert "[rundown.imap]" in texts(page)
    assert page.text_input(key="rd-s-what").value == ""
    assert "hunter2" not in texts(page)
    assert "newsletter" not in {one.kind for one in store.sources.list()}
