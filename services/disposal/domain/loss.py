"""Losses kept on file after the write-off (账销案存, Art. 38): what may still be recovered, as money or as the asset itself."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from services.chassis.errors import FieldFault, Invalid, Refused

ARTICLE = "第三十八条"
METHODS = frozenset({"loss", "investment_loss"})
"""Ways of disposal that leave a loss on file."""
LONGEST_NOTE = 500


class State(StrEnum):
    """Whether something may still come back."""

    OPEN = "open"
    RECOVERED = "recovered"


class RecoveryKind(StrEnum):
    """What came back."""

    MONEY = "money"
    ASSET = "asset"


@dataclass(frozen=True, slots=True)
class Recovery:
    """Money, or the asset itself, booked again under another card at `amount_fen`."""

    kind: str
    amount_fen: int
    note: str
    recovered_on: date
    asset_no: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """One asset that was written off; `amount_fen` is its book original value, against which the law measures (Art. 35（四）)."""

    id: UUID
    version: int
    case_id: UUID
    unit_id: str
    asset_no: str
    asset_name: str
    amount_fen: int
    recovered_fen: int
    state: State
    registered_at: datetime

    @property
    def left_fen(self) -> int:
        """What has not come back."""
        return self.amount_fen - self.recovered_fen

    def recover(self, got: Recovery, today: date) -> Self:
        """Something came back; the asset itself ends the loss, money does when all of it is there.

        Refuses more than the loss: what is beyond it is income of its own. An asset is named by the card under which it was booked
        again, which is never the written-off one.
        """
        self._check(got, today)
        if self.state is State.RECOVERED:
            raise Refused("loss_recovered", "这笔损失已经全部追回。", ARTICLE, "请核对账销案存台账。")
        if got.amount_fen > self.left_fen:
            raise Refused("recovery_above_loss", "追回金额大于尚未追回的损失。", ARTICLE, "超出部分请作为处置收入登记。")
        recovered = self.recovered_fen + got.amount_fen
        over = got.kind == RecoveryKind.ASSET or recovered == self.amount_fen
        return replace(self, version=self.version + 1, recovered_fen=recovered, state=State.RECOVERED if over else self.state)

    def _check(self, got: Recovery, today: date) -> None:
        faults = []
        if got.kind not in list(RecoveryKind):
            faults.append(FieldFault("kind", "kind_unknown", "追回的只能是资金或资产。"))
        elif got.kind == RecoveryKind.ASSET and (not got.asset_no or got.asset_no == self.asset_no):
            faults.append(FieldFault("asset_no", "required", "请填写追回资产重新入账的资产编号，不能是已核销的编号。"))
        elif got.kind == RecoveryKind.MONEY and got.asset_no:
            faults.append(FieldFault("asset_no", "not_an_asset", "追回资金时不填写资产编号。"))
        if got.amount_fen < (got.kind == RecoveryKind.MONEY):
            faults.append(FieldFault("amount_fen", "out_of_range", "追回资金必须大于 0；追回资产请填写入账价值。"))
        if len(got.note) > LONGEST_NOTE:
            faults.append(FieldFault("note", "too_long", f"说明不能超过 {LONGEST_NOTE} 字。"))
        if got.recovered_on > today:
            faults.append(FieldFault("recovered_on", "date_in_future", "追回日期不能晚于今天。"))
        if faults:
            raise Invalid("recovery_invalid", "追回登记有误，请按提示修改。", faults=tuple(faults))
