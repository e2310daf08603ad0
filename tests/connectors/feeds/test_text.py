from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.items import Link, LinkRel
from connectors.text import clean_title, plain_text, read_content

VIDEO = "https://www.youtube.com/watch?v=-abcDEF_123"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("plain  words\n here", "plain words here"),
        ("Fish &amp; chips &#8212; hot", "Fish & chips — hot"),
        ("<p>One</p><p>Two<br>lines</p>", "One\n\nTwo\nlines"),
        ("<div><h2>Head</h2>\n\n<p> Text </p></div>tail", "Head\n\nText\n\ntail"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("a<b>b</b>c <i>d</i>", "abc d"),
        ("<script>x</script>Seen<style>y</style><!-- z --><noscript>n</noscript>", "Seen"),
        ("<p>Unclosed <b>bold", "Unclosed bold"),
        ("&lt;b&gt; is a tag", "<b> is a tag"),
        ("<?xml version='1.0' encoding='utf-16'?><p>ü</p>", "ü"),
        ("<meta charset='latin-1'><p>ü</p>", "ü"),
        ("don\x92t \x00\x0bstop", "don’t stop"),
        ("<!-- only -->", ""),
        ("<>", "<>"),
    ],
)
def test_plain_text(html: str, text: str) -> None:
    assert plain_text(html) == text


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_can_be_read(html: str) -> None:
    content = read_content(html, "https://news.example/")
    assert "\x00" not in content.text
    assert all(link.url.startswith(("http://", "https://")) for link in content.links)


@given(st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=9), min_size=1))
def test_words_survive_markup(words: list[str]) -> None:
    assert plain_text("".join(f"<p><b>{word}</b></p>" for word in words)) == "\n\n".join(words)


def test_deep_nesting_is_survived() -> None:
    assert isinstance(plain_text("<div>" * 50_000 + "deep"), str)


@pytest.mark.parametrize(
    "html",
    [
        '<iframe src="https://www.youtube.com/embed/-abcDEF_123"></iframe>',
        '<iframe src="about:blank" data-src="//www.youtube-nocookie.com/embed/-abcDEF_123">',
        '<lite-youtube videoid="-abcDEF_123"></lite-youtube>',
        '<amp-youtube data-videoid="-abcDEF_123"></amp-youtube>',
        f'<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">\n{VIDEO}\n</div>',
        f"<p>{VIDEO}</p>",
        VIDEO,
        '<object><param name="movie" value="https://www.youtube.com/v/-abcDEF_123"></object>',
    ],
)
def test_embedded_videos(html: str) -> None:
    (link,) = read_content(html).links
    assert (link.rel, link.video_id) == (LinkRel.EMBED, "-abcDEF_123")


def test_embeds_come_first_and_nothing_comes_twice() -> None:
    html = (
        f'<p><a href="{VIDEO}&amp;t=3">watch</a> or see {VIDEO}, or <a href="/b?utm_source=x">b</a>'
        ' <a href="/b">again</a> <a href="#top">top</a> <a href="mailto:x@y.example">mail</a></p>'
        '<iframe src="https://www.youtube.com/embed/-abcDEF_123"></iframe>'
    )
    assert read_content(html, "https://news.example/a").links == (
        Link("https://www.youtube.com/embed/-abcDEF_123", LinkRel.EMBED, "-abcDEF_123"),
        Link("https://news.example/b"),
    )


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  Two\n words ", "Two words"),
        ("AT&amp;T &#8216;wins&#8217;", "AT&T ‘wins’"),
        ("<em>New</em>: <b>x</b>", "New: x"),
        ("&lt;i&gt;Hamlet&lt;/i&gt; returns", "Hamlet returns"),
        ("If a < b and c > d", "If a < b and c > d"),
        ("<unknown> stays", "<unknown> stays"),
        ("Soft\u00adhyphen", "Softhyphen"),
        ("日本語の見出し", "日本語の見出し"),
    ],
)
def test_titles(raw: str, clean: str) -> None:
    assert clean_title(raw) == clean
