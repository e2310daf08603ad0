"""Articles from their pages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.items import Access, Article, Image, LinkRel, TimeBasis
from connectors.pages.article import read_article
from tests.connectors.pages import documents
from tests.connectors.pages.documents import TEXT, URL, page

NOW = datetime(2025, 10, 2, 12, 0, tzinfo=UTC)
HTML = "text/html; charset=utf-8"
PLAIN = "https://courier.example/news/a-story-about-the-quay"


def read(body: bytes, url: str = PLAIN, content_type: str = "text/html") -> Article:
    article = read_article(body, url, content_type, NOW)
    assert article is not None
    return article


def embeds(article: Article) -> list[str | None]:
    return [link.video_id for link in article.links if link.rel is LinkRel.EMBED]


def story(head: str = "", body: str = "") -> bytes:
    stated = '<meta property="article:published_time" content="2025-05-14T04:30:00Z">'
    return page(f"{stated}{head}", f"<article><h1>The quay</h1>{TEXT}{body}</article>")


def data(json: str) -> bytes:
    return story(f'<script type="application/ld+json">{json}</script>')


def test_wordpress() -> None:
    article = read(documents.WORDPRESS, f"{URL}?utm_source=x")
    assert (article.ref, article.url) == (URL, URL)
    assert article.title == "Harbour board votes to widen the quay"
    assert article.summary == "Work on the eastern quay begins in spring."
    assert article.published_at == datetime(2025, 5, 14, 4, 30, tzinfo=UTC)
    assert article.updated_at == datetime(2025, 5, 14, 7, 5, tzinfo=UTC)
    assert article.time_basis is TimeBasis.STATED
    assert article.authors == ("Ada Marsh",)
    assert article.labels == ("Local", "Harbour", "Eastern Quay")
    assert article.language == "en-GB"
    picture = "https://courier.example/wp-content/uploads/quay.jpg"
    assert article.image == Image(picture, 1200, 675)
    assert article.access is Access.OPEN
    assert embeds(article) == ["LAZYWPR0001", "WPBLOCK0001"]
    links = [link.url for link in article.links if link.rel is LinkRel.LINK]
    assert links == ["https://courier.example/2025/05/01/the-dispute-explained/"]
    assert article.body.count("\n\n") >= 6
    assert "Part 7 of the plan" in article.body
    assert "Most watched" not in article.body


def test_drupal() -> None:
    article = read(documents.DRUPAL, "https://inselblatt.example/verkehr/ferry-fares-rise")
    assert article.title == "Ferry fares rise"
    assert article.published_at == datetime(2025, 3, 2, 16, 20, tzinfo=UTC)
    assert (article.authors, article.labels) == (("Jo Brandt",), ("Ferry", "Fares"))
    assert article.language == "de"
    assert embeds(article) == ["DRUPAL00001"]


def test_arc_with_a_paywall_and_broken_data() -> None:
    article = read(documents.ARC, "https://post.example/politics/2025/02/03/mayor-resigns/")
    assert article.published_at == datetime(2025, 2, 3, 22, 10, 4, 512_000, tzinfo=UTC)
    assert article.updated_at == datetime(2025, 2, 4, 1, 0, tzinfo=UTC)
    assert article.authors == ("Lu Chen", "Sam Ode")
    assert article.labels == ("Politics", "mayor", "city hall")
    assert article.image == Image("https://post.example/mayor.jpg", 1600, 900)
    assert article.access is Access.PAYWALL
    assert embeds(article) == ["ARCVIDEO001"]


def test_ghost() -> None:
    article = read(documents.GHOST, "https://gale.example/why-we-map-the-wind/?ref=home")
    assert article.url == "https://gale.example/why-we-map-the-wind/"
    assert article.labels == ("Weather", "Maps")
    assert article.published_at == datetime(2024, 11, 20, 8, 0, tzinfo=UTC)
    assert set(embeds(article)) == {"GHOSTLIVE01", "GHOSTLITE01", "GHOSTAMP001"}


def test_microdata() -> None:
    article = read(documents.MICRODATA)
    assert article.title == "Bakery reopens after the flood"
    assert article.authors == ("Nia Holt",)
    assert article.labels == ("Town",)
    assert article.published_at == datetime(2025, 1, 9, 7, 45, tzinfo=UTC)
    assert article.time_basis is TimeBasis.STATED_WITHOUT_ZONE
    assert set(embeds(article)) == {"MICRODATA01", "DATAATTR001"}


def test_japanese_in_an_encoding_that_only_the_page_names() -> None:
    article = read(documents.JAPANESE)
    assert article.title == "岸壁の拡張が決定"
    assert documents.JAPANESE_TEXT in article.body
    assert article.authors == ("山田花子",)
    assert article.language == "ja"
    assert article.published_at == datetime(2025, 5, 14, 4, 0, tzinfo=UTC)


def test_arabic() -> None:
    article = read(documents.ARABIC)
    assert article.title == "المجلس يقر توسيع الرصيف"
    assert article.labels == ("ميناء", "رصيف")
    assert (article.authors, article.language) == (("ليلى حسن",), "ar-EG")


def test_a_liveblog_is_one_article_and_not_its_entries() -> None:
    article = read(documents.LIVEBLOG, "https://courier.example/weather/storm-live")
    assert article.title == "Storm reaches the coast: live updates"
    assert article.published_at == datetime(2025, 10, 1, 5, 0, tzinfo=UTC)
    assert article.updated_at == datetime(2025, 10, 1, 11, 30, tzinfo=UTC)
    assert [(link.video_id, link.rel) for link in article.links if link.video_id] == [
        ("LINKEDLIVE1", LinkRel.LINK)
    ]


@pytest.mark.parametrize("name", documents.NO_ARTICLES)
def test_what_is_no_article(name: str) -> None:
    url, body = documents.NO_ARTICLES[name]
    assert read_article(body, url, "", NOW) is None


@pytest.mark.parametrize(
    ("stated", "kept"),
    [
        ("https://courier.example/quay", "https://courier.example/quay"),
        ("https://www.courier.example/quay", "https://www.courier.example/quay"),
        ("/quay#top", "https://courier.example/quay"),
        ("https://agency.example/quay", PLAIN),
        ("https://notcourier.example/quay", PLAIN),
        ("https://courier.example/", PLAIN),
        ("javascript:alert(1)", PLAIN),
        ("http://[broken", PLAIN),
    ],
)
def test_a_canonical_address_of_another_site_is_not_believed(stated: str, kept: str) -> None:
    assert read(story(f'<link rel="canonical" href="{stated}">')).url == kept


@pytest.mark.parametrize(
    ("head", "when", "basis"),
    [
        ('<meta name="date" content="2025-04-01T10:00:00+02:00">', (4, 1, 8), TimeBasis.STATED),
        ('<meta name="pubdate" content="2025-04-01">', (4, 1, 0), TimeBasis.STATED_WITHOUT_ZONE),
        ('<meta name="parsely-pub-date" content="1743494400">', (4, 1, 8), TimeBasis.STATED),
        (
            """<meta name="pubdate" content="2025-04-01">
            <meta name="dc.date" content="2025-04-01T09:30:00Z">""",
            (4, 1, 9),
            TimeBasis.STATED,
        ),
        ('<meta name="date" content="0000-00-00">', (4, 2, 7), TimeBasis.PAGE),
        ('<meta name="date" content="2099-01-01T00:00:00Z">', (4, 2, 7), TimeBasis.PAGE),
    ],
)
def test_when(head: str, when: tuple[int, int, int], basis: TimeBasis) -> None:
    body = (
        f'<article><h1>Quay</h1><time datetime="2025-04-02T07:00:00Z">then</time>{TEXT}</article>'
    )
    article = read(page(head, body))
    assert article.published_at is not None
    at = article.published_at
    assert ((at.month, at.day, at.hour), article.time_basis) == (when, basis)


def test_a_page_without_any_time_keeps_what_it_stated() -> None:
    head = '<meta property="og:type" content="article"><meta name="date" content="lately">'
    article = read(page(head, f"<article><h1>Quay</h1>{TEXT}</article>"))
    assert (article.published_at, article.time_basis) == (None, TimeBasis.INFERRED)
    assert article.raw_time == "lately"


@pytest.mark.parametrize(
    ("json", "access"),
    [
        ('{"@type":"NewsArticle","headline":"x","isAccessibleForFree":false}', Access.PAYWALL),
        ('{"@type":"NewsArticle","headline":"x","isAccessibleForFree":"False"}', Access.PAYWALL),
        (
            '{"@type":"NewsArticle","headline":"x","isAccessibleForFree":"http://schema.org/False"}',
            Access.PAYWALL,
        ),
        (
            '{"@type":"NewsArticle","headline":"x","hasPart":[{"isAccessibleForFree":"false"}]}',
            Access.PAYWALL,
        ),
        ('{"@type":"NewsArticle","headline":"x","isAccessibleForFree":"True"}', Access.OPEN),
        ('{"@type":"NewsArticle","headline":"x","isAccessibleForFree":true}', Access.OPEN),
        ('{"@type":"NewsArticle","headline":"x"}', Access.OPEN),
    ],
)
def test_access(json: str, access: Access) -> None:
    assert read(data(json)).access is access


@pytest.mark.parametrize(
    "json",
    [
        '{"@type":"NewsArticle","headline":"Mended",}',
        '{"@type":"NewsArticle","headline":"Mended"};',
        '<!-- {"@type":"NewsArticle","headline":"Mended"} -->',
        '//<![CDATA[\n{"@type":"NewsArticle","headline":"Mended"}\n//]]>',
        '{"@type":"NewsArticle","headline":"Mended","description":"two\nlines\tand a tab"}',
        '{"@type":"NewsArticle","headline":"Mended","description":"a \\d escape"}',
        "{&quot;@type&quot;:&quot;NewsArticle&quot;,&quot;headline&quot;:&quot;Mended&quot;}",
        '{"@type":"NewsArticle","headline":"Mended"} trailing words',
        '{"@type":"https://schema.org/NewsArticle","headline":"Mended"}',
        '{"@type":["schema:NewsArticle","Thing"],"headline":{"@value":"Mended"}}',
        pytest.param(
            f'{{"@type":"NewsArticle","headline":"Mended"}} -->{" " * 300_000}x', id="padded"
        ),
    ],
)
def test_usual_faults_of_structured_data_are_mended(json: str) -> None:
    assert read(data(json)).title == "Mended"


def test_hopeless_structured_data_costs_only_itself() -> None:
    assert read(data('{"@type": "NewsArticle", headline: unquoted')).title == "The quay"


@pytest.mark.parametrize(
    ("stated", "names"),
    [
        ('"By Ada Marsh and Lu Chen"', ("Ada Marsh", "Lu Chen")),
        ('["Ada Marsh","ada marsh"]', ("Ada Marsh",)),
        ('{"@type":"Person","name":["Ada Marsh"]}', ("Ada Marsh",)),
        ('"Ada Marsh, Lu Chen & Sam Ode"', ("Ada Marsh", "Lu Chen", "Sam Ode")),
        ('"Ortega y Gasset"', ("Ortega y Gasset",)),
        ('"https://facebook.com/ada"', ()),
        ('"Ada Marsh | The Courier"', ("Ada Marsh",)),
        ("null", ()),
        ("[[[]]]", ()),
    ],
)
def test_bylines(stated: str, names: tuple[str, ...]) -> None:
    article = read(data(f'{{"@type":"NewsArticle","headline":"x","author":{stated}}}'))
    assert article.authors == names


@pytest.mark.parametrize(
    "markup",
    [
        '<iframe src="https://www.youtube.com/embed/VIDEOIDIS01?rel=0"></iframe>',
        '<iframe src="//www.youtube-nocookie.com/embed/VIDEOIDIS01"></iframe>',
        '<iframe data-lazy-src="https://www.youtube.com/embed/VIDEOIDIS01"></iframe>',
        '<iframe data-cookieblock-src="https://www.youtube.com/embed/VIDEOIDIS01"></iframe>',
        "<p>https://youtu.be/VIDEOIDIS01</p>",
        "<p>https://www.youtube.com/live/VIDEOIDIS01?si=x</p>",
        "<p>https://www.youtube.com/shorts/VIDEOIDIS01</p>",
        '<lite-youtube videoid="VIDEOIDIS01"></lite-youtube>',
        '<amp-youtube data-videoid="VIDEOIDIS01"></amp-youtube>',
        '<div data-youtube-id="VIDEOIDIS01"></div>',
        '<div class="js-youtube" data-id="VIDEOIDIS01"></div>',
        '<div data-provider="youtube" data-embed-id="VIDEOIDIS01"></div>',
        r"""<div data-settings='{"url":"https:\/\/www.youtube.com\/watch?v=VIDEOIDIS01"}'></div>""",
        '<object><param name="movie" value="https://www.youtube.com/v/VIDEOIDIS01"></object>',
    ],
)
def test_embedded_films(markup: str) -> None:
    assert embeds(read(story(body=markup))) == ["VIDEOIDIS01"]


def test_a_film_counts_once_and_as_embedded() -> None:
    player = '<iframe src="https://www.youtube.com/embed/VIDEOIDIS01"></iframe>'
    link = '<a href="https://youtu.be/VIDEOIDIS01?t=3">film</a>'
    videos = [x for x in read(story(body=f"<p>{link}</p>{player}")).links if x.video_id]
    assert [(x.video_id, x.rel) for x in videos] == [("VIDEOIDIS01", LinkRel.EMBED)]


def test_addresses_that_are_not_of_the_web_are_left_out() -> None:
    bad = '<p><a href="javascript:alert(1)">x</a> <a href="data:text/html,x">y</a></p>'
    head = '<meta property="og:image" content="javascript:alert(1)">'
    article = read(story(head, f'{bad}<iframe src="file:///etc/passwd"></iframe>'))
    assert (article.links, article.image) == ((), None)


def test_text_holds_no_markup_and_no_script() -> None:
    article = read(story(body="<script>alert(1)</script><p>1 &lt; 2 &amp; so on, and so it is</p>"))
    assert "1 < 2 & so on" in article.body
    assert "alert" not in article.body


@pytest.mark.parametrize(
    "body",
    [
        story(body="<div>" * 50_000),
        story(body="<b>" * 50_000),
        story(f'<script type="application/ld+json">{"[" * 100_000}</script>'),
        story(body="<p " + " ".join(f'a{n}="x"' for n in range(60_000)) + ">"),
        story(body="<p>x</p>" * 70_000),
        b"\x00" * 1000 + story(),
        story()[:-200],
        story().replace(b"utf-8", b"klingon"),
    ],
    ids=["deep", "deep inline", "deep data", "attributes", "wide", "zeros", "cut off", "charset"],
)
def test_monstrous_pages_end(body: bytes) -> None:
    article = read_article(body, PLAIN, "text/html; charset=x", NOW)
    assert article is None or article.title == "The quay"


PIECES = st.sampled_from(
    [
        "<html lang=", "<head>", "<body class='single'>", "<article>", "<h1>Title</h1>", TEXT,
        '<script type="application/ld+json">', '{"@type":"NewsArticle","headline":',
        '"author":{"@id":', "[[[", "}", "</script>", '<meta property="og:url" content="', '">',
        '<meta itemprop="datePublished" content="2025-05-14', '<time datetime="', "<iframe src='",
        "https://www.youtube.com/embed/VIDEOIDIS01", "http://[", "\x00", "\udcff", "&#xD800;",
        '<link rel="canonical" href="', '"isAccessibleForFree":', "<base href='//x y/'>", "<!--",
    ]
)  # fmt: skip


@given(st.lists(st.one_of(PIECES, st.text(max_size=20)), max_size=30))
def test_no_page_makes_it_fail(pieces: list[str]) -> None:
    body = "".join(pieces).encode("utf-8", "surrogatepass")
    article = read_article(body, PLAIN, "text/html", NOW)
    if article is not None:
        assert article.title
        assert article.url.startswith(("https://courier.example/", "https://x"))
        assert all(link.url.startswith(("http://", "https://")) for link in article.links)
        assert (article.published_at is None) == (article.time_basis is TimeBasis.INFERRED)
