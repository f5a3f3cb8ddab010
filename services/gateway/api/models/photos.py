"""What the API says of photos of assets."""

from datetime import datetime

from pydantic import Field

from services.gateway.api.values import Said


class Photo(Said):
    """One photo, checked and without metadata; `for_model` serves every asset of the unit with the same class, brand and model."""

    id: str
    asset_no: str
    for_model: bool
    width: int
    height: int
    size: int
    uploaded_by: str
    uploaded_at: datetime | None
    sha256: str = Field(description="by which hand-outs and returns name it")


class Photos(Said):
    """Those of an asset, or else of its model."""

    photos: list[Photo]
    may_change: bool


class Uploaded(Said):
    """The photo, and how many the asset has now; 4 to 6 are asked for."""

    photo: Photo
    photos: int


class Removed(Said):
    """How many are left."""

    photos: int
