"""``import`` of captions: what is said in a video that is on the timeline."""

from __future__ import annotations

from pathlib import Path

from connectors.captions import CaptionsError, is_video_id, read_captions, video_id_of
from connectors.contract import Batch
from connectors.items import Video
from connectors.youtube.videos import watch_url
from dashboard.commands.common import CommandError, read_file
from dashboard.store import Store
from dashboard.store.identity import CAPTIONS
from dashboard.understand import bring_up_to_date


def import_captions(store: Store, file: Path, video: str) -> dict[str, int]:
    """Keep a caption file's words with its video; counts as ``import`` prints them.

    Raises:
        CommandError: it is not said whose captions they are, or they cannot be read.
    """
    video_id = video or video_id_of(file.name)
    if not video_id:
        raise CommandError(
            f"{file.name} does not name its video, as in “Title [ID].en.vtt”. Say it: --video ID."
        )
    if not is_video_id(video_id):
        raise CommandError(f"{video_id!r} is no id of a YouTube video: it has eleven characters.")
    key = f"video:{video_id}"
    if key not in store.pointers.known([key]):
        raise CommandError(
            f"There is no video {video_id} on the timeline. Sync its channel, then import again."
        )
    try:
        said = read_captions(read_file(file), file.suffix.lower())
    except CaptionsError as error:
        raise CommandError(f"{file}: {error} Nothing was changed.") from None
    item = Video(
        ref=f"{CAPTIONS}{video_id}",
        url=watch_url(video_id),
        title="",
        video_id=video_id,
        captions=said,
    )
    source = store.sources.importing()
    written = store.write.batch(source.id, source.kind, Batch(items=(item,)))
    bring_up_to_date(store)
    return {"items_new": written.new, "items_changed": written.changed}
