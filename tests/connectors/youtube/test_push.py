"""What YouTube's hub sends, and how it is known to be the hub."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.youtube.push import (
    Notice,
    Told,
    is_signed,
    read_notice,
    secret_for,
    token_for,
    topic_of,
)
from tests.youtube_lookalike import CHANNEL_ID, deletion_of, notice_of

BASE = b"some key"


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_a_signature_by_every_method_of_websub(method: str) -> None:
    body, secret = b"<feed/>", secret_for(BASE, topic_of(CHANNEL_ID))
    digest = hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()
    assert is_signed(f"{method}={digest}", secret, body)
    assert is_signed(f" {method.upper()}={digest.upper()} ", secret, body)
    assert not is_signed(f"{method}={digest}", secret, body + b" ")
    assert not is_signed(f"{method}={digest}", secret + "x", body)
    assert not is_signed(digest, secret, body)


@given(st.text(), st.binary(max_size=50))
def test_no_other_header_is_a_signature(header: str, body: bytes) -> None:
    assert not is_signed(header, "secret", body)
    assert not is_signed(f"md5={header}", "secret", body)
    assert not is_signed(f"sha1={header}", "secret", body)


def test_secrets_differ_by_what_they_are_for() -> None:
    topic, other = topic_of(CHANNEL_ID), topic_of("UC" + "z" * 22)
    made = {
        secret_for(BASE, topic),
        secret_for(BASE, other),
        secret_for(b"another key", topic),
        token_for(BASE, "a", topic),
        token_for(BASE, "b", topic),
    }
    assert len(made) == 5


def test_a_notice_tells_of_videos_that_are_new_or_changed() -> None:
    published = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    notice = read_notice(notice_of("dQw4w9WgXcQ", "Ferries & ships", published))
    assert notice.told == (Told("dQw4w9WgXcQ", CHANNEL_ID, "Ferries & ships", published),)
    assert notice.deleted == ()


def test_a_notice_tells_of_videos_that_went() -> None:
    assert read_notice(deletion_of("dQw4w9WgXcQ")) == Notice((), ("dQw4w9WgXcQ",))


@given(st.binary(max_size=200))
def test_any_body_can_be_read(body: bytes) -> None:
    assert read_notice(body) == Notice()


def test_entities_are_not_expanded() -> None:
    bomb = (
        b'<!DOCTYPE feed [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
        b'<feed xmlns="http://www.w3.org/2005/Atom" '
        b'xmlns:yt="http://www.youtube.com/xml/schemas/2015">'
        b"<entry><yt:videoId>dQw4w9WgXcQ</yt:videoId><title>&a;</title></entry></feed>"
    )
    assert read_notice(bomb) == Notice()
