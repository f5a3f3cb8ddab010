"""What is disposed of in the saga of each method: the card, what the clerk says of it, and what has to come of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.disposal.conftest import ASSET, CIRCUMSTANCES
from tests.sagas.offices import NURSERY, OTHER_SCHOOL, SCHOOL

COMPUTERS: dict[str, Any] = {
    "name": "服务器机柜", "class_code": "A02010104", "quantity": 1, "measure_unit": "台", "acquisition_method": "新购",
    "original_value_fen": 5_000_000, "net_value_fen": 5_000_000, "acquired_on": "2015-03-15", "state": "待处置",
    "service_life_months": 72, "place": "东院/1号楼/2层/203室",
}  # fmt: skip
HOUSE = COMPUTERS | {"name": "旧教学楼", "class_code": "A01010200", "measure_unit": "幢", "service_life_months": 600}
SHARES = COMPUTERS | {"name": "校办企业股权", "class_code": "A07000000", "measure_unit": "项"}


@dataclass(frozen=True)
class Plan:
    """`unit` disposes, so many `desks` decide; `income` is its kind and what the treasury gets of it; `lost`: kept on file."""

    method: str
    unit: str = SCHOOL
    desks: int = 2
    card: Mapping[str, Any] = field(default_factory=lambda: COMPUTERS)
    asset: Mapping[str, Any] = field(default_factory=dict)
    circumstances: Mapping[str, Any] = field(default_factory=dict)
    counterparty: Mapping[str, Any] = field(default_factory=dict)
    learned: Mapping[str, Any] = field(default_factory=dict)
    receiving_unit: str = ""
    income: tuple[str, int] | None = None
    lost: bool = False

    def draft(self, asset_no: str) -> dict[str, Any]:
        """The body of the draft."""
        assets = [{**ASSET, **self.asset, "asset_no": asset_no}]
        facts: dict[str, Any] = {"assets": assets, "circumstances": {**CIRCUMSTANCES, **self.circumstances}}
        if self.counterparty:
            facts["counterparty"] = dict(self.counterparty)
        beside = {"receiving_unit": self.receiving_unit} if self.receiving_unit else {}
        return {"method": self.method, "asset_nos": [asset_no], "facts": facts, **beside}


DONEE = {"kind": "donee", "department": "", "region": "522601"}
PLANS = (
    Plan("free_transfer", circumstances={"reorganisation": False}, receiving_unit=OTHER_SCHOOL),
    Plan("donation", counterparty=DONEE),
    Plan("sale", circumstances={"sale_by": "auction", "appraised_fen": 4_000_000}, income=("sale", 3_900_000),
         learned={"price_fen": 3_900_000, "price_reconfirmed": False}),
    Plan("expropriation", desks=3, card=HOUSE, asset={"kind": "house"}, income=("demolition_compensation", 90_000_000)),
    Plan("swap", income=("swap_difference", 1_000_000)),
    Plan("loss", circumstances={"liability": "person", "compensation_fen": 500_000}, income=("compensation", 500_000), lost=True),
    Plan("investment_loss", card=SHARES, asset={"kind": "equity"}, lost=True),
)  # fmt: skip
CABINETS = {**COMPUTERS, "original_value_fen": 120_000_000, "net_value_fen": 120_000_000}
SCRAP = Plan("scrap", NURSERY, desks=3, card=CABINETS, income=("salvage", 300_000))
"""Above 1,000,000 yuan: three desks, with an appraisal; of another unit, so that its month lifts nobody else's case."""
