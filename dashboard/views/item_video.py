"""What is known of a video beside its text: how its kind is known, its upload, its chapters."""

from __future__ import annotations

from html import escape
from zoneinfo import ZoneInfo

from connectors.items import Video, VideoKind
from dashboard.views import item_history as history
from dashboard.views.words import duration, full_time


def about(video: Video | None, zone: ZoneInfo) -> str:
    """The facts of a video; chapters lead to their place in it."""
    if video is None:
        return ""
    facts = []
    if video.kind_basis and video.video_kind is not VideoKind.UNKNOWN:
        facts.append(f"{video.video_kind.capitalize()}: {video.kind_basis}")
    if video.uploaded_at:
        facts.append(f"Uploaded {full_time(video.uploaded_at, zone)}, published later")
    chapters = [
        history.outside(f"{video.url}&t={chapter.start_s}s", duration(chapter.start_s))
        + f" {escape(chapter.title)}"
        for chapter in video.chapters
    ]
    return history.section(
        "About the video", [f"<li>{escape(fact)}</li>" for fact in facts]
    ) + history.section("Chapters", [f"<li>{chapter}</li>" for chapter in chapters])
