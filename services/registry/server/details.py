"""What is known of an asset beyond the common columns, per kind of card: 房屋, 土地, 车辆, 设备, 家具, 无形资产, other.

Areas are square metres with at most two decimals, as text; days are ISO dates. Nothing is required: what is missing
is a work queue, not a fault.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError, model_validator

from services.chassis.errors import FieldFault, Invalid

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Area = Annotated[Decimal, Field(ge=0, le=Decimal("1e9"), decimal_places=2)]
PlateNo = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[\u4e00-\u9fff][A-Z][A-Z0-9]{4,6}[\u4e00-\u9fffA-Z0-9]?$")]
Vin = Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[A-HJ-NPR-Z0-9]{17}$")]
Count = Annotated[int, Field(ge=0, le=10**7)]
UseClass = Literal["机要通信", "应急保障", "执法执勤", "特种专业技术", "离退休干部服务", "实物保障", "其他"]


class Details(BaseModel):
    """The common rules: unknown fields are faults, texts short."""

    model_config = ConfigDict(extra="forbid")


class _Title(Details):
    location: Text | None = Field(None, title="坐落")
    ownership: Text | None = Field(None, title="权属性质")
    title_form: Literal["有产权", "无产权", "待界定"] | None = Field(None, title="产权形式")
    certificate_no: Text | None = Field(None, title="权属证书编号")
    certificate_date: date | None = Field(None, title="发证日期")
    use_right: Literal["划拨", "出让", "租赁", "作价出资", "其他"] | None = Field(None, title="使用权类型")


class House(_Title):
    """房屋和构筑物; the areas by use cannot exceed the whole."""

    kind: Literal["house"] = "house"
    structure: Literal["钢结构", "钢混结构", "砖混结构", "砖木结构", "其他"] | None = Field(None, title="建筑结构")
    floor_area: Area | None = Field(None, title="建筑面积")
    self_used_area: Area | None = Field(None, title="自用面积")
    leased_area: Area | None = Field(None, title="出租面积")
    lent_area: Area | None = Field(None, title="出借面积")
    idle_area: Area | None = Field(None, title="闲置面积")

    @model_validator(mode="after")
    def _areas_add_up(self) -> "House":
        parts = [area for area in (self.self_used_area, self.leased_area, self.lent_area, self.idle_area) if area is not None]
        if self.floor_area is not None and sum(parts, Decimal()) > self.floor_area:
            raise ValueError("自用、出租、出借、闲置面积合计不能大于建筑面积")
        return self


class Land(_Title):
    """土地."""

    kind: Literal["land"] = "land"
    land_area: Area | None = Field(None, title="土地面积")
    land_use: Text | None = Field(None, title="土地用途")


class Vehicle(Details):
    """车辆."""

    kind: Literal["vehicle"] = "vehicle"
    plate_no: PlateNo | None = Field(None, title="车牌号")
    vin: Vin | None = Field(None, title="车辆识别代号")
    engine_no: Text | None = Field(None, title="发动机号")
    displacement_ml: Count | None = Field(None, title="排量（毫升）")
    establishment: Literal["在编", "不在编", "其他"] | None = Field(None, title="编制情况")
    use_class: UseClass | None = Field(None, title="用途分类")
    mileage_km: Count | None = Field(None, title="行驶里程（公里）")
    seats: Annotated[int, Field(ge=1, le=200)] | None = Field(None, title="座位数")


class _Bought(Details):
    manufacturer: Text | None = Field(None, title="生产厂家")
    supplier: Text | None = Field(None, title="供应商")
    contract_no: Text | None = Field(None, title="合同编号")
    invoice_no: Text | None = Field(None, title="发票号")


class Equipment(_Bought):
    """设备."""

    kind: Literal["equipment"] = "equipment"
    serial_no: Text | None = Field(None, title="产品序列号")
    warranty_until: date | None = Field(None, title="保修截止日期")


class Furniture(_Bought):
    """家具和用具."""

    kind: Literal["furniture"] = "furniture"
    material: Text | None = Field(None, title="材质")
    size: Text | None = Field(None, title="尺寸")


class Intangible(Details):
    """无形资产."""

    kind: Literal["intangible"] = "intangible"
    certificate_no: Text | None = Field(None, title="证书编号")
    registration_no: Text | None = Field(None, title="注册（登记）号")
    registered_on: date | None = Field(None, title="注册（登记）日期")
    valid_until: date | None = Field(None, title="有效期至")
    holder: Text | None = Field(None, title="权利人")


class Other(_Bought):
    """Everything else."""

    kind: Literal["other"] = "other"
    description: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] | None = Field(None, title="说明")


AnyDetails = Annotated[House | Land | Vehicle | Equipment | Furniture | Intangible | Other, Field(discriminator="kind")]
_ADAPTER: TypeAdapter[Any] = TypeAdapter(AnyDetails)
KINDS: Mapping[str, type[Details]] = {
    "house": House, "land": Land, "vehicle": Vehicle, "equipment": Equipment, "furniture": Furniture, "intangible": Intangible,
    "other": Other,
}


def checked(kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The details as they are stored, JSON-ready, empty values left out; refuses with one fault per field."""
    present = {name: value for name, value in given.items() if value not in (None, "")}
    if present.pop("kind", kind) != kind:
        message = "分类信息与资产分类不符。"
        raise Invalid("invalid", message, faults=(FieldFault("details.kind", "kind_differs", message),))
    try:
        read = _ADAPTER.validate_python({**present, "kind": kind})
    except ValidationError as error:
        raise Invalid("invalid", "分类信息有误，请按提示修改。", faults=tuple(_fault(kind, one) for one in error.errors())) from None
    stored: dict[str, Any] = read.model_dump(mode="json", exclude={"kind"}, exclude_none=True)
    return stored


def term(kind: str, name: str) -> str:
    """The Chinese term of a field of this kind, the name itself for an unknown one."""
    field = KINDS[kind].model_fields.get(name) if kind in KINDS else None
    return (field.title if field else None) or name


def _fault(kind: str, error: Any) -> FieldFault:
    place = [str(part) for part in error["loc"][1:]]
    name = ".".join(["details", *place])
    if error["type"] == "extra_forbidden":
        return FieldFault(name, "field_unknown", f"此类资产没有“{'.'.join(place)}”这项信息。")
    if error["type"] == "value_error":
        return FieldFault(name, "details_inconsistent", f"{error['ctx']['error']}。")
    return FieldFault(name, "value_malformed", f"“{term(kind, place[0]) if place else '分类信息'}”的内容不符合要求。")
