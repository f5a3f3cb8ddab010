"""How photos and the public square are tried at a place: over gRPC with the signed-in person's access token."""

from collections.abc import Callable
from uuid import uuid4

import numpy as np
from grpc import Channel
from httpx2 import Client
from PIL import Image

from services.chassis.errors import Forbidden, NotFound
from services.chassis.rpc.client import Origin, ask, channel
from services.contracts.rpc.identity.v1.sessions_pb2 import AuthenticateRequest
from services.contracts.rpc.identity.v1.sessions_pb2_grpc import SessionServiceStub
from services.contracts.rpc.sharing.v1.photos_pb2 import RemovePhotoRequest, UploadPhotoHead, UploadPhotoRequest
from services.contracts.rpc.sharing.v1.photos_pb2_grpc import PhotoServiceStub
from services.contracts.rpc.sharing.v1.squares_pb2 import SetPublicSquareRequest
from services.contracts.rpc.sharing.v1.squares_pb2_grpc import SquareServiceStub
from tests.permissions.world import Place, World
from tests.sharing.pictures import jpeg


def upload_photo(world: World, client: Client, place: Place, allowed: bool) -> int:
    """Of a card of the place; who may, removes it again."""

    def attempt(sharing: Channel, origin: Origin) -> None:
        head = UploadPhotoRequest(head=UploadPhotoHead(asset_no=world.cards[place.code]))
        stub = PhotoServiceStub(sharing)
        taken = ask(stub.UploadPhoto, iter([head, UploadPhotoRequest(piece=_photo())]), origin, 60).photo
        ask(stub.RemovePhoto, RemovePhotoRequest(photo_id=taken.id), origin)

    return _tried(world, client, attempt)


def publish_square(world: World, client: Client, place: Place, allowed: bool) -> int:
    """Of the place's region; closed, so that nothing of other tests is shown."""

    def attempt(sharing: Channel, origin: Origin) -> None:
        ask(SquareServiceStub(sharing).SetPublicSquare, SetPublicSquareRequest(region=place.region, open=False), origin)

    return _tried(world, client, attempt)


def _tried(world: World, client: Client, attempt: Callable[[Channel, Origin], None]) -> int:
    addresses = world.people.stack.files.read("gateway")
    token = client.headers["Authorization"].removeprefix("Bearer ")
    with channel(addresses["GUANZI_GATEWAY_IDENTITY_ADDRESS"]) as identity:
        access = ask(SessionServiceStub(identity).Authenticate, AuthenticateRequest(token=token), Origin("", "permissions")).access_token
    with channel(addresses["GUANZI_GATEWAY_SHARING_ADDRESS"]) as sharing:
        try:
            attempt(sharing, Origin(access, "permissions"))
        except Forbidden:
            return 403
        except NotFound:
            return 404
    return 200


def _photo() -> bytes:
    dots = np.random.default_rng(uuid4().int % 2**32).integers(40, 200, (480, 640, 3), dtype=np.uint8)
    return jpeg(Image.fromarray(dots))
