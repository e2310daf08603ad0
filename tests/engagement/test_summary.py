from __future__ import annotations

import json
from pathlib import Path

from dashboard.engagement.summary import summary
from dashboard.store import Store
from tests.engagement import outlet
from tests.engagement.outlet import HIT, NOW


def test_the_summary_is_plain_json(read_outlet: Store) -> None:
    found = summary(read_outlet, NOW)
    assert json.loads(json.dumps(found)) == found
    assert found["through"] == "2026-11-24T13:05:00Z"
    assert found["top"][0]["video_id"] == HIT
    assert found["name"] == "YouTube views"
    assert found["baselines"] == {"uploads": 32, "shorts": 8}


def test_youtubes_figures_do_not_change_with_the_sites(tmp_path: Path) -> None:
    store = outlet.fill(tmp_path / "r.db", films=12)
    before = summary(store, NOW)
    outlet.site_figures(store, per_article=1e6)
    after = summary(store, NOW)
    assert before.pop("site")["items"] == 0
    site = after.pop("site")
    assert before == after
    assert (site["items"], site["name"]) == (10, "Site pageviews")
    assert {entry["video_id"] for entry in site["top"]} == {None}
    store.close()


def test_an_empty_store_has_an_empty_summary(tmp_path: Path) -> None:
    store = outlet.empty(tmp_path / "r.db")
    found = summary(store, NOW)
    assert found["through"] is None
    assert found["top"] == found["rising"] == found["by_hour"]["groups"] == []
    store.close()
