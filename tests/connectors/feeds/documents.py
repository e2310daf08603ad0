"""Feeds of our own, in the shapes that publishers serve."""

from __future__ import annotations

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"
 xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>The Harbour &amp; Hill Courier</title><link>https://courier.example/</link>
<atom:link href="https://courier.example/feed/" rel="self"/>
<description>News</description><language>en-GB</language><ttl>15</ttl>
<item><title>Ferry strike: what we know &#8212; so far</title>
<link>https://courier.example/ferry-strike/?utm_source=rss</link>
<guid isPermaLink="false">https://courier.example/?p=101</guid>
<dc:creator><![CDATA[Ines Okafor]]></dc:creator><dc:creator>Tom Reed</dc:creator>
<pubDate>Sun, 01 Jun 2025 09:30:00 +0200</pubDate>
<category><![CDATA[Transport]]></category><category>Harbour</category>
<description><![CDATA[<p>Crews walked out at dawn. [&#8230;]</p>]]></description>
<content:encoded><![CDATA[<p>Crews walked out at dawn.</p><p>See <a href="/timetable">the
timetable</a>.</p><figure class="wp-block-embed is-provider-youtube"><div
class="wp-block-embed__wrapper">
https://www.youtube.com/watch?v=-abcDEF_123
</div></figure><iframe src="https://www.youtube.com/embed/zyxwvutsrqp?feature=oembed"></iframe>
<script>alert(1)</script>]]></content:encoded>
<media:thumbnail url="https://courier.example/s.jpg" width="150" height="100"/>
<media:content url="https://courier.example/l.jpg" medium="image" width="1200" height="800"/>
<enclosure url="https://courier.example/ferry.mp3" length="100" type="audio/mpeg"/></item>
<item><title>Budget talks</title><link>https://courier.example/budget</link>
<guid>https://courier.example/budget</guid><author>desk@example.com (Lena Marsh)</author>
<pubDate>Sat, 31 May 2025 08:00 GMT</pubDate>
<description>Plain &amp;amp; short.</description></item>
</channel></rss>"""

RSS_091 = """<?xml version="1.0"?>
<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
 "http://my.netscape.com/publish/formats/rss-0.91.dtd">
<rss version="0.91"><channel><title>Old Post</title><link>https://old.example/</link>
<item><title>One</title><link>https://old.example/1</link><description>First.</description></item>
<item><title>Two</title><link>https://old.example/2</link></item></channel></rss>"""

RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://rdf.example/"><title>RDF Wire</title><link>https://rdf.example/</link>
<description>d</description></channel>
<item rdf:about="https://rdf.example/a"><title>Alpha</title><link>https://rdf.example/a</link>
<description>About alpha.</description><dc:creator>Ana Silva</dc:creator>
<dc:date>2025-05-30T12:00:00+01:00</dc:date><dc:subject>World</dc:subject></item></rdf:RDF>"""

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://atom.example/news/">
<title type="html">Blatt &amp;amp; Bote</title><link href="/"/><link rel="self" href="feed"/>
<id>tag:atom.example,2025:feed</id><updated>2025-06-01T10:00:00Z</updated>
<entry><title>Wahl: die Ergebnisse</title><link rel="alternate" href="wahl.html"/>
<link rel="enclosure" type="video/mp4" href="/wahl.mp4"/>
<id>tag:atom.example,2025:1</id><published>2025-06-01T08:00:00.25Z</published>
<updated>2025-06-01T09:00:00+02:00</updated><author><name>Jörg Weiß</name></author>
<author><name>Mia Lang</name></author><category term="politik" label="Politik"/>
<summary>Kurz gesagt.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Erster Absatz.</p>
<p>Mehr <a href="mehr">hier</a>.</p></div></content></entry>
<entry><title>Nur geändert</title><link href="https://atom.example/2"/><id>tag:2</id>
<updated>2025-05-30T10:00:00Z</updated>
<content type="html">&lt;p&gt;Text&lt;/p&gt;</content></entry>
</feed>"""

ATOM_03 = """<?xml version="1.0"?><feed version="0.3" xmlns="http://purl.org/atom/ns#">
<title>Older still</title><link rel="alternate" href="https://a03.example/"/>
<entry><title>Entry</title><link rel="alternate" href="https://a03.example/1"/><id>a03:1</id>
<issued>2025-05-29T12:00:00Z</issued><modified>2025-05-29T13:00:00Z</modified>
<author><name>Sam Poole</name></author>
<content type="text/html" mode="escaped">&lt;b&gt;Bold&lt;/b&gt; words</content></entry></feed>"""

JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "Kurier & Co",
"home_page_url": "https://json.example/", "language": "pl", "items": [
{"id": 7, "url": "/siedem", "title": "Siedem", "content_html": "<p>Tre\\u015b\\u0107</p>",
 "summary": "a < b", "date_published": "2025-06-01T07:00:00+02:00", "tags": ["Kraj", 3],
 "authors": [{"name": "Ola Nowak"}], "image": "https://json.example/7.png",
 "attachments": [{"url": "https://json.example/7.mp3", "mime_type": "audio/mpeg"}]},
{"id": "8", "content_text": "One.\\n\\nTwo <3", "author": {"name": "Jan"}}, "nonsense"]}"""

XML_FEEDS = {"rss": RSS, "rss091": RSS_091, "rdf": RDF, "atom": ATOM, "atom03": ATOM_03}
FEEDS = {**XML_FEEDS, "json": JSON}

BILLION_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    + "]><rss version='2.0'><channel><title>Bomb</title><item><title>Lol &a11;</title>"
    "<link>https://bomb.example/1</link></item></channel></rss>"
)

EXTERNAL_ENTITY = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY secret SYSTEM "{address}">]>'
    "<rss version='2.0'><channel><title>Leak</title><item><title>It says: &secret;</title>"
    "<link>https://leak.example/1</link></item></channel></rss>"
)


def rss(*items: str, extra: str = "") -> str:
    """An RSS document around items."""
    return (
        '<rss version="2.0"><channel><title>Made</title><link>https://made.example/</link>'
        f"{extra}{''.join(f'<item>{item}</item>' for item in items)}</channel></rss>"
    )
