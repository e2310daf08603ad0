"""The outlet's weekly newsletter, "The Tide Table", as the messages that subscribers got.

Its links are as newsletters have them: with campaign parameters, through a filter that wraps
them, and one through a click counter that keeps its secret.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from email.message import EmailMessage
from urllib.parse import quote

from connectors.items import Status
from dashboard.demo.newsroom import OUTLET, Film, PlannedArticle
from dashboard.demo.plan import Edition
from dashboard.demo.rendering import templates

NAME = "The Tide Table"
LIST_ID = "tide-table.courier.example"
WEEK = timedelta(days=7)
SENT_ON, SENT_AT = 4, time(6, 30, tzinfo=UTC)
"""Fridays, before the first ferry."""
ARTICLES, FILMS = 7, 2


@dataclass(frozen=True, slots=True)
class _Issue:
    number: int
    sent: datetime
    articles: list[PlannedArticle]
    films: list[Film]

    @property
    def headlines(self) -> list[str]:
        return [article.headline_at(self.sent) for article in self.articles]

    @property
    def subject(self) -> str:
        return f"{NAME} no. {self.number}: {self.headlines[0]}"

    @property
    def greeting(self) -> str:
        lead = "; ".join(self.headlines[:2])
        return f"Good morning. {lead}; and what else the week washed up."


def newsletters(edition: Edition, base: str) -> Iterator[tuple[datetime, bytes]]:
    """Every issue up to the opening, oldest first: when it was sent, and its message.

    ``base`` is the site's address without a slash at the end.
    """
    for issue in _issues(edition):
        yield issue.sent, bytes(_message(issue, base))


def web_page(edition: Edition, number: int, base: str) -> str | None:
    """An issue as it stands on the web, ``None`` where there is no such issue."""
    found = (issue for issue in _issues(edition) if issue.number == number)
    return next((_html(issue, base) for issue in found), None)


def _issues(edition: Edition) -> Iterator[_Issue]:
    first = min((article.published_at for article in edition.articles), default=edition.opening)
    sent, number = _next_issue(first + timedelta(days=3)), 0
    while sent <= edition.opening:
        articles, films = _of_the_week(edition, sent)
        if articles:
            number += 1
            yield _Issue(number, sent, articles, films)
        sent += WEEK


def _next_issue(after: datetime) -> datetime:
    days = (SENT_ON - after.weekday()) % 7
    sent = datetime.combine(after.date() + timedelta(days=days), SENT_AT)
    return sent if sent >= after else sent + WEEK


def _of_the_week(edition: Edition, sent: datetime) -> tuple[list[PlannedArticle], list[Film]]:
    """The newest article of each desk, those with a film first; and films that are public."""
    desks: dict[str, PlannedArticle] = {}
    for article in edition.articles_at(sent - timedelta(hours=2)):
        if article.published_at > sent - WEEK:
            before = desks.setdefault(article.desk.slug, article)
            if article.embeds and not before.embeds:
                desks[article.desk.slug] = article
    articles = sorted(desks.values(), key=lambda a: (not a.embeds, a.slug))
    films = [
        film
        for film in edition.films_at(sent)
        if film.published_at > sent - WEEK and film.status_at(sent) is Status.PUBLIC
    ]
    return articles[:ARTICLES], films[:FILMS]


def _message(issue: _Issue, base: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = f"{OUTLET} <letters@courier.example>"
    message["To"] = "reader@harbour.example"
    message["Subject"] = issue.subject
    message["Date"] = issue.sent
    message["Message-ID"] = f"<tide-table-{issue.sent:%Y%m%d}@courier.example>"
    message["List-Id"] = f"{NAME} <{LIST_ID}>"
    message["List-Unsubscribe"] = f"<{base}/newsletters/leave/abc>"
    message.set_content("\n\n".join([issue.greeting, *(base + a.path for a in issue.articles)]))
    message.add_alternative(_html(issue, base), subtype="html")
    return message


def _html(issue: _Issue, base: str) -> str:
    template = templates().get_template("newsletter.html")
    return template.render(name=NAME, issue=issue, base=base, wrapped=_wrapped)


def _wrapped(url: str) -> str:
    """A link as a mail filter hands it on."""
    return f"https://eu01.safelinks.protection.outlook.com/?url={quote(url, safe='')}&reserved=0"
