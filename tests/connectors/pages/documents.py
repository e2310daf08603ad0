"""Pages as content systems write them, made up for the tests."""

from __future__ import annotations

WORDS = (
    "The harbour board voted on Tuesday to widen the eastern quay, ending a dispute that has "
    "divided shop owners and fishing families for most of three years. Work is to begin in spring. "
)
TEXT = "".join(f"<p>{WORDS}Part {number} of the plan was read aloud.</p>" for number in range(1, 8))
NAVIGATION = (
    '<header><nav><a href="/">Home</a> <a href="/sport/">Sport</a></nav></header>'
    '<aside class="sidebar"><h3>Most watched</h3>'
    '<iframe src="https://www.youtube.com/embed/SIDEBAR0001"></iframe></aside>'
)
FOOTER = '<footer><a href="https://www.youtube.com/@courier">Our channel</a></footer>'


def page(head: str, body: str, *, lang: str = "en-GB", classes: str = "") -> bytes:
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">{head}</head>'
        f'<body class="{classes}">{NAVIGATION}{body}{FOOTER}</body></html>'
    ).encode()


URL = "https://courier.example/2025/05/14/harbour-board-votes-to-widen-the-quay/"

WORDPRESS = page(
    f"""<title>Harbour board votes to widen the quay &#8211; The Courier</title>
    <link rel="canonical" href="{URL}">
    <meta property="og:type" content="article">
    <meta property="og:title" content="Harbour board votes to widen the quay &#8211; The Courier">
    <meta property="og:site_name" content="The Courier">
    <meta property="og:description" content="Work on the eastern quay begins in spring.">
    <meta property="og:image" content="/wp-content/uploads/quay.jpg">
    <meta property="og:image:width" content="1200"><meta property="og:image:height" content="675">
    <meta property="article:published_time" content="2025-05-14T06:30:00+02:00">
    <meta property="article:modified_time" content="2025-05-14T09:05:00+02:00">
    <script type="application/ld+json">{{"@context":"https://schema.org","@graph":[
      {{"@type":"Article","@id":"{URL}#article","headline":"Harbour board votes to widen the quay",
        "author":{{"@id":"https://courier.example/#/schema/person/1"}},
        "datePublished":"2025-05-14T04:30:00+00:00","articleSection":["Local"],
        "keywords":["Harbour","Eastern Quay"],"mainEntityOfPage":{{"@id":"{URL}"}}}},
      {{"@type":"Person","@id":"https://courier.example/#/schema/person/1","name":"Ada Marsh"}},
      {{"@type":"WebSite","name":"The Courier"}}]}}</script>""",
    f"""<main><article class="post">
    <h1 class="entry-title">Harbour board votes to widen the quay</h1>
    <div class="entry-content">{TEXT}
    <figure class="wp-block-embed is-provider-youtube"><div class="wp-block-embed__wrapper">
    https://www.youtube.com/watch?v=WPBLOCK0001
    </div></figure>
    <div class="rll-youtube-player" data-src="https://www.youtube.com/embed/LAZYWPR0001"></div>
    <p>More in the <a href="/2025/05/01/the-dispute-explained/">dispute explained</a>.</p></div>
    <div class="related-posts"><iframe src="https://www.youtube.com/embed/RELATED0001"></iframe></div>
    </article></main>""",
    classes="post-template-default single single-post postid-42",
)

DRUPAL = page(
    """<title>Ferry fares rise | Inselblatt</title>
    <meta property="og:type" content="Article">
    <meta property="og:url" content="https://inselblatt.example/verkehr/ferry-fares-rise">
    <meta name="dcterms.created" content="2025-03-02T17:20+0100">
    <meta name="news_keywords" content="Ferry, Fares">
    <meta name="author" content="Von Jo Brandt">""",
    f"""<main><article class="node"><h1>Ferry fares rise</h1>
    <div class="field">{TEXT}<div class="video-embed-field-lazy" data-video-embed-field-lazy=
    "&lt;iframe src=&quot;https://www.youtube-nocookie.com/embed/DRUPAL00001?autoplay=1&quot;&gt;">
    </div></div></article></main>""",
    lang="de",
    classes="path-node page-node-type-article",
)

ARC = page(
    """<title>Mayor resigns</title><meta property="og:title" content="Mayor resigns">
    <script type="application/ld+json">[{"@context":"http://schema.org","@type":"NewsArticle",
      "mainEntityOfPage":"https://post.example/politics/2025/02/03/mayor-resigns/",
      "headline":"Mayor resigns","datePublished":"2025-02-03T22:10:04.512Z",
      "dateModified":"2025-02-04T01:00:00Z","isAccessibleForFree":"False",
      "author":[{"@type":"Person","name":"Lu Chen"},{"@type":"Person","name":"Sam Ode"}],
      "image":[{"@type":"ImageObject","url":"https://post.example/mayor.jpg","width":"1600",
        "height":900}],
      "articleSection":"Politics","keywords":"mayor,city hall",
      "hasPart":{"@type":"WebPageElement","isAccessibleForFree":"False","cssSelector":".body"},
      "video":[{"@type":"VideoObject","name":"Statement",
        "embedUrl":"https://www.youtube.com/embed/ARCVIDEO001"}]},],</script>""",
    f"<article><h1>Mayor resigns</h1><div class='body'>{TEXT}</div></article>",
)

GHOST = page(
    """<title>Why we map the wind</title><link rel="canonical" href="/why-we-map-the-wind/">
    <meta property="og:type" content="article"><meta property="og:site_name" content="Gale">
    <meta property="article:published_time" content="2024-11-20T08:00:00.000Z">
    <meta property="article:tag" content="Weather"><meta property="article:tag" content="Maps">
    <meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Io Vale">
    """,
    f"""<article class="post"><h1>Why we map the wind</h1><section class="gh-content">{TEXT}
    <figure class="kg-embed-card"><iframe src="https://www.youtube.com/embed/GHOSTLIVE01?feature=oembed">
    </iframe></figure><lite-youtube videoid="GHOSTLITE01"></lite-youtube>
    <amp-youtube data-videoid="GHOSTAMP001"></amp-youtube></section></article>""",
    lang="en",
    classes="post-template tag-weather",
)

MICRODATA = page(
    "<title>Bakery reopens after the flood</title>",
    f"""<div itemscope itemtype="https://schema.org/NewsArticle">
    <h1 itemprop="headline">Bakery reopens after the flood</h1>
    <span itemprop="author" itemscope itemtype="https://schema.org/Person">
    <span itemprop="name">Nia Holt</span></span>
    <meta itemprop="datePublished" content="2025-01-09T07:45">
    <span itemprop="articleSection">Town</span>
    <div itemprop="articleBody">{TEXT}
    <iframe data-src="https://www.youtube.com/embed/MICRODATA01" src="about:blank"></iframe>
    <div class="player youtube" data-video-id="DATAATTR001"></div>
    <div class="player own" data-video-id="NOTYOUTUBE1"></div></div></div>""",
    lang="",
)

JAPANESE_TEXT = "港の東側の岸壁を広げる計画が火曜日に決まった。工事は来年の春に始まる予定だ。"
JAPANESE = (
    """<html lang="ja"><head><meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">
    <title>岸壁の拡張が決定</title><meta property="og:type" content="article">
    <meta property="article:published_time" content="2025-05-14T13:00:00+09:00">
    <meta name="author" content="山田花子"></head><body><article><h1>岸壁の拡張が決定</h1>"""
    + f"<p>{JAPANESE_TEXT * 6}</p>" * 4
    + "</article></body></html>"
).encode("shift_jis")

ARABIC = page(
    """<title>المجلس يقر توسيع الرصيف</title><meta property="og:locale" content="ar_EG">
    <script type="application/ld+json">
    {"@type":"NewsArticle","headline":"المجلس يقر توسيع الرصيف",
     "datePublished":"2025-05-14T10:00:00+03:00",
     "keywords":"ميناء، رصيف","author":"ليلى حسن"}</script>""",
    "<article><h1>المجلس يقر توسيع الرصيف</h1>"
    + "<p>صوت مجلس الميناء يوم الثلاثاء على توسيع الرصيف الشرقي منهيا نزاعا طويلا.</p>" * 12
    + "</article>",
    lang="",
)

LIVEBLOG = page(
    """<title>Storm: live</title><script type="application/ld+json">
    {"@type":["LiveBlogPosting"],"headline":"Storm reaches the coast: live updates",
     "coverageStartTime":"2025-10-01T05:00:00Z","datePublished":"2025-10-01T05:00:00Z",
     "dateModified":"2025-10-01T11:30:00Z","liveBlogUpdate":[
      {"@type":"BlogPosting","headline":"Bridge closed","datePublished":"2025-10-01T11:30:00Z",
       "url":"https://courier.example/weather/storm-live?pinned=7"},
      {"@type":"BlogPosting","headline":"Ferry stopped","datePublished":"2025-10-01T10:00:00Z",
       "url":"https://courier.example/weather/storm-live?pinned=6"}],
     "url":"https://courier.example/weather/storm-live"}</script>""",
    f"<main><h1>Storm reaches the coast: live updates</h1>{TEXT}"
    '<p><a href="https://youtu.be/LINKEDLIVE1">Watch</a></p></main>',
)

TEASERS = "".join(
    f"<article><h2><a href='/news/{n}'>A headline of story number {n} in the list</a></h2>"
    f"<p>{WORDS}</p><time datetime='2025-05-0{n}'>{n} May</time></article>"
    for n in range(1, 9)
)
LISTED = ",".join(
    f'{{"@type":"NewsArticle","headline":"Story {n}","url":"https://courier.example/news/{n}"}}'
    for n in range(1, 9)
)

NO_ARTICLES = {
    "front page": ("https://courier.example/", page("<title>The Courier</title>", TEASERS)),
    "front page of stories": (
        "https://courier.example/en",
        page(f'<script type="application/ld+json">[{LISTED}]</script>', TEASERS, classes="home"),
    ),
    "section": (
        "https://courier.example/sport/",
        page('<meta property="og:type" content="website"><title>Sport</title>', TEASERS),
    ),
    "tag of a WordPress": (
        "https://courier.example/t/harbour/",
        page("<title>Harbour</title>", f"<h1>Harbour</h1>{TEASERS}", classes="archive tag tag-9"),
    ),
    "list by its data": (
        "https://courier.example/collections/best-of-the-summer-in-town",
        page(
            '<script type="application/ld+json">{"@type":"CollectionPage","name":"Best"}</script>',
            f"<h1>Best of the summer</h1>{TEASERS}",
        ),
    ),
    "search": ("https://courier.example/find?q=quay", page("<h1>Results</h1>", TEASERS)),
    "author": (
        "https://courier.example/author/ada-marsh/",
        page("<title>Ada Marsh</title>", f"<h1>Ada Marsh</h1>{TEASERS}"),
    ),
    "profile by its data": (
        "https://courier.example/people/ada-marsh-of-the-local-desk",
        page(
            '<script type="application/ld+json">{"@type":"ProfilePage"}</script>',
            f"<h1>Ada Marsh</h1>{TEXT}",
        ),
    ),
    "static page of a WordPress": (
        "https://courier.example/about-us/",
        page(
            '<meta property="og:type" content="article">',
            f"<h1>About us</h1>{TEXT}",
            classes="page-template-default page page-id-2",
        ),
    ),
    "page that is hardly there": (
        "https://courier.example/login",
        page("<title>Log in</title>", "<h1>Log in</h1><p>Please log in.</p>"),
    ),
    "json": ("https://courier.example/a", b'{"title": "no page"}'),
    "feed": ("https://courier.example/a", b"<rss><channel><title>x</title></channel></rss>"),
    "nothing": ("https://courier.example/a", b""),
}
