"""What a submitted form says: trimmed texts, whole numbers, yuan as fen; a fault names its field in Chinese."""

import re
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from starlette.datastructures import FormData, UploadFile

from services.chassis.errors import FieldFault, Invalid
from services.gateway.pages.formats import label

_YUAN = re.compile(r"-?\d{1,15}(\.\d{1,2})?")


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of one submitted form; empty for a page that is only looked at."""

    data: FormData = field(default_factory=FormData)

    def text(self, name: str) -> str:
        """A field's text, trimmed; empty when missing."""
        value = self.data.get(name, "")
        return value.replace("\0", "").strip() if isinstance(value, str) else ""

    def texts(self, name: str) -> list[str]:
        """Every text given under one name."""
        return [value for value in self.data.getlist(name) if isinstance(value, str) and value]

    def has(self, name: str) -> bool:
        """Whether the form has the field at all, even empty."""
        return name in self.data

    def is_on(self, name: str) -> bool:
        """Whether a box is ticked or 是 is chosen."""
        return self.text(name) in ("1", "true", "on", "yes")

    def number(self, name: str) -> int | None:
        """A whole number from 0 to 999,999,999; None when empty. Refuses with Invalid."""
        text = self.text(name).translate(_HALF_WIDTH).replace(",", "")
        if not text:
            return None
        if not text.isdecimal() or len(text) > 9:
            raise fault(name, "not_a_number", f"{label(name)}须为不小于 0、不超过九位的整数。")
        return int(text)

    def fen(self, name: str) -> int | None:
        """Yuan with at most two decimals, as fen; None when empty. Refuses with Invalid."""
        text = self.text(name).translate(_HALF_WIDTH).replace(",", "").replace(" ", "")
        if not text:
            return None
        if not _YUAN.fullmatch(text):
            raise fault(name, "not_money", f"{label(name)}须为金额（元），最多两位小数。")
        whole, _, rest = text.removeprefix("-").partition(".")
        return (int(whole) * 100 + int(rest.ljust(2, "0"))) * (-1 if text.startswith("-") else 1)

    def file(self, name: str) -> UploadFile:
        """The chosen file; refuses with Invalid when none was chosen."""
        value = self.data.get(name)
        if not isinstance(value, UploadFile) or not value.filename:
            raise fault(name, "file_missing", "请先选择文件。")
        return value


_HALF_WIDTH = {ord("０") + n: ord("0") + n for n in range(10)} | {ord("．"): ord("."), ord("，"): ord(","), ord("－"): ord("-")}


def fault(name: str, code: str, message: str) -> Invalid:
    """The refusal of one field."""
    return Invalid(code, message, faults=(FieldFault(name, code, message),))


async def form_of(request: Request) -> Form:
    """The form of a POST; an empty one otherwise."""
    if request.method != "POST":
        return Form()
    data: Any = await request.form()
    return Form(data)
