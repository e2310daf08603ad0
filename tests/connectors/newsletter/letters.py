"""Messages for tests."""

from __future__ import annotations

from datetime import UTC, datetime

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)


def letter(
    number: int = 1,
    html: str = "",
    *,
    sender: str = "The Desk <desk@news.example>",
    list_id: str = "<morning.news.example>",
    date: str = "Thu, 12 Mar 2026 06:30:00 +0100",
    more: str = "",
) -> bytes:
    """An issue of a newsletter in HTML, as it comes over the wire."""
    body = html or f'<p><a href="https://news.example/a/{number}">Story {number}</a></p>'
    headers = [
        f"From: {sender}",
        f"Subject: Issue {number}",
        f"Date: {date}" if date else "",
        f"Message-ID: <m{number}@news.example>",
        f"List-Id: {list_id}" if list_id else "",
        more,
        "MIME-Version: 1.0",
        "Content-Type: text/html; charset=utf-8",
    ]
    text = "\n".join([*(line for line in headers if line), "", body, ""])
    return text.replace("\n", "\r\n").encode()


def private(number: int = 1) -> bytes:
    """A letter from a person to a person."""
    return letter(number, "<p>See you at eight.</p>", sender="Ada <ada@home.example>", list_id="")
