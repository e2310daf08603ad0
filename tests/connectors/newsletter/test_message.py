"""One message as one issue: text, time, sender, and what it carried, however it is written."""

from __future__ import annotations

import string
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.items import Link, Newsletter, TimeBasis
from connectors.newsletter.message import UnreadableMessage, read_message
from tests.connectors.newsletter.letters import NOW, letter


def read(data: bytes, received_at: datetime | None = None) -> Newsletter:
    return read_message(data, NOW, received_at)


def carried(html: str) -> list[tuple[str, str]]:
    return [(link.url, link.text) for link in read(letter(html=html)).links]


def test_an_issue_has_its_subject_time_sender_and_list() -> None:
    issue = read(letter(7, list_id="Morning Briefing <Morning.News.example>"))
    assert (issue.ref, issue.title) == ("<m7@news.example>", "Issue 7")
    assert issue.published_at == datetime(2026, 3, 12, 5, 30, tzinfo=UTC)
    assert issue.time_basis is TimeBasis.STATED
    assert (issue.authors, issue.list_id) == (("The Desk",), "morning.news.example")
    assert issue.url == ""


def test_what_it_carried_stands_in_order_and_once() -> None:
    html = """
      <div style="display:none">A line for the inbox, that is not in the text.</div>
      <p><a href="https://news.example/view/7">View in browser</a></p>
      <a href="https://news.example/"><img src="https://news.example/logo.png" alt="News"></a>
      <h2><a href="https://news.example/a/2?utm_source=mail"><img alt=""></a></h2>
      <h2><a href="https://news.example/a/2">The second story, first</a></h2>
      <p>It goes on. <a href="http://www.news.example/a/2/">Read more</a></p>
      <p><a href="https://youtu.be/dQw4w9WgXcQ">Watch the film</a>
         <a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=3">again</a></p>
      <p><a href="https://other.example/b">Elsewhere</a> <a href="https://news.example/a/1">First</a></p>
      <p><a href="https://www.facebook.com/sharer.php?u=https://news.example/a/9">Share</a>
         <a href="https://twitter.com/intent/tweet?url=https://news.example/a/9">Tweet</a>
         <a href="https://www.instagram.com/newsexample/"><img alt="Instagram"></a>
         <a href="mailto:desk@news.example">Write</a> <a href="tel:+49301">Call</a>
         <a href="javascript:alert(1)">x</a> <a href="#top">up</a> <a href="/relative">r</a>
         <a href="https://news.example/preferences?u=1">Change</a>
         <a href="https://news.example/x/9">Unsubscribe here</a>
         <a href="https://news.example/leave/77">this link</a></p>
      <img src="https://news.example/open.gif" width="1" height="1">
    """
    issue = read(letter(html=html, more="List-Unsubscribe: <https://news.example/leave/77>"))
    assert [(link.url, link.text) for link in issue.links] == [
        ("https://news.example/a/2", "The second story, first"),
        ("https://youtu.be/dQw4w9WgXcQ", "Watch the film"),
        ("https://other.example/b", "Elsewhere"),
        ("https://news.example/a/1", "First"),
    ]
    assert issue.links[1].video_id == "dQw4w9WgXcQ"
    assert issue.url == "https://news.example/view/7"
    assert issue.summary == "A line for the inbox, that is not in the text."
    assert "It goes on." in issue.body
    for furniture in ("inbox", "View in browser", "Unsubscribe"):
        assert furniture not in issue.body
    assert issue.image is None


def test_a_link_that_keeps_its_secret_is_marked() -> None:
    url = "https://u.list-manage.com/track/click?u=1&id=2&e=3"
    issue = read(letter(html=f'<a href="{url}">A story</a>'))
    assert issue.links == (Link(url, text="A story", opaque=True),)


def test_the_archived_copy_is_where_it_can_be_read() -> None:
    issue = read(letter(more="Archived-At: <https://lists.news.example/archive/12>"))
    assert issue.url == "https://lists.news.example/archive/12"


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("Im Browser ansehen", "de"),
        ("Voir dans votre navigateur", "fr"),
        ("Ver en el navegador", "es"),
        ("Bekijk online", "nl"),
        ("Having trouble viewing this? View it online", "en"),
    ],
)
def test_the_way_to_the_web_is_known_in_other_languages(words: str, language: str) -> None:
    link = f'<a href="https://n.example/v/1">{words}</a>'
    html = f'<html lang="{language}"><body>{link} Hi</body></html>'
    issue = read(letter(html=html))
    assert (issue.url, issue.links, issue.language) == ("https://n.example/v/1", (), language)


def test_plain_text_gives_links_with_the_words_before_them() -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "desk@news.example", "Plain"
    message.set_content(
        "Bridge closes for a year\nhttps://news.example/a/1\n\n"
        "* Ferry strike: https://news.example/a/2.\n\nUnsubscribe: https://news.example/unsubscribe/1\n"
    )
    issue = read(bytes(message))
    assert [(link.url, link.text) for link in issue.links] == [
        ("https://news.example/a/1", "Bridge closes for a year"),
        ("https://news.example/a/2", "Ferry strike"),
    ]
    assert issue.authors == ("desk@news.example",)


def test_html_goes_before_its_plain_alternative_also_deep_inside() -> None:
    message = EmailMessage()
    message["Subject"] = "Nested"
    message.set_content("the plain one")
    message.add_alternative('<p><a href="https://news.example/a/1">Rich</a></p>', subtype="html")
    message.get_payload()[1].add_related(b"GIF89a", "image", "gif", cid="<logo>")  # type: ignore[index, union-attr]
    message.add_attachment("notes to nobody", filename="notes.txt")
    issue = read(bytes(message))
    assert issue.body == "Rich"
    assert [link.url for link in issue.links] == ["https://news.example/a/1"]


def test_a_forwarded_newsletter_is_the_newsletter() -> None:
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "The Desk <desk@news.example>", "Issue 3"
    inner["Date"] = "Thu, 12 Mar 2026 06:30:00 +0100"
    inner["Message-ID"], inner["List-Id"] = "<m3@news.example>", "<morning.news.example>"
    inner.set_content('<a href="https://news.example/a/3">Story</a>', subtype="html")
    outer = EmailMessage()
    outer["From"], outer["Subject"] = "colleague@home.example", "Fwd: Issue 3"
    outer.set_content("Have you seen this?")
    outer.add_attachment(inner)
    issue = read(bytes(outer))
    assert (issue.ref, issue.title, len(issue.links)) == ("<m3@news.example>", "Issue 3", 1)


def test_a_signed_message_is_read() -> None:
    data = (
        b"Subject: Signed\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; '
        b"boundary=s\r\n\r\n"
        b"--s\r\nContent-Type: text/html\r\n\r\n<p>Said and signed</p>\r\n"
        b"--s\r\nContent-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n"
        b"\r\nMIAGCSqGSIb3DQEHAqCAMIACAQExDzAN\r\n--s--\r\n"
    )
    assert read(data).body == "Said and signed"


@pytest.mark.parametrize(
    ("charset", "written"),
    [
        ("utf-8", "utf-8"),
        ("iso-8859-1", "utf-8"),
        ("us-ascii", "utf-8"),
        ("iso-8859-1", "cp1252"),
        ("utf-8", "cp1252"),
        ("no-such-charset", "utf-8"),
        ("base64", "utf-8"),
        ("utf-16", "utf-16"),
        ("koi8-r", "koi8-r"),
        ("iso-2022-jp", "iso-2022-jp"),
    ],
)
def test_the_charset_need_not_be_the_one_that_is_declared(charset: str, written: str) -> None:
    said = {"koi8-r": "Газета", "iso-2022-jp": "新聞"}.get(charset, "Grüße – “ja”")
    data = f"Subject: x\r\nContent-Type: text/plain; charset={charset}\r\n\r\n".encode()
    assert read(data + said.encode(written)).body == said


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8?B?R3LDvA==?= =?utf-8?B?w59l?=", "Grüße"),
        ("=?utf-8?B?R3LDvA==?==?utf-8?B?w59l?=", "Grüße"),
        ("=?iso-8859-1?q?Gr=FC=DFe?=", "Grüße"),
        ("=?nonsense?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8?q?a_&amp;_b?=", "a & b"),
        ("Grüße", "Grüße"),
        ("a\r\n folded line", "a folded line"),
    ],
)
def test_subjects_come_in_every_spelling(subject: str, title: str) -> None:
    assert read(f"Subject: {subject}\r\n\r\nx".encode()).title == title


def test_a_broken_encoded_word_costs_no_more_than_itself() -> None:
    assert "News" in read(b"Subject: News =?utf-8?B?R3LDv?=\r\n\r\nx").title


def test_quoted_printable_may_be_broken() -> None:
    data = b"Subject: x\r\nContent-Type: text/plain\r\n"
    data += b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    assert read(data + b"100=25 of it =ZZ stays=\r\n here").body == "100% of it =ZZ stays here"


@pytest.mark.parametrize("date", ["", "the day after", "Thu, 1 Jan 1970 00:00:00 +0000"])
def test_without_a_usable_date_it_is_when_the_mailbox_got_it(date: str) -> None:
    received = NOW - timedelta(hours=3)
    issue = read(letter(date=date), received)
    assert (issue.published_at, issue.time_basis) == (received, TimeBasis.INFERRED)
    assert issue.raw_time == date


def test_a_date_yet_to_come_counts_no_more_than_none() -> None:
    issue = read(letter(date="Thu, 12 Mar 2099 06:30:00 +0100"))
    assert (issue.published_at, issue.time_basis) == (None, TimeBasis.INFERRED)


def test_without_a_message_id_it_is_known_by_what_it_says() -> None:
    data = letter().replace(b"Message-ID: <m1@news.example>\r\n", b"")
    other = data.replace(b"Story 1", b"Story 2")
    assert read(data).ref == read(data).ref != read(other).ref


def test_what_is_no_message_is_told() -> None:
    for data in (b"", b"\r\n\r\n", b"\x00\x01\x02 just bytes", b"From: a@b.example\r\n\r\n"):
        with pytest.raises(UnreadableMessage):
            read(data)


def test_hidden_parts_neither_speak_nor_link() -> None:
    html = (
        '<div style="mso-hide:all;max-height:0"><a href="https://news.example/a/0">Hidden</a></div>'
        "<p>Seen <a href='https://news.example/a/1'>here it is</a></p>"
        "<!-- https://news.example/a/2 -->"
    )
    assert carried(html) == [("https://news.example/a/1", "here it is")]


HEADER = st.sampled_from(
    ["From", "Subject", "Date", "Message-ID", "List-Id", "Content-Type", "List-Unsubscribe",
     "Content-Transfer-Encoding", "Archived-At", "Received", "Content-Language", "MIME-Version"]
)  # fmt: skip
VALUE = st.one_of(
    st.binary(max_size=60).filter(lambda b: b"\n" not in b and b"\r" not in b),
    st.sampled_from(
        [b"multipart/alternative; boundary=x", b"message/rfc822", b"text/html; charset=utf-16",
         b"text/html; charset*=utf-8''x", b"=?utf-8?B?!!?=", b"<<>>", b"base64", b"x-uuencode",
         b"multipart/mixed; boundary=\"\"", b"text/plain; charset=\"", b"a@b, c:d;e@f", b"@"]
    ),
)  # fmt: skip
PIECES = st.lists(
    st.one_of(
        st.binary(max_size=60),
        st.sampled_from([b"--x\r\n", b"--x--\r\n", b"\r\n\r\n", b"<a href='https://n.example/a'>t</a>",
                         b"Content-Type: text/html\r\n\r\n", b"=", b"<p style='display:none'>"]),
        st.text(string.printable, max_size=30).map(str.encode),
    ),
    max_size=8,
)  # fmt: skip


@given(st.lists(st.tuples(HEADER, VALUE), max_size=6), PIECES)
def test_nothing_that_arrives_breaks_the_reader(
    headers: list[tuple[str, bytes]], pieces: list[bytes]
) -> None:
    data = b"".join(name.encode() + b": " + value + b"\r\n" for name, value in headers)
    try:
        issue = read(data + b"\r\n" + b"".join(pieces))
    except UnreadableMessage:
        return
    assert issue.ref
    assert issue.title
    assert issue.published_at is None or issue.published_at.tzinfo is not None
    for text in (issue.title, issue.body, issue.summary, issue.ref, *issue.authors, issue.list_id):
        text.encode()  # no half characters, which no database would take
        assert "\0" not in text
    for link in issue.links:
        assert link.url.startswith(("http://", "https://"))


def headings(html: str) -> list[tuple[str, str]]:
    return [(link.text, link.heading) for link in read(letter(html=html)).links]


def test_a_link_knows_the_heading_that_it_stood_under() -> None:
    html = """
      <h1>The Morning Briefing</h1>
      <p><a href="https://news.example/a/1">Before any section</a></p>
      <table><tr><td><h2>City <b>Hall</b></h2></td></tr></table>
      <h3><a href="https://news.example/a/2">A headline</a></h3>
      <p>Text. <a href="https://news.example/a/2">Read more</a></p>
      <h3><a href="https://news.example/a/3">Another</a></h3>
      <h2>To watch</h2>
      <ul><li><a href="https://youtu.be/dQw4w9WgXcQ">The film</a></li></ul>
      <h3>Shorts</h3>
      <a href="https://news.example/a/4">Short one</a> <a href="https://news.example/a/5">Two</a>
      <h2>In brief</h2>
      <h3>The bridge is closed</h3><p>Text. <a href="https://news.example/a/6">Read more</a></p>
      <a href="https://news.example/a/7"><h2>A headline in a link</h2></a>
    """
    assert headings(html) == [
        ("Before any section", ""),
        ("A headline", "City Hall"),
        ("Another", "City Hall"),
        ("The film", "To watch"),
        ("Short one", "Shorts"),
        ("Two", "Shorts"),
        ("", "In brief"),
        ("A headline in a link", "In brief"),
    ]


def test_several_headings_of_the_first_level_are_sections() -> None:
    html = """
      <h1>News</h1><a href="https://news.example/a/1">One</a>
      <h1></h1><a href="https://news.example/a/2">Two</a>
      <h1>Arts</h1><a href="https://news.example/a/3">Three</a>
    """
    assert headings(html) == [("One", "News"), ("Two", ""), ("Three", "Arts")]


def test_headings_of_a_plain_text() -> None:
    plain = EmailMessage()
    plain["Subject"], plain["From"] = "Issue", "The Desk <desk@news.example>"
    plain["Message-ID"], plain["Date"] = "<p@news.example>", "Thu, 12 Mar 2026 06:30:00 +0100"
    plain["List-Id"] = "<morning.news.example>"
    plain.set_content(
        "Good morning.\nhttps://news.example/a/0\n\nPOLITICS\n\nThe vote\n"
        "https://news.example/a/1\nNATO\nhttps://news.example/a/2\n\nArts and books\n====\n"
        "A book\nhttps://news.example/a/3\n"
    )
    found = read(plain.as_bytes()).links
    assert [link.heading for link in found] == ["", "POLITICS", "POLITICS", "Arts and books"]


@given(
    st.lists(st.sampled_from(["<h1>", "<h2>x</h2>", "<h3>", "</h3>", "<a href=http://a.b/c>d", ""]))
)
def test_headings_however_they_are_nested_lose_no_link(pieces: list[str]) -> None:
    found = read(letter(html="<p>Text</p>" + "".join(pieces))).links
    assert len(found) == int(any("href" in piece for piece in pieces))
