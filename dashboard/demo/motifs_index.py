"""Every motif by the name that the story bank uses."""

from __future__ import annotations

from dashboard.demo import motifs, motifs_inside, motifs_more
from dashboard.demo.motifs import Motif

MOTIFS: dict[str, Motif] = {
    "skyline": motifs.skyline,
    "harbour": motifs.harbour,
    "waves": motifs.waves,
    "courthouse": motifs.courthouse,
    "fields": motifs.fields,
    "chart": motifs.chart,
    "pitch": motifs.pitch,
    "bust": motifs.bust,
    "council": motifs_more.council,
    "boat": motifs_more.boat,
    "lab": motifs_more.lab,
    "stage": motifs_inside.stage,
    "clinic": motifs_more.clinic,
    "street": motifs_more.street,
    "tram": motifs_more.tram,
    "mountain": motifs_more.mountain,
    "globe": motifs_more.globe,
    "paper": motifs_inside.paper,
    "turbines": motifs_more.turbines,
    "bridge": motifs_more.bridge,
    "lamp": motifs_inside.lamp,
    "wood": motifs_more.wood,
    "track": motifs_more.track,
    "gallery": motifs_inside.gallery,
    "screen": motifs_inside.screen,
    "shelf": motifs_inside.shelf,
    "stars": motifs_inside.stars,
    "factory": motifs_more.factory,
}
"""Twenty-eight motifs."""
