"""Pictures that are valid, small, varied, and the same for one story."""

from __future__ import annotations

import pytest
from lxml import etree

from dashboard.demo.bank import loose_films, stories
from dashboard.demo.motifs_index import MOTIFS
from dashboard.demo.newsroom import DESKS
from dashboard.demo.pictures import picture

SVG = "{http://www.w3.org/2000/svg}svg"


@pytest.mark.parametrize("motif", sorted(MOTIFS))
@pytest.mark.parametrize("film", [False, True])
def test_a_picture_is_small_valid_svg_of_the_right_shape(motif: str, film: bool) -> None:
    for n in range(5):
        drawing = picture(f"story-{n}", motif, "city", film=film)
        root = etree.fromstring(drawing.encode())
        assert root.tag == SVG
        assert len(drawing.encode()) < 20_000
        width, height = float(root.get("width")), float(root.get("height"))
        assert width / height == pytest.approx(16 / 9 if film else 3 / 2)
        assert not root.xpath("//*[local-name()='text' or local-name()='image' or @href]")


def test_every_story_and_film_names_a_motif_that_exists_and_many_are_used() -> None:
    used = {story.motif for story in stories()} | {film.motif for film in loose_films()}
    assert used <= set(MOTIFS)
    assert len(used) >= 12


def test_stories_differ_and_one_story_keeps_its_drawing() -> None:
    drawings = {picture(f"story-{n}", "harbour", "city") for n in range(20)}
    assert len(drawings) == 20
    article, film = picture("a", "waves", "climate"), picture("a", "waves", "climate", film=True)
    assert article.partition("</style>")[2] == film.partition("</style>")[2]


def test_desks_have_tones_of_their_own() -> None:
    assert len({picture("a", "waves", desk) for desk in DESKS}) == len(DESKS)
