"""The fast reader is held to feedparser; both to what the documents say."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.feeds.articles import article
from connectors.feeds.decoding import document
from connectors.feeds.fast import read_fast
from connectors.feeds.model import Entry, Feed, NotAFeed
from connectors.feeds.reading import read_feed
from connectors.feeds.tolerant import read_tolerantly
from connectors.items import Article, Image, Link, LinkRel, TimeBasis
from tests.connectors.feeds import documents

URL = "https://feeds.example/all/feed.xml"
NOW = datetime(2025, 6, 1, 12, 0, tzinfo=UTC)


def articles(feed: Feed) -> list[Article]:
    return [article(entry, feed, URL, NOW) for entry in feed.entries]


def read(document: str | bytes) -> list[Article]:
    body = document.encode() if isinstance(document, str) else document
    return articles(read_feed(body, URL))


@pytest.mark.parametrize("name", documents.XML_FEEDS)
def test_both_readers_agree_on_our_documents(name: str) -> None:
    told = document(documents.XML_FEEDS[name].encode())
    fast, tolerant = read_fast(told, URL), read_tolerantly(told.text(), URL)
    assert fast is not None, "a well-formed feed is read fast"
    assert articles(fast) == articles(tolerant)
    assert fast.title == tolerant.title
    assert fast.ttl_s == tolerant.ttl_s


WORDS = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), max_size=30).map(
    lambda text: " ".join(text.split())
)
# Without U+0080-U+00BF: feedparser takes some of these for UTF-8 that was read as Latin-1.
PLAIN = WORDS.map(lambda text: re.sub("[<>&@;\x80-\xbf]", "", text))
MARKUP = st.lists(PLAIN, max_size=3).map(lambda parts: "".join(f"<p>{part}</p>" for part in parts))
MOMENTS = st.sampled_from(
    ["", "Sun, 01 Jun 2025 09:30:00 GMT", "2025-05-01T10:00:00Z", "2025-05-01 10:00", "yesterday"]
)


@st.composite
def items(draw: st.DrawFn) -> str:
    number = draw(st.integers(0, 9999))
    parts = [f"<link>https://made.example/{number}</link>"]
    parts.append(f"<title>{escape(draw(PLAIN))}</title>")
    parts.append(f"<pubDate>{draw(MOMENTS)}</pubDate>")
    parts.append(f"<description>{escape(draw(MARKUP))}</description>")
    parts.extend(f"<category>{escape(label)}</category>" for label in draw(st.lists(PLAIN)))
    if draw(st.booleans()):
        parts.append(f'<guid isPermaLink="false">id-{number}</guid>')
    return "".join(draw(st.permutations(parts)))


@settings(max_examples=150, deadline=None)
@given(st.lists(items(), min_size=1, max_size=4))
def test_both_readers_agree_on_any_well_formed_rss(made: list[str]) -> None:
    told = document(documents.rss(*made).encode())
    fast = read_fast(told, URL)
    assert fast is not None
    assert articles(fast) == articles(read_tolerantly(told.text(), URL))


def test_an_rss_item_in_full() -> None:
    first, second = read(documents.RSS)
    assert first.ref == "https://courier.example/?p=101"
    assert first.url == "https://courier.example/ferry-strike/"
    assert first.other_ids == (first.url,)
    assert first.title == "Ferry strike: what we know — so far"
    assert first.summary == "Crews walked out at dawn. […]"
    assert first.body.startswith("Crews walked out at dawn.\n\nSee the timetable.\n\n")
    assert "alert" not in first.body
    assert first.published_at == datetime(2025, 6, 1, 7, 30, tzinfo=UTC)
    assert first.time_basis is TimeBasis.STATED
    assert first.authors == ("Ines Okafor", "Tom Reed")
    assert first.labels == ("Transport", "Harbour")
    assert first.language == "en-GB"
    assert first.image == Image("https://courier.example/l.jpg", 1200, 800)
    assert first.links == (
        Link("https://www.youtube.com/watch?v=-abcDEF_123", LinkRel.EMBED, "-abcDEF_123"),
        Link(
            "https://www.youtube.com/embed/zyxwvutsrqp?feature=oembed", LinkRel.EMBED, "zyxwvutsrqp"
        ),
        Link("https://courier.example/ferry.mp3", LinkRel.EMBED),
        Link("https://feeds.example/timetable"),
    )
    assert (second.ref, second.authors) == ("https://courier.example/budget", ("Lena Marsh",))
    assert second.summary == "Plain & short."


def test_an_atom_entry_in_full() -> None:
    first, second = read(documents.ATOM)
    assert first.ref == "tag:atom.example,2025:1"
    assert first.url == "https://atom.example/news/wahl.html"
    assert first.published_at == datetime(2025, 6, 1, 8, 0, 0, 250_000, tzinfo=UTC)
    assert first.updated_at == datetime(2025, 6, 1, 7, 0, tzinfo=UTC)
    assert (first.authors, first.labels) == (("Jörg Weiß", "Mia Lang"), ("Politik",))
    assert (first.summary, first.language) == ("Kurz gesagt.", "de")
    assert first.body == "Erster Absatz.\n\nMehr hier."
    assert Link("https://atom.example/news/mehr") in first.links
    assert Link("https://atom.example/wahl.mp4", LinkRel.EMBED) in first.links
    assert second.published_at == second.updated_at == datetime(2025, 5, 30, 10, 0, tzinfo=UTC)


def test_a_json_feed_in_full() -> None:
    first, second = read(documents.JSON)
    assert (first.ref, first.url) == ("7", "https://feeds.example/siedem")
    assert (first.title, first.summary, first.body) == ("Siedem", "a < b", "Treść")
    assert (first.labels, first.authors) == (("Kraj",), ("Ola Nowak",))
    assert first.image == Image("https://json.example/7.png")
    assert first.links == (Link("https://json.example/7.mp3", LinkRel.EMBED),)
    assert first.published_at == datetime(2025, 6, 1, 5, 0, tzinfo=UTC)
    assert (second.title, second.body) == ("One. Two <3", "One.\n\nTwo <3")
    assert second.url == "https://json.example/"
    assert second.time_basis is TimeBasis.INFERRED


def test_rdf_and_the_oldest_formats() -> None:
    (alpha,) = read(documents.RDF)
    assert (alpha.ref, alpha.authors, alpha.labels) == (
        "https://rdf.example/a",
        ("Ana Silva",),
        ("World",),
    )
    assert alpha.published_at == datetime(2025, 5, 30, 11, 0, tzinfo=UTC)
    assert [entry.title for entry in read(documents.RSS_091)] == ["One", "Two"]
    (old,) = read(documents.ATOM_03)
    assert (old.title, old.body, old.authors) == ("Entry", "Bold words", ("Sam Poole",))


def test_what_is_missing_is_filled_in() -> None:
    untitled, unlinked, bare = read(
        documents.rss(
            "<link>https://made.example/1</link>"
            f"<description>{'Many words here. ' * 40}</description>",
            '<title>No link</title><guid isPermaLink="false">tag:1</guid>',
            "<title>Only a title</title>",
        )
    )
    assert untitled.ref == untitled.url == "https://made.example/1"
    assert untitled.title.startswith("Many words here.")
    assert len(untitled.title) <= 91
    assert (len(untitled.body) > 600, len(untitled.summary) <= 501) == (True, True)
    assert (unlinked.ref, unlinked.url) == ("tag:1", "https://made.example/")
    assert bare.ref.startswith("sha256:")
    assert bare.ref == read(documents.rss("<title>Only a title</title>"))[0].ref


def test_only_web_links_pass() -> None:
    (found,) = read(
        documents.rss(
            "<title>x</title><link>javascript:alert(1)</link><guid>data:text/html,x</guid>"
            "<description>&lt;a href='javascript:x'&gt;a&lt;/a&gt;&lt;iframe src='file:///etc'&gt;"
            "&lt;/iframe&gt;&lt;a href='mailto:a@b.example'&gt;m&lt;/a&gt;</description>"
            "<enclosure url='ftp://made.example/x.mp3' type='audio/mpeg'/>"
        )
    )
    assert (found.url, found.links) == ("https://made.example/", ())


def test_entities_are_never_expanded(tmp_path: Path) -> None:
    (laugh,) = read(documents.BILLION_LAUGHS)
    assert len(laugh.title) < 100
    secret = tmp_path / "secret.txt"
    secret.write_text("the password")
    (leak,) = read(documents.EXTERNAL_ENTITY.format(address=secret.as_uri()))
    assert "password" not in repr(leak)


def test_entities_of_a_document_type_that_is_elsewhere() -> None:
    item = "<item><title>Caf&eacute;</title><link>https://old.example/3</link></item>"
    old = documents.RSS_091.replace("</channel>", f"{item}&nbsp;</channel>")
    assert [found.title for found in read(old)] == ["One", "Two", "Café"]


@pytest.mark.parametrize("charset", ["hex", "idna", "rot13", "undefined", "no-such-charset"])
def test_a_charset_that_is_none_is_passed_over(charset: str) -> None:
    body = documents.rss("<title>Caf\xe9</title>").encode("latin-1")
    feed = read_feed(body, URL, f"text/xml; charset={charset}")
    assert [entry.title for entry in feed.entries] == ["Caf\ufffd"]


def test_bytes_that_are_not_utf8_lose_only_themselves() -> None:
    (found,) = read(
        documents.rss("<title>Caf\udcff au lait</title>").encode("utf-8", "surrogateescape")
    )
    assert found.title == "Caf\ufffd au lait"


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", ""),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("iso-8859-1", "iso-8859-1"),
        ("windows-1252", "windows-1252"),
        ("utf-8", "iso-8859-1"),
    ],
)
def test_charsets(encoding: str, declared: str) -> None:
    prolog = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    (found,) = read((prolog + documents.rss("<title>Größe café</title>")).encode(encoding))
    assert found.title == "Größe café"


def test_the_charset_of_the_answer_and_cyrillic() -> None:
    body = documents.rss("<title>Новости</title>").encode("windows-1251")
    feed = read_feed(body, URL, "text/xml; charset=windows-1251")
    assert [entry.title for entry in feed.entries] == ["Новости"]


def test_a_broken_feed_is_still_read() -> None:
    cut_off = documents.RSS[: documents.RSS.index("<title>Budget talks")]
    unescaped = documents.rss("<title>Fish & chips</title><link>https://made.example/f</link>")
    assert read(cut_off)[0].title == "Ferry strike: what we know — so far"
    assert read(unescaped)[0].title == "Fish & chips"
    assert read(documents.rss("<title>Control \x0b character</title>"))[0].title


@pytest.mark.parametrize(
    "document",
    [
        "",
        "   ",
        "<!DOCTYPE html><html><body>Hello</body></html>",
        "<!-- hi --><HTML><head><title>x</title></head></HTML>",
        '{"error": "not found"}',
        "{broken",
        "[]",
        "just text",
        "<?xml version='1.0'?><urlset><url><loc>https://x.example/</loc></url></urlset>",
        "\x00\x01\x02",
    ],
)
def test_what_is_no_feed(document: str) -> None:
    with pytest.raises(NotAFeed):
        read_feed(document.encode(), URL)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda t: documents.rss(t).encode()))
def test_any_bytes_are_a_feed_or_not_one(body: bytes) -> None:
    try:
        feed = read_feed(body, URL)
    except NotAFeed:
        return
    for found in articles(feed):
        assert found.url.startswith(("http://", "https://"))
        assert found.ref


@pytest.mark.parametrize("broken", ["", "<oops>"])
def test_many_comments_in_front_of_a_feed_do_not_hold_it_up(broken: str) -> None:
    feed = f"<rss version='2.0'><channel>{broken}<item><title>A</title></item></channel></rss>"
    assert [one.title for one in read("<!-- x -->\n" * 300 + feed)] == ["A"]
    with pytest.raises(NotAFeed):
        read_feed(("<!-- x -->\n" * 300 + "<html><body></body></html>").encode(), URL)


def test_an_entry_that_says_nothing_is_told_apart() -> None:
    assert Entry(labels=("x",)).is_empty()
    assert not Entry(title="x").is_empty()
