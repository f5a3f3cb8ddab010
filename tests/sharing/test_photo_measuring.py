"""Generated pictures and their figures: what is sharp, blurred, dark, bright or tiny is told apart (B-082)."""

import io

import numpy as np
import pytest
from PIL import Image

from services.chassis.errors import Invalid, Refused
from services.chassis.file_store import Storage
from services.chassis.picture_file import PictureLimits, collected
from services.sharing.photo_file import keep_photo
from services.sharing.photo_measuring import clipped, measured, sharpness

from . import pictures


def kept(content, tmp_path, **limits):
    store = Storage(str(tmp_path))
    one = keep_photo(content, store, PictureLimits(**limits))
    return one, b"".join(store.pieces(one.sha256)), b"".join(store.pieces(one.thumbnail))


def test_figures_of_arrays_that_can_be_worked_out_by_hand():
    flat = np.full((10, 10), 100, dtype=np.uint8)
    assert (sharpness(flat), clipped(flat)) == (0, 0)
    half = flat.copy()
    half[:5] = 255
    assert clipped(half) == 0.5
    found = measured(half, 4000, 3000)
    assert (found.mean, found.bright_end, found.dark_end, found.shorter_side) == (177.5, 255, 100, 3000)
    dot = np.zeros((5, 5), dtype=np.uint8)
    dot[2, 2] = 9  # the Laplacian of the nine inner dots: four times 9, once −36, else 0
    assert sharpness(dot) == pytest.approx((4 * 81 + 36 * 36) / 9)
    assert sharpness(np.zeros((2, 9), dtype=np.uint8)) == 0


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (pictures.blurred(), "photo_blurred"), (pictures.dark(), "photo_too_dark"), (pictures.bright(), "photo_overexposed"),
        (pictures.tiny(), "photo_too_small"),
    ],
    ids=["blurred", "dark", "bright", "tiny"],
)  # fmt: skip
def test_what_shows_too_little_is_refused_with_its_reason_and_nothing_is_kept(tmp_path, content, code):
    with pytest.raises(Refused) as refused:
        kept(content, tmp_path)
    assert refused.value.code == code
    assert refused.value.remedy
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_sharp_photos_pass_in_any_of_three_formats(tmp_path):
    for name in ("JPEG", "PNG", "WEBP"):
        out = io.BytesIO()
        pictures.scene(800, 600).save(out, name)
        one, whole, _ = kept(out.getvalue(), tmp_path)
        assert (one.width, one.height, one.size) == (800, 600, len(whole))


def test_what_is_kept_is_upright_and_holds_nothing_but_the_picture(tmp_path):
    one, whole, small = kept(pictures.of_a_telephone(), tmp_path)
    assert (one.width, one.height) == (1200, 1600)
    for content in (whole, small):
        with Image.open(io.BytesIO(content)) as found:
            assert found.format == "JPEG"
            assert not found.getexif()
            assert not {"exif", "icc_profile", "comment", "xmp"} & found.info.keys()
        for word in (b"Exif", b"GPS", "某牌".encode(), b"profile"):
            assert word not in content
    with Image.open(io.BytesIO(small)) as thumbnail:
        assert max(thumbnail.size) == 480
    with Image.open(io.BytesIO(whole)) as upright:  # the wall's left edge was the top one
        assert upright.size == (1200, 1600)


def test_a_large_photo_is_made_smaller(tmp_path):
    one, _, _ = kept(pictures.jpeg(pictures.scene(4000, 3000)), tmp_path, longest_side=2000)
    assert (one.width, one.height) == (2000, 1500)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "photo_empty"), (b"%PDF-1.7 not a photo", "photo_not_an_image"), (b"<svg xmlns='x'></svg>", "photo_not_an_image"),
        (pictures.sharp()[:2000], "photo_broken"), (b"GIF89a" + bytes(100), "photo_not_an_image"),
    ],
    ids=["empty", "pdf", "svg", "cut off", "gif"],
)  # fmt: skip
def test_what_is_no_photo_is_refused_by_its_content(tmp_path, content, code):
    with pytest.raises(Invalid) as refused:
        kept(content, tmp_path)
    assert refused.value.code == code


def test_too_many_bytes_and_too_many_dots_are_refused(tmp_path):
    with pytest.raises(Invalid, match="不能超过 1 MB") as bytes_refused:
        collected(iter([bytes(600_000), bytes(600_000)]), PictureLimits(upload_bytes=1024 * 1024))
    assert bytes_refused.value.code == "photo_too_large"
    shown = io.BytesIO()
    pictures.scene().save(shown, "PNG")
    for content, limits in ((pictures.sharp(), {"jpeg_dots": 1_000_000}), (shown.getvalue(), {"dots": 1_000_000})):
        with pytest.raises(Invalid, match="不能超过 1 百万像素") as dots_refused:
            kept(content, tmp_path, **limits)
        assert dots_refused.value.code == "photo_too_large"
