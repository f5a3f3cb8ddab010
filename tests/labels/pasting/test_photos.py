"""Photos of pasted labels: pictures only, recognised by content, with nothing in them but the picture."""

import hashlib
import io

import pytest
from PIL import Image, ImageCms

from services.chassis import picture_file
from services.chassis.errors import Forbidden, Invalid, NotFound, Refused, Unavailable
from services.chassis.rpc.client import ask
from services.contracts.rpc.labels.v1 import pasting_pb2 as pb
from services.labels.server.pasting import LIMITS
from tests.labels.desk import COUNTY, FINANCE, OTHER_SCHOOL, pieces_of


def picture(form="JPEG", size=(400, 300), colour=(200, 30, 30), **more):
    out = io.BytesIO()
    Image.new("RGB" if form != "PNG" else "RGBA", size, colour).save(out, form, **more)
    return out.getvalue()


def telling():
    """A JPEG that tells where and by which telephone it was taken, lying on its side."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = "Telephone", "Model 9", 6
    exif.get_ifd(0x8825)[1], exif.get_ifd(0x8825)[2] = "N", (31.0, 37.0, 12.0)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return picture(exif=exif, comment=b"taken by Li", icc_profile=profile)


def upload(desk, asset_no, content, origin=None):
    parts = [pb.UploadPhotoRequest(asset_no=asset_no)]
    parts += [pb.UploadPhotoRequest(piece=content[at : at + 65536]) for at in range(0, len(content), 65536)]
    return ask(desk.pasting.UploadPhoto, iter(parts), origin or desk.who(), 60).label


def download(desk, asset_no, origin=None):
    return desk.streamed(desk.pasting.DownloadPhoto, pb.DownloadPhotoRequest(asset_no=asset_no), origin)


def test_a_photo_is_kept_with_its_label_and_shown_again(desk):
    desk.hears("A-1")
    label = upload(desk, "A-1", telling(), desk.who(account="li"))
    assert (label.has_photo, label.version) == (True, 0)
    name, media_type, content = download(desk, "A-1", desk.who(FINANCE, COUNTY))
    assert (name, media_type) == ("A-1.jpg", "image/jpeg")
    record = desk.audited("label.photographed")[0]
    assert (record.actor, record.after["photo"]) == ("li", hashlib.sha256(content).hexdigest())
    assert not desk.events()


def test_nothing_but_the_picture_is_kept_and_it_stands_upright(desk):
    desk.hears("A-1")
    sent = telling()
    assert b"Telephone" in sent
    upload(desk, "A-1", sent)
    content = download(desk, "A-1")[2]
    found = Image.open(io.BytesIO(content))
    assert (found.format, found.size) == ("JPEG", (300, 400))
    assert not dict(found.getexif())
    assert {"exif", "comment", "icc_profile"} & set(found.info) == set()
    for secret in (b"Telephone", b"Model 9", b"taken by", b"Exif"):
        assert secret not in content
    assert [path.read_bytes() for path in desk.folder.rglob("*") if path.is_file()] == [content]


def test_the_last_photo_is_shown_and_the_same_one_is_kept_once(desk):
    desk.hears("A-1")
    for colour in ((200, 30, 30), (30, 30, 200), (30, 30, 200)):
        upload(desk, "A-1", picture(colour=colour))
    shown = Image.open(io.BytesIO(download(desk, "A-1")[2])).getpixel((9, 9))
    assert isinstance(shown, tuple)
    assert shown[2] > shown[0]
    assert len(desk.audited("label.photographed")) == 2


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_of_every_usual_kind_becomes_a_jpeg_no_larger_than_needed(form):
    colour = (200, 30, 30, 120) if form == "PNG" else (200, 30, 30)
    found = Image.open(io.BytesIO(picture_file.written(picture_file.picture(picture(form, (4000, 1000), colour), LIMITS))))
    assert (found.format, found.mode, found.size) == ("JPEG", "RGB", (2000, 500))


def gif():
    out = io.BytesIO()
    Image.new("P", (9, 9)).save(out, "GIF")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "photo_empty"), (b"%PDF-1.7 no picture", "photo_not_an_image"), (b"<svg xmlns='x'/>", "photo_not_an_image"),
        (gif(), "photo_not_an_image"), (picture()[:900], "photo_broken"), (picture("PNG", colour=(1, 2, 3, 4))[:120], "photo_broken"),
        (picture("PNG", (9000, 9000), (1, 2, 3, 4)), "photo_too_large"), (b"\xff\xd8\xff" + b"x" * 999, "photo_not_an_image"),
    ],
)  # fmt: skip
def test_what_is_no_picture_or_broken_or_too_large_is_refused_whatever_it_is_called(desk, content, code):
    desk.hears("A-1")
    with pytest.raises(Invalid, match=code):
        upload(desk, "A-1", content)
    assert not desk.label("A-1").has_photo


def test_an_upload_that_grows_too_large_ends_there():
    taken = []

    def endless():
        while True:
            taken.append(1)
            yield bytes(picture_file.MEBIBYTE)

    with pytest.raises(Invalid, match="photo_too_large"):
        picture_file.collected(endless(), LIMITS)
    assert len(taken) == 16


def test_who_may_not_paste_uploads_nothing_and_a_voided_label_gets_no_photo(desk):
    desk.hears("A-1")
    desk.hears("B-1", state="written_off")
    with pytest.raises(NotFound):
        upload(desk, "A-1", picture(), desk.who(at=OTHER_SCHOOL))
    with pytest.raises(Forbidden):
        upload(desk, "A-1", picture(), desk.who(FINANCE, COUNTY))
    with pytest.raises(Refused, match="label_voided"):
        upload(desk, "B-1", picture())
    assert not [path for path in desk.folder.rglob("*") if path.is_file()]


def test_another_unit_sees_no_photo_as_if_there_were_none(desk):
    desk.hears("A-1")
    desk.hears("B-1")
    upload(desk, "A-1", picture())
    with pytest.raises(NotFound) as refused:
        download(desk, "A-1", desk.who(at=OTHER_SCHOOL))
    assert refused.value.code == "not_found"
    with pytest.raises(NotFound, match="photo_not_found"):
        download(desk, "B-1")


def test_a_store_that_is_away_is_said_to_be_away(desk):
    desk.hears("A-1")
    desk.folder.rmdir()
    desk.folder.write_text("a file stands there")
    with pytest.raises(Unavailable):
        upload(desk, "A-1", picture())


def test_the_first_message_names_the_asset(desk):
    with pytest.raises(Invalid):
        ask(desk.pasting.UploadPhoto, iter([pb.UploadPhotoRequest(piece=b"x")]), desk.who())
    with pytest.raises(NotFound):
        list(pieces_of(desk.pasting.DownloadPhoto, pb.DownloadPhotoRequest(asset_no="Z"), desk.who()))
