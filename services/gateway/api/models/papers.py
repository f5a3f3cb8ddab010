"""What the API says of the papers of a disposal case: what the law asks for, and what was uploaded."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from services.gateway.api.values import Asked, Name, Said


class Material(Said):
    """One uploaded file."""

    id: str
    case_id: str
    code: str
    name: str
    article: str
    stage: str
    file_name: str
    media_type: str
    size: int
    sha256: str
    uploaded_by: str
    uploaded_at: datetime | None
    paper_received_at: datetime | None
    paper_received_by: str


class MaterialLine(Said):
    """A paper that the law asks of this case, and the files that are there."""

    code: str
    name: str
    article: str
    stage: str
    files: list[Material]
    missing: bool


class MaterialLines(Said):
    """All that the law asks of this case."""

    lines: list[MaterialLine]


class ReceivePaper(Asked):
    """The paper originals in hand; without codes all that were uploaded."""

    codes: Annotated[list[Name], Field(max_length=200)] = Field(default=[])
