"""Which per-type fields a card page shows and asks for, by kind of asset: name on the wire, Chinese label, how it is entered."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DetailField:
    """One per-type field; `entry` is text, date, whole, decimal, yes_no or choice."""

    name: str
    label: str
    entry: str = "text"
    choices: tuple[str, ...] = ()
    hint: str = ""


_TITLE = (
    DetailField("location", "坐落"),
    DetailField("ownership", "权属性质"),
    DetailField("title_form", "产权形式", "choice", ("有产权", "无产权", "待界定")),
    DetailField("certificate_no", "权属证书编号"),
    DetailField("certificate_date", "发证日期", "date"),
    DetailField("use_right", "使用权类型", "choice", ("划拨", "出让", "租赁", "作价出资", "其他")),
)
_BOUGHT = (
    DetailField("manufacturer", "生产厂家"),
    DetailField("supplier", "供应商"),
    DetailField("contract_no", "合同编号"),
    DetailField("invoice_no", "发票号"),
)
_SQUARE_METRES = "平方米"
DETAIL_FIELDS: dict[str, tuple[DetailField, ...]] = {
    "house": (
        *_TITLE,
        DetailField("structure", "建筑结构", "choice", ("钢结构", "钢混结构", "砖混结构", "砖木结构", "其他")),
        DetailField("floor_area", "建筑面积", "decimal", hint=_SQUARE_METRES),
        DetailField("self_used_area", "自用面积", "decimal", hint=_SQUARE_METRES),
        DetailField("leased_area", "出租面积", "decimal", hint=_SQUARE_METRES),
        DetailField("lent_area", "出借面积", "decimal", hint=_SQUARE_METRES),
        DetailField("idle_area", "闲置面积", "decimal", hint=_SQUARE_METRES),
    ),
    "land": (*_TITLE, DetailField("land_area", "土地面积", "decimal", hint=_SQUARE_METRES), DetailField("land_use", "土地用途")),
    "vehicle": (
        DetailField("plate_no", "车牌号"),
        DetailField("vin", "车辆识别代号", hint="17 位"),
        DetailField("engine_no", "发动机号"),
        DetailField("displacement_ml", "排量（毫升）", "whole"),
        DetailField("establishment", "编制情况", "choice", ("在编", "不在编", "其他")),
        DetailField(
            "use_class", "用途分类", "choice",
            ("机要通信", "应急保障", "执法执勤", "特种专业技术", "离退休干部服务", "实物保障", "其他"),
        ),
        DetailField("mileage_km", "行驶里程（公里）", "whole"),
        DetailField("seats", "座位数", "whole"),
    ),
    "equipment": (*_BOUGHT, DetailField("serial_no", "产品序列号"), DetailField("warranty_until", "保修截止日期", "date")),
    "furniture": (*_BOUGHT, DetailField("material", "材质"), DetailField("size", "尺寸")),
    "intangible": (
        DetailField("certificate_no", "证书编号"),
        DetailField("registration_no", "注册（登记）号"),
        DetailField("registered_on", "注册（登记）日期", "date"),
        DetailField("valid_until", "有效期至", "date"),
        DetailField("holder", "权利人"),
    ),
    "other": (*_BOUGHT, DetailField("description", "说明")),
}


def label_of_detail(name: str) -> str:
    """The Chinese label of a per-type field; empty when unknown."""
    return next((field.label for fields in DETAIL_FIELDS.values() for field in fields if field.name == name), "")
