"""What the real WordPress is filled with, and what of it the public shall see."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

NEWEST = datetime(2024, 11, 3, 5, 10, tzinfo=UTC)
"""In the hour that St John's has twice that night, the second time."""
ORDINARY = 300

VIDEO = "-dashId_001"
"""YouTube's ids may begin with a dash."""


@dataclass(frozen=True)
class Planned:
    """A post as it is given to WordPress; ``video_ids`` are what it embeds, ``links`` else."""

    post: dict[str, Any]
    public: bool = True
    title: str = ""
    video_ids: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()
    labels: tuple[str, ...] = field(default=("Uncategorized",))


def ordinary() -> list[Planned]:
    """A few hundred plain posts of several authors, sections and tags."""
    authors = ("Anna Berg", "Bayo Adé", "Chitra Rao")
    sections = ("Politics", "Sport", "Arts &amp; Books")
    return [
        Planned(
            {
                "post_title": f"Report {n} from the harbour",
                "post_content": f"<p>Paragraph {n} with some words.</p>\n<p>And a second one.</p>",
                "post_status": "publish",
                "post_date_gmt": _at(n),
                "author_name": authors[n % 3],
                "category_names": [sections[n % 3]],
                "tags": [f"tag {n % 7}"],
            },
            title=f"Report {n} from the harbour",
            labels=(sections[n % 3].replace("&amp;", "&"), f"tag {n % 7}"),
        )
        for n in range(ORDINARY)
    ]


def embedding() -> list[Planned]:
    """A post for each way in which WordPress's editors and plugins embed something."""
    watch = f"https://www.youtube.com/watch?v={VIDEO}"
    block = (
        f'<!-- wp:embed {{"url":"{watch}","type":"video","providerNameSlug":"youtube"}} -->\n'
        '<figure class="wp-block-embed is-type-video is-provider-youtube wp-block-embed-youtube">'
        f'<div class="wp-block-embed__wrapper">\n{watch}\n</div></figure>\n<!-- /wp:embed -->'
    )
    nocookie = f"https://www.youtube-nocookie.com/embed/{VIDEO}?rel=0"
    vimeo = "https://vimeo.com/76979871"
    bodies: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
        "block": (block, (VIDEO,), ()),
        "old block": (
            block.replace("wp:embed", "wp:core-embed/youtube"),
            (VIDEO,),
            (),
        ),
        "other provider": (block.replace(watch, vimeo), (), (vimeo,)),
        "bare address": (f"Before.\n\n{watch}\n\nAfter.", (VIDEO,), ()),
        "short address": (f"Before.\n\nhttps://youtu.be/{VIDEO}?si=x\n\nAfter.", (VIDEO,), ()),
        "shortcode": (f"[embed]{watch}[/embed]", (VIDEO,), ()),
        "shortcode with size": (f'[embed width="123"]{watch}[/embed]', (VIDEO,), ()),
        "frame": (
            f'<!-- wp:html -->\n<iframe src="{nocookie}"></iframe>\n<!-- /wp:html -->',
            (VIDEO,),
            (),
        ),
        "lazy frame": (
            f'<iframe src="about:blank" data-src="https://www.youtube.com/embed/{VIDEO}"></iframe>',
            (VIDEO,),
            (),
        ),
        "lite player": (f'<lite-youtube videoid="{VIDEO}"></lite-youtube>', (VIDEO,), ()),
        "lazy player": (
            f'<div class="rll-youtube-player" data-src="{nocookie}" data-id="{VIDEO}"></div>',
            (VIDEO,),
            (),
        ),
        "short film": (f"\n\nhttps://www.youtube.com/shorts/{VIDEO}\n\n", (VIDEO,), ()),
        "two": (
            f"{block}\n\n<p>And:</p>\n\nhttps://www.youtube.com/live/abcDEF_-123\n",
            (VIDEO, "abcDEF_-123"),
            (),
        ),
    }
    return [
        Planned(
            {
                "post_title": f"Film by {name}",
                "post_content": body,
                "post_status": "publish",
                "post_date_gmt": _at(400 + n),
            },
            title=f"Film by {name}",
            video_ids=videos,
            frames=frames,
        )
        for n, (name, (body, videos, frames)) in enumerate(bodies.items())
    ]


def peculiar() -> list[Planned]:
    """Titles, times and states that are told otherwise than most."""
    titles = {
        "Q&amp;A: “Tom &amp; Jerry” – <em>a review</em>": "Q&A: “Tom & Jerry” – a review",
        "बंदरगाह में हड़ताल": "बंदरगाह में हड़ताल",
        "Забастовка в порту": "Забастовка в порту",
        "إضراب في الميناء": "إضراب في الميناء",
        "港口罢工": "港口罢工",
        "5 < 6, says the mayor": "5 < 6, says the mayor",
    }
    return [
        Planned(
            {
                "post_title": title,
                "post_content": "<p>Text &amp; more.</p>",
                "post_status": "publish",
                "post_date_gmt": _at(500 + n),
            },
            title=plain,
        )
        for n, (title, plain) in enumerate(titles.items())
    ] + [
        Planned(
            {
                "post_title": "Pinned since spring",
                "post_content": "<p>Old, but on top.</p>",
                "post_status": "publish",
                "post_date_gmt": "2024-04-01 08:00:00",
                "sticky": True,
                "picture": "quay.png",
                "post_excerpt": "What stands in the excerpt.",
            },
            title="Pinned since spring",
        ),
        Planned(
            {
                "post_title": "For subscribers only",
                "post_content": f"<p>Secret words. https://youtu.be/{VIDEO}</p>",
                "post_excerpt": "Secret summary.",
                "post_status": "publish",
                "post_password": "sesame",
                "post_date_gmt": _at(1),
            },
            title="For subscribers only",
        ),
    ]


def hidden() -> list[Planned]:
    """What the public is not to see, and what is no article."""
    states = {
        "draft": "draft",
        "waiting for review": "pending",
        "private": "private",
        "scheduled": "future",
    }
    made = [
        Planned(
            {
                "post_title": f"Hidden: {name}",
                "post_content": "<p>Not yet.</p>",
                "post_status": status,
                "post_date_gmt": "2031-05-05 05:00:00" if status == "future" else _at(2),
            },
            public=False,
        )
        for name, status in states.items()
    ]
    page = {"post_status": "publish", "post_type": "page", "post_content": "<p>Us.</p>"}
    return [
        *made,
        Planned({"post_title": "About us", **page}, public=False),
        Planned({"post_title": "Contact", **page}, public=False),
    ]


def _at(n: int) -> str:
    return (NEWEST - timedelta(minutes=47 * n)).strftime("%Y-%m-%d %H:%M:%S")
