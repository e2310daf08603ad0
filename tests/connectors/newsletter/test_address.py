"""A mailbox's address: what it names, its one spelling, and that no password stays in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.contract import NeedsPerson
from connectors.newsletter.address import MailboxAddress, read_address, without_password


def test_an_address_names_server_user_folder_and_filter() -> None:
    found = read_address(
        "imaps://desk%40news.example@imap.news.example:1993/News/Letters%20in?list=<A.b>&from=News.example"
    )
    assert found == MailboxAddress(
        host="imap.news.example",
        user="desk@news.example",
        folder="News/Letters in",
        port=1993,
        list_id="a.b",
        sender="news.example",
    )


@pytest.mark.parametrize("path", ["", "/", "/inbox", "/INBOX/"])
def test_the_folder_is_the_inbox_unless_named(path: str) -> None:
    found = read_address(f"imaps://desk@news.example@imap.news.example{path}")
    assert (found.folder, found.user, found.port) == ("INBOX", "desk@news.example", 993)
    assert found.url == "imaps://desk%40news.example@imap.news.example/INBOX"


def test_a_password_in_the_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(NeedsPerson) as refused:
        read_address("imaps://desk:hunter2@imap.news.example/INBOX")
    said = refused.value.sentence + refused.value.advice
    assert "hunter2" not in said
    assert "RUNDOWN_IMAP_PASSWORD" in said


@pytest.mark.parametrize(
    "url",
    [
        "imaps://imap.news.example/INBOX",
        "imaps://",
        "imaps://desk@[::1/INBOX",
        "imaps://desk@imap.news.example:99999/",
        "imaps://desk@imap.news.example/a%0d%0ab",
        "imaps://desk@imap.news.example/?search=ALL",
        "pop3://desk@news.example/",
    ],
)
def test_what_names_no_mailbox_is_told(url: str) -> None:
    with pytest.raises(NeedsPerson) as refused:
        read_address(url)
    assert refused.value.advice.startswith("Write it like this: imaps://")


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Z"]), min_size=1, max_size=20
)


@given(WORDS, WORDS.filter(lambda f: f.strip("/") and f.upper() != "INBOX"), st.booleans())
def test_an_address_is_what_its_spelling_says(user: str, folder: str, secure: bool) -> None:
    address = MailboxAddress(
        host="imap.news.example",
        user=user,
        folder=folder.strip("/"),
        port=1143,
        secure=secure,
        list_id="a.news.example",
    )
    assert read_address(address.url) == address


@given(st.text(st.characters(codec="ascii", exclude_characters="/?#@:"), min_size=6, max_size=30))
def test_no_password_is_shown(password: str) -> None:
    typed = f"imaps://desk:{password}@imap.example/INBOX"
    assert without_password(typed) == "imaps://desk@imap.example/INBOX"
