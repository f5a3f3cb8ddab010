"""What the API asks and says of the law: the facts of a disposal, and what the policy makes of them.

Every field may be left out. null says "not known yet": never a refusal, a step of the route or a material instead. The
defaults and all sense beyond types are the domain's (services/disposal/domain/facts.py); what stands here describes them.
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, Strict

from services.gateway.api.values import BIGGEST, Asked, Flag, Line, Months, Said

Method = Literal["free_transfer", "donation", "sale", "expropriation", "swap", "scrap", "loss", "investment_loss"]
Funding = Literal["full", "partial", "self"]
Level = Literal["county", "city", "province", "central"]
AssetKind = Literal[
    "equipment", "furniture", "vehicle", "special_vehicle", "vessel", "house", "structure", "land", "intangible", "technology", "equity",
    "inventory", "resource", "infrastructure", "reserve", "relic", "monetary", "overseas",
]  # fmt: skip
AssetState = Literal["在用", "闲置", "待处置", "低效运转", "出租出借", "已核销"]
Money = Annotated[int, Strict(), Field(ge=0, le=BIGGEST)] | None
Known = Flag | None
"""true, false, or null: not known yet."""


class Facts(Asked):
    """A part of the facts; what is left out takes the default shown."""

    def given(self) -> dict[str, Any]:
        """Only what was said, as JSON has it."""
        return self.model_dump(mode="json", exclude_unset=True)


class Holder(Facts):
    """The unit that disposes."""

    budget_code: Line | None = "004011"
    department: Line | None = "004001"
    funding: Funding | None = "full"
    region: Line | None = "430121"
    level: Level | None = "county"
    accounting: Literal["government", "enterprise"] | None = "government"


class Counterparty(Facts):
    """Who receives."""

    kind: Literal["unit", "county_soe", "donee", "buyer", "none"] | None = "unit"
    department: Line | None = "004001"
    funding: Funding | None = "partial"
    region: Line | None = "430121"
    level: Level | None = "county"


class DisposedAsset(Facts):
    """What is disposed of; money is fen."""

    asset_no: Line | None = ""
    kind: AssetKind | None = "equipment"
    original_value_fen: Money = 100_000_000
    nominal: Known = False
    temporary_body: Known = False
    acquired_on: date | None = date(2015, 6, 1)
    minimum_life_months: Months | None = 72
    state: AssetState | None = "闲置"
    title: Literal["clear", "unclear", "disputed"] | None = "clear"
    lawfully_acquired: Known = True
    secured: Known = False
    newly_bought_for_this: Known = False
    to_be_demolished: Known = False


class Circumstances(Facts):
    """What else the law asks about."""

    emergency: Known = False
    secret: Known = False
    technology_result: Literal["none", "secret", "core"] | None = "none"
    reorganisation: Known = False
    theft: Known = False
    force_majeure: Known = False
    insured: Known = False
    liability: Literal["none", "unit", "person"] | None = "none"
    compensation_fen: Money = 0
    litigation: Known = False
    sale_by: Literal["auction", "tender", "platform", "negotiation"] | None = "auction"
    unsuitable_for_auction: Known = False
    single_bidder_after_call: Known = False
    government_restructuring: Known = False
    county_government_approved: Known = None
    appraised_fen: Money = None
    price_fen: Money = None
    price_reconfirmed: Known = False


class Assess(Facts):
    """The facts of a disposal."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"method": "scrap", "assets": [{"kind": "vehicle"}]}]})

    policy: Line = Field(default="changsha-2024", description="GET /api/v1/disposal/policies lists them")
    method: Method | None = "free_transfer"
    filed_on: date | None = Field(default=date(2026, 3, 5), description="a Beijing day")
    holder: Holder | None = Holder()
    counterparty: Counterparty | None = Counterparty()
    assets: Annotated[list[DisposedAsset], Field(min_length=1, max_length=5000)] | None = Field(default=[DisposedAsset()])
    circumstances: Circumstances | None = Circumstances()
    month_batch_fen: Money = Field(
        default=0, description="the unit's other filings of the month, without this one"
    )


Authority = Literal["supervising_department", "finance_bureau", "county_government"]


class RouteStep(Said):
    """One desk."""

    step: Literal["department_review", "finance_approval", "government_approval", "emergency_order", "post_approval"]
    authority: Authority


class RequiredMaterial(Said):
    """A paper that the law asks for; `stage` says when."""

    code: str
    name: str
    stage: Literal["filing", "execution"]
    article: str


class RuleFinding(Said):
    """What the law says of these facts; `interpretation` marks a reading of ours where the article is silent."""

    rule: str
    article: str
    text: str
    interpretation: bool


class Refusal(RuleFinding):
    """Why it cannot be done so, and what to do instead."""

    remedy: str


class Assessment(Said):
    """What the policy makes of the facts."""

    final_authority: Authority
    route: list[RouteStep]
    appraisal_required: bool
    publicity_working_days: int
    reply: Literal["after_execution", "before_execution"]
    materials: list[RequiredMaterial]
    findings: list[RuleFinding]
    refusals: list[Refusal]
    warnings: list[RuleFinding]


class Policy(Said):
    """One county's rules."""

    name: str
    title: str
    valid_from: date
    valid_to: date
    in_use: bool = Field(description="the one by which this installation files")


class Article(Said):
    """The law's own words."""

    article: str
    text: str
    title: str
