"""What is asked of a photo, in which order, and that every answer says what to do better (B-082, A-082)."""

from dataclasses import replace

import pytest

from services.chassis.errors import Refused
from services.sharing.domain.photos import ASKED, Measured, refuse_unfit

GOOD = Measured(1600, 1200, mean=120, bright_end=210, dark_end=30, clipped=0.01, sharpness=300)


def code(**figures):
    with pytest.raises(Refused) as refused:
        refuse_unfit(replace(GOOD, **figures))
    return refused.value.code


def test_a_good_photo_passes():
    refuse_unfit(GOOD)


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ({"height": 479}, "photo_too_small"), ({"width": 479}, "photo_too_small"), ({"mean": 34.9}, "photo_too_dark"),
        ({"bright_end": 79}, "photo_too_dark"), ({"clipped": 0.61}, "photo_overexposed"), ({"dark_end": 221}, "photo_overexposed"),
        ({"sharpness": 39.9}, "photo_blurred"),
    ],
)  # fmt: skip
def test_each_figure_has_its_limit(figures, expected):
    assert code(**figures) == expected


@pytest.mark.parametrize(
    "figures", [{"height": 480}, {"mean": 35}, {"bright_end": 80}, {"clipped": 0.6}, {"dark_end": 220}, {"sharpness": 40}]
)
def test_a_photo_on_the_limit_passes(figures):
    refuse_unfit(replace(GOOD, **figures))


def test_darkness_and_light_are_told_before_blur():
    assert code(mean=10, sharpness=1) == "photo_too_dark"
    assert code(clipped=0.9, sharpness=1) == "photo_overexposed"
    assert code(height=100, mean=10, sharpness=1) == "photo_too_small"


def test_every_answer_says_what_to_do_better_and_cites_the_guide():
    for asked in ASKED:
        assert asked.better.startswith("请")
    with pytest.raises(Refused, match="照片模糊") as refused:
        refuse_unfit(replace(GOOD, sharpness=1))
    assert refused.value.remedy
    assert "《实施指南》四（三）" in refused.value.article
