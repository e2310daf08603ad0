"""How well articles are read from their pages, against a collection with the truth.

    python -m dashboard.bench.articles DIR

``DIR`` is a checkout of scrapinghub/article-extraction-benchmark (MIT): ``ground-truth.json`` and
``html/*.html.gz``. Text is measured as that benchmark measures it: precision and recall of runs of
four words, averaged over pages, and F1 of the averages; trafilatura runs beside on the same pages.
The collection has no truth for times and authors: there, what we read is compared with
trafilatura's own reading of the same page.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean

import trafilatura

from connectors.items import Article, TimeBasis
from connectors.pages.article import read_article

RUN = 4
"""Words that must follow each other as they do in the truth."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the collection and the text that it truly has."""

    url: str
    body: bytes
    truth: str


@dataclass(frozen=True, slots=True)
class Quality:
    """Averages over pages, between 0 and 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def pages_in(directory: Path) -> list[Page]:
    """The pages of a collection, in a stable order."""
    truth = json.loads((directory / "ground-truth.json").read_text(encoding="utf-8"))
    return [
        Page(
            said["url"],
            gzip.decompress((directory / "html" / f"{name}.html.gz").read_bytes()),
            said.get("articleBody", ""),
        )
        for name, said in sorted(truth.items())
    ]


def quality(truths: list[str], texts: list[str]) -> Quality:
    """How well texts agree with the truths: by runs of words, each page weighing the same."""
    shares = [_shares(_runs(truth), _runs(text)) for truth, text in zip(truths, texts, strict=True)]
    return Quality(
        mean(right / found for right, found, _ in shares if found),
        mean(right / true for right, _, true in shares if true),
    )


def _shares(
    truth: Counter[tuple[str, ...]], text: Counter[tuple[str, ...]]
) -> tuple[int, int, int]:
    return (truth & text).total(), text.total(), truth.total()


def _runs(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    count = max(1, len(words) - RUN + 1)
    return Counter(run for at in range(count) if (run := tuple(words[at : at + RUN])))


def main(directory: Path) -> None:
    """Measure and print."""
    pages, now = pages_in(directory), datetime.now(UTC)
    started = time.process_time()
    articles = [read_article(page.body, page.url, "text/html", now) for page in pages]
    took_s = time.process_time() - started
    started = time.process_time()
    others = [
        trafilatura.extract(page.body.decode("utf-8", "replace"), include_comments=False) or ""
        for page in pages
    ]
    other_s = time.process_time() - started
    truths = [page.truth for page in pages]
    _print_text("Rundown", quality(truths, [a.body if a else "" for a in articles]))
    _print_text("trafilatura", quality(truths, others))
    mine, other = len(pages) / took_s, len(pages) / other_s
    print(f"pages a second of processor time: {mine:.0f}; trafilatura, text only: {other:.0f}")
    print(f"read as articles: {sum(a is not None for a in articles)} of {len(pages)}")
    _print_facts(pages, articles)


def _print_text(name: str, found: Quality) -> None:
    print(
        f"{name:12} text F1 {found.f1:.4f}, precision {found.precision:.4f}, "
        f"recall {found.recall:.4f}"
    )


def _print_facts(pages: list[Page], articles: list[Article | None]) -> None:
    """What else was read, and how far trafilatura's reading of the page agrees."""
    bases = Counter(str(a.time_basis) for a in articles if a)
    print("times:", ", ".join(f"{count} {basis}" for basis, count in bases.most_common()))
    days = named = same_day = same_names = 0
    for page, article in zip(pages, articles, strict=True):
        said = trafilatura.extract_metadata(page.body.decode("utf-8", "replace"))
        if article is None or said is None:
            continue
        if said.date and article.time_basis is not TimeBasis.INFERRED:
            days += 1
            same_day += _is_near(article, said.date)
        if said.author and article.authors:
            named += 1
            same_names += _folded(said.author) == _folded("; ".join(article.authors))
    print(f"day within one of trafilatura's: {same_day} of {days}")
    print(
        f"authors: {sum(bool(a and a.authors) for a in articles)} of {len(pages)} pages; "
        f"the same as trafilatura's on {same_names} of the {named} where both name some"
    )


def _is_near(article: Article, day: str) -> bool:
    assert article.published_at is not None
    return abs((article.published_at.date() - datetime.fromisoformat(day).date()).days) <= 1


def _folded(names: str) -> list[str]:
    return sorted(" ".join(_WORD.findall(name.casefold())) for name in names.split(";"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
