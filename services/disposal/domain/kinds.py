"""Which words the facts of a disposal are told in; every value stands on the wire as it stands here.

The first value of each list is what a fact is taken to be when a request leaves it out.
"""

from enum import StrEnum


class Method(StrEnum):
    """The ways of disposing of an asset (E-004), expropriation and losses of investments with their own papers."""

    FREE_TRANSFER = "free_transfer"
    DONATION = "donation"
    SALE = "sale"
    EXPROPRIATION = "expropriation"
    SWAP = "swap"
    SCRAP = "scrap"
    LOSS = "loss"
    INVESTMENT_LOSS = "investment_loss"


class Funding(StrEnum):
    """How a unit is paid for: 全额, 差额, 自收自支 (E-073)."""

    FULL = "full"
    PARTIAL = "partial"
    SELF = "self"


class Level(StrEnum):
    """The level of government a unit belongs to."""

    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"
    CENTRAL = "central"


class Accounting(StrEnum):
    """By which accounting system a unit keeps its books (E-016)."""

    GOVERNMENT = "government"
    ENTERPRISE = "enterprise"


class CounterpartyKind(StrEnum):
    """Who receives the asset; `county_soe` is an enterprise wholly owned by the county (县属国有全资企业)."""

    UNIT = "unit"
    COUNTY_SOE = "county_soe"
    DONEE = "donee"
    BUYER = "buyer"
    NONE = "none"


class AssetKind(StrEnum):
    """`vehicle` is an official vehicle (公务用车), `special_vehicle` an ambulance or a sweeper, `vessel` any craft on water."""

    EQUIPMENT = "equipment"
    FURNITURE = "furniture"
    VEHICLE = "vehicle"
    SPECIAL_VEHICLE = "special_vehicle"
    VESSEL = "vessel"
    HOUSE = "house"
    STRUCTURE = "structure"
    LAND = "land"
    INTANGIBLE = "intangible"
    TECHNOLOGY = "technology"
    EQUITY = "equity"
    INVENTORY = "inventory"
    RESOURCE = "resource"
    INFRASTRUCTURE = "infrastructure"
    RESERVE = "reserve"
    RELIC = "relic"
    MONETARY = "monetary"
    OVERSEAS = "overseas"


class AssetState(StrEnum):
    """The state on the card (B-075), in the words of the sources."""

    IDLE = "闲置"
    IN_USE = "在用"
    AWAITING_DISPOSAL = "待处置"
    INEFFICIENT = "低效运转"
    LEASED_OR_LENT = "出租出借"
    WRITTEN_OFF = "已核销"


class Title(StrEnum):
    """Whose the asset is: clear, not known, or disputed (E-013)."""

    CLEAR = "clear"
    UNCLEAR = "unclear"
    DISPUTED = "disputed"


class Technology(StrEnum):
    """Whether a result of science and technology is concerned that touches secrets or key core technology (E-053)."""

    NONE = "none"
    SECRET = "secret"  # noqa: S105  # not a password
    CORE = "core"


class Liability(StrEnum):
    """Who answers for a loss (E-136)."""

    NONE = "none"
    UNIT = "unit"
    PERSON = "person"


class SaleBy(StrEnum):
    """How a buyer is found; only negotiation is not open competition (E-095)."""

    AUCTION = "auction"
    TENDER = "tender"
    PLATFORM = "platform"
    NEGOTIATION = "negotiation"


class Authority(StrEnum):
    """Who decides, from low to high."""

    SUPERVISING_DEPARTMENT = "supervising_department"
    FINANCE_BUREAU = "finance_bureau"
    COUNTY_GOVERNMENT = "county_government"

    @property
    def rank(self) -> int:
        """Higher decides over lower."""
        return _RANKS[self]


_RANKS = {authority: rank for rank, authority in enumerate(Authority)}


class Step(StrEnum):
    """One desk on the way of a case."""

    DEPARTMENT_REVIEW = "department_review"
    FINANCE_APPROVAL = "finance_approval"
    GOVERNMENT_APPROVAL = "government_approval"
    EMERGENCY_ORDER = "emergency_order"
    POST_APPROVAL = "post_approval"


class Reply(StrEnum):
    """When the official reply (批复) is issued: after execution and the uploads, or before (E-041)."""

    AFTER_EXECUTION = "after_execution"
    BEFORE_EXECUTION = "before_execution"


class Stage(StrEnum):
    """When a material is due: with the filing, or after execution."""

    FILING = "filing"
    EXECUTION = "execution"


class Outcome(StrEnum):
    """What a rule that applies does: it is cited, it forbids, or it warns."""

    FINDING = "finding"
    REFUSAL = "refusal"
    WARNING = "warning"


class Procedure(StrEnum):
    """A way of its own that a rule opens: the emergency (E-052), or the department alone (E-053)."""

    EMERGENCY = "emergency"
    DEPARTMENT_ALONE = "department_alone"
