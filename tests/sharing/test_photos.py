"""Photos of assets: who adds them, what they count for, and that nobody sees one whose offer is not shown to him (B-082, A-082)."""

from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest

from services.chassis.errors import Conflict, Forbidden, NotFound, Refused, ServiceError, Unauthenticated
from services.chassis.rpc.client import Origin, as_service_error, ask
from services.contracts.rpc.sharing.v1 import photos_pb2 as pb
from services.contracts.rpc.sharing.v1 import photos_pb2_grpc, squares_pb2

from . import pictures
from .conftest import AUTHORITY, COUNTY, FAR, HANDLER, HOSPITAL, OTHER_SCHOOL, PROVINCE, REVIEWER, SCHOOL

NOWHERE = "018f0000-0000-7000-8000-000000000000"
MODEL = {"brand": "联想", "model": "M750"}
NOBODY = Origin("", "c-public")


class Album:
    """What the tests do with photos."""

    def __init__(self, warehouse):
        self.warehouse, self.stub = warehouse, photos_pb2_grpc.PhotoServiceStub(warehouse.link)

    def upload(self, asset_no, content=None, origin=None, *, for_model=False):
        head = pb.UploadPhotoRequest(head=pb.UploadPhotoHead(asset_no=asset_no, for_model=for_model))
        content = pictures.sharp() if content is None else content
        pieces = [pb.UploadPhotoRequest(piece=content[at : at + 100_000]) for at in range(0, len(content), 100_000)]
        return ask(self.stub.UploadPhoto, iter([head, *pieces]), origin or self.warehouse.who(), 60)

    def list(self, asset_no, origin=None):
        return ask(self.stub.ListPhotos, pb.ListPhotosRequest(asset_no=asset_no), origin or self.warehouse.who())

    def remove(self, photo_id, origin=None):
        return ask(self.stub.RemovePhoto, pb.RemovePhotoRequest(photo_id=photo_id), origin or self.warehouse.who()).photos

    def download(self, photo_id, origin=None, *, thumbnail=False):
        request = pb.DownloadPhotoRequest(photo_id=photo_id, thumbnail=thumbnail)
        try:
            pieces = list(self.stub.DownloadPhoto(request, timeout=20, metadata=(origin or self.warehouse.who()).metadata()))
        except grpc.RpcError as failure:
            raise as_service_error(failure) from failure
        assert (pieces[0].file_name, pieces[0].media_type) == (f"{photo_id}.jpg", "image/jpeg")
        return b"".join(piece.piece for piece in pieces)

    def sees(self, photo_id, origin):
        """Whether this caller gets the picture; who does not, is told what he is told of a photo that does not exist."""
        answers: list[int | str] = []
        for one in (photo_id, NOWHERE):
            try:
                answers.append(len(self.download(one, origin)))
            except NotFound as error:
                answers.append(error.message)
        assert answers[0] == answers[1] or int(answers[0]) > 1000
        return answers[0] != answers[1]


@pytest.fixture
def album(warehouse):
    return Album(warehouse)


def open_square(warehouse, region="310151", *, is_open=True):
    origin = warehouse.who("finance_reviewer", COUNTY)
    ask(warehouse.squares.SetPublicSquare, squares_pb2.SetPublicSquareRequest(region=region, open=is_open), origin)


def test_a_photo_comes_in_is_listed_and_comes_out_whole_and_small(warehouse, album):
    number = warehouse.card()
    answer = album.upload(number)
    assert (answer.photos, answer.photo.width, answer.photo.height, answer.photo.for_model) == (1, 1600, 1200, False)
    listed = album.list(number)
    assert [photo.id for photo in listed.photos] == [answer.photo.id]
    assert listed.may_change
    whole, small = album.download(answer.photo.id), album.download(answer.photo.id, thumbnail=True)
    assert len(whole) == answer.photo.size > len(small) > 1000
    record = warehouse.audited()[-1]
    assert (record.operation, record.object_id, record.after["asset_no"]) == ("photo.uploaded", answer.photo.id, number)


def test_the_same_picture_again_is_there_already_and_a_set_has_at_most_twelve(warehouse, album):
    number = warehouse.card()
    first = album.upload(number)
    assert album.upload(number).photo.id == first.photo.id
    for seed in range(2, 13):
        last = album.upload(number, pictures.sharp(seed))
    assert last.photos == 12
    with pytest.raises(Refused) as refused:
        album.upload(number, pictures.sharp(13))
    assert refused.value.code == "photos_full"


def test_an_upload_repeated_under_its_key_gets_its_first_answer(warehouse, album):
    number, origin = warehouse.card(), warehouse.who(idempotency_key="photo-1")
    first = album.upload(number, origin=origin)
    album.remove(first.photo.id)
    assert album.upload(number, origin=origin) == first
    with pytest.raises(Conflict):
        album.upload(number, pictures.sharp(2), origin)


def test_an_unfit_photo_is_refused_at_the_door_with_what_to_do_better(warehouse, album):
    number = warehouse.card()
    for content, code in ((pictures.blurred(), "photo_blurred"), (pictures.dark(), "photo_too_dark"), (b"%PDF", "photo_not_an_image")):
        with pytest.raises(ServiceError) as refused:
            album.upload(number, content)
        assert refused.value.code == code
    assert not album.list(number).photos


def test_only_who_keeps_the_units_assets_adds_and_removes(warehouse, album):
    number = warehouse.card()
    one = album.upload(number, origin=warehouse.who("asset_administrator")).photo
    for role in (REVIEWER, "auditor"):
        with pytest.raises(Forbidden):
            album.upload(number, origin=warehouse.who(role))
        with pytest.raises(Forbidden):
            album.remove(one.id, warehouse.who(role))
    for unit in (OTHER_SCHOOL, HOSPITAL, FAR):
        with pytest.raises(NotFound):
            album.upload(number, origin=warehouse.who(at=unit))
        with pytest.raises(NotFound):
            album.remove(one.id, warehouse.who(at=unit))
    with pytest.raises(NotFound):
        album.remove(NOWHERE)
    assert album.remove(one.id) == 0
    assert not album.list(number).photos
    with pytest.raises(NotFound):
        album.download(one.id)
    assert [record.operation for record in warehouse.audited()] == ["photo.uploaded", "photo.removed"]


def test_photos_for_a_model_serve_every_asset_of_the_unit_with_its_class_brand_and_model(warehouse, album):
    first, second = warehouse.card(**MODEL), warehouse.card(**MODEL)
    others = [
        warehouse.card(brand="联想", model="M760"), warehouse.card(brand="惠普", model="M750"),
        warehouse.card(**MODEL, class_code="A02010108", name="便携机"),
    ]  # fmt: skip
    elsewhere = warehouse.card(OTHER_SCHOOL, **MODEL)
    shared = album.upload(first, for_model=True).photo
    own = album.upload(second, pictures.sharp(2)).photo
    assert shared.for_model
    assert [photo.id for photo in album.list(first).photos] == [shared.id]
    assert [photo.id for photo in album.list(second).photos] == [own.id, shared.id]
    for number in others:
        assert not album.list(number).photos
    assert not album.list(elsewhere, warehouse.who(at=OTHER_SCHOOL)).photos
    with pytest.raises(Refused, match="没有规格型号"):
        album.upload(warehouse.card(), for_model=True)


def test_an_entry_counts_the_photos_there_are_and_the_attested_number_only_without_any(warehouse, album):  # B-082, B-083
    number = warehouse.card(**MODEL)
    entry_id = warehouse.submit(number, photos=5)

    def told():
        entry = warehouse.get(entry_id).entry
        return entry.photos, [one.code for one in entry.findings], len(entry.photo_ids)

    assert told() == (5, [], 0)
    one = album.upload(number).photo
    assert told() == (1, ["photos_few"], 1)
    for seed in range(2, 5):
        album.upload(warehouse.card(**MODEL), pictures.sharp(seed), for_model=True)
    assert told() == (4, [], 4)
    album.remove(one.id)
    assert told() == (3, ["photos_few"], 3)
    assert warehouse.get(entry_id).entry.version == 1


def test_an_entry_submitted_after_the_upload_knows_its_photos_and_tells_them(warehouse, album):
    number = warehouse.card()
    photo = album.upload(number).photo
    entry_id = warehouse.submit(number, photos=0)
    assert warehouse.events(entry_id)[-1]["data"]["photos"] == 1
    assert list(warehouse.mine().items[0].photo_ids) == [photo.id]
    decided = warehouse.bring(entry_id, REVIEWER)
    assert (decided.photos, list(decided.photo_ids)) == (1, [photo.id])
    assert list(warehouse.square().items[0].photo_ids) == [photo.id]
    more = album.upload(number, pictures.sharp(2))
    warehouse.withdraw(entry_id)
    assert (more.photos, warehouse.events(entry_id)[-1]["data"]["photos"]) == (2, 2)


def test_what_a_published_entry_shows_is_not_taken_away(warehouse, album):  # B-047, B-050
    number = warehouse.card(**MODEL)
    own, shared = album.upload(number).photo, album.upload(number, pictures.sharp(2), for_model=True).photo
    entry_id = warehouse.submit(number)
    warehouse.bring(entry_id, REVIEWER)
    for photo in (own, shared):
        with pytest.raises(Refused) as refused:
            album.remove(photo.id)
        assert refused.value.code == "photo_published"
    warehouse.withdraw(entry_id)
    warehouse.bring(entry_id, REVIEWER)
    assert [album.remove(photo.id) for photo in (own, shared)] == [0, 0]


@pytest.mark.parametrize("for_model", [False, True])
def test_photos_are_for_the_unit_its_desks_and_whoever_sees_an_entry(warehouse, album, for_model):  # B-073
    number = warehouse.card(**MODEL)
    photo_id = album.upload(number, for_model=for_model).photo.id
    inside = [
        warehouse.who(REVIEWER), warehouse.who("auditor", COUNTY), warehouse.who("department_reviewer", "31/3101/310151/310151-004001"),
        warehouse.who(AUTHORITY, COUNTY), warehouse.who(PROVINCE, "31"),
    ]  # fmt: skip
    near, same_city, far = warehouse.who(at=OTHER_SCHOOL), warehouse.who(at="310115-004011"), warehouse.who(at=FAR)

    def seen():
        assert all(album.sees(photo_id, one) for one in inside)
        return [album.sees(photo_id, one) for one in (near, same_city, far)]

    assert seen() == [False, False, False]
    entry_id = warehouse.submit(number, scope="county")
    assert seen() == [False, False, False]
    warehouse.bring(entry_id, REVIEWER)
    assert seen() == [True, False, False]
    assert [photo.id for photo in album.list(number, near).photos] == [photo_id]
    assert not album.list(number, near).may_change
    for stranger in (same_city, far):
        with pytest.raises(NotFound):
            album.list(number, stranger)
    warehouse.withdraw(entry_id)
    warehouse.bring(entry_id, REVIEWER)
    assert seen() == [False, False, False]


def test_administrators_of_the_system_and_who_is_not_signed_in_see_no_photo(warehouse, album):
    number = warehouse.card()
    photo_id = album.upload(number).photo.id
    for role in ("system_administrator", "security_administrator", "audit_administrator"):
        with pytest.raises((Forbidden, NotFound)):
            album.download(photo_id, warehouse.who(role, COUNTY))
        with pytest.raises(Forbidden):
            album.list(number, warehouse.who(role, COUNTY))
    assert not album.sees(photo_id, NOBODY)
    with pytest.raises(Unauthenticated):
        album.list(number, NOBODY)
    with pytest.raises(Unauthenticated):
        album.upload(number, origin=NOBODY)
    with pytest.raises(Unauthenticated):
        album.remove(photo_id, NOBODY)


def test_society_sees_photos_of_what_an_open_public_square_shows_and_no_others(warehouse, album):  # D-044
    shown, local, waiting = warehouse.card(), warehouse.card(), warehouse.card()
    ids = [album.upload(number, pictures.sharp(seed)).photo.id for seed, number in enumerate((shown, local, waiting), 1)]
    warehouse.bring(warehouse.submit(shown, scope="nation"), REVIEWER, AUTHORITY, PROVINCE)
    warehouse.bring(warehouse.submit(local, scope="city"), REVIEWER)
    warehouse.submit(waiting, scope="nation")
    assert [album.sees(one, NOBODY) for one in ids] == [False, False, False]
    open_square(warehouse)
    assert [album.sees(one, NOBODY) for one in ids] == [True, False, False]
    assert album.sees(ids[0], warehouse.who(at=FAR))
    open_square(warehouse, is_open=False)
    assert [album.sees(one, NOBODY) for one in ids] == [False, False, False]


def test_uploads_at_once_fill_a_set_to_its_limit_and_are_counted(warehouse, album):
    number = warehouse.card()
    entry_id = warehouse.submit(number)
    contents = [pictures.sharp(seed) for seed in range(16)]

    def upload(content):
        try:
            return album.upload(number, content, warehouse.who(HANDLER, SCHOOL)).photos
        except Refused as refused:
            return refused.code

    with ThreadPoolExecutor(4) as crowd:
        answers = list(crowd.map(upload, contents))
    assert sorted(one for one in answers if isinstance(one, int)) == list(range(1, 13))
    assert answers.count("photos_full") == 4
    assert warehouse.get(entry_id).entry.photos == 12
