"""What the item's view says of a video."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from connectors.items import Chapter, Video, VideoKind
from dashboard.views.item_video import about

ZONE = ZoneInfo("Europe/Berlin")
SHOWN = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def film(**told: object) -> Video:
    told = {"title": "Ferries", "published_at": SHOWN, "video_id": "dQw4w9WgXcQ"} | told
    address = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
    return Video(ref="dQw4w9WgXcQ", url=address, **told)  # type: ignore[arg-type]


def test_how_the_kind_is_known() -> None:
    said = about(film(video_kind=VideoKind.SHORT, kind_basis="listed among the Shorts"), ZONE)
    assert "Short: listed among the Shorts" in said
    assert about(film(), ZONE) == about(None, ZONE) == ""


def test_when_it_was_uploaded() -> None:
    said = about(film(uploaded_at=SHOWN - timedelta(days=1)), ZONE)
    assert "Uploaded" in said
    assert "13:00" in said


def test_chapters_lead_to_their_place() -> None:
    chapters = (Chapter(0, "Intro"), Chapter(3723, "<b>Questions</b>"))
    said = about(film(chapters=chapters), ZONE)
    assert 'href="https://www.youtube.com/watch?v=dQw4w9WgXcQ&amp;t=3723s"' in said
    assert "1:02:03" in said
    assert "&lt;b&gt;Questions" in said
