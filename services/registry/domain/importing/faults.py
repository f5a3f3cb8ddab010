"""What can be wrong with a cell, and how it is said to the clerk."""

from dataclasses import dataclass

VALUE_SHOWN = 100
WHOLE_ROW = "整行"
HEADER_ROW = 1


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why one cell cannot be taken: a stable code and a Chinese sentence."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One faulty cell: the sheet's own row number (header is 1), the header text of its column, and the value found."""

    row: int
    column: str
    code: str
    message: str
    value: str


def fault(row: int, column: str, wrong: Wrong, value: object) -> Fault:
    """The fault of one cell; of a long value only the beginning is kept."""
    return Fault(row, column, wrong.code, wrong.message, ("" if value is None else str(value))[:VALUE_SHOWN])


REQUIRED = Wrong("required", "必填，不能为空。")
TOO_LONG = Wrong("too_long", "文字过长。")
CONTROL_CHARACTER = Wrong("control_character", "含有不可见的控制字符，请重新录入。")

ASSET_NO_MALFORMED = Wrong("asset_no_malformed", "资产编号只能由 1 至 40 位数字、英文字母和“-”组成。")
ASSET_NO_REPEATED = Wrong("asset_no_repeated", "资产编号在本文件中重复出现，以第一次出现的为准。")
ASSET_NO_EXISTS = Wrong("asset_no_exists", "该资产编号已登记，且内容与本行不同；如需修改，请办理信息卡变动。")
LEADING_ZEROS_LOST = Wrong(
    "leading_zeros_lost", "编码被当作数字处理，丢失了开头的 0（如 004011 变成 4011）；请将该列设为“文本”格式后重新导出。"
)
CODE_AS_NUMBER = Wrong("code_as_number", "编号被当作数字处理，开头的 0 或末尾的数字可能已丢失；请将该列设为“文本”格式后重新导出。")

CLASS_CODE_UNKNOWN = Wrong("class_code_unknown", "资产分类代码不在 GB/T 14885-2022 分类表中。")
CLASS_CODE_LETTER = Wrong("class_code_letter_lost", "资产分类代码缺少开头的字母 A，应为 A 加 8 位数字。")

UNIT_UNKNOWN = Wrong("unit_unknown", "没有这个单位预算编码。")
UNIT_NOT_YOURS = Wrong("unit_not_yours", "该单位不在您的导入权限范围内。")
UNIT_AMBIGUOUS = Wrong("unit_ambiguous", "多个财政区划都有这个单位预算编码，请由该区划的财政部门导入。")

VALUE_MALFORMED = Wrong("value_malformed", "不是数字金额（元）。")
VALUE_NEGATIVE = Wrong("value_negative", "金额不能为负数。")
VALUE_DECIMALS = Wrong("value_decimals", "金额以元为单位，最多两位小数。")
VALUE_TOO_LARGE = Wrong("value_too_large", "金额过大，请核对单位是否为元。")
COUNT_MALFORMED = Wrong("count_malformed", "不是整数。")
COUNT_NEGATIVE = Wrong("count_negative", "不能为负数。")
COUNT_TOO_LARGE = Wrong("count_too_large", "数值过大。")
QUANTITY_ZERO = Wrong("quantity_not_positive", "数量必须是大于 0 的整数。")

DATE_MALFORMED = Wrong("date_malformed", "不是日期，应为“2024-03-15”这样的格式。")
DATE_NO_SUCH_DAY = Wrong("date_no_such_day", "没有这一天。")
DATE_IN_FUTURE = Wrong("date_in_future", "日期晚于今天。")
DATE_TOO_EARLY = Wrong("date_too_early", "日期早于 1840 年，请核对。")

STATE_UNKNOWN = Wrong("state_unknown", "资产状态应为：在用、闲置、待处置、低效运转、出租出借、已核销。")
VALUE_TYPE_UNKNOWN = Wrong("value_type_unknown", "价值类型应为：原值、暂估值、重置值、评估值、名义金额、无价值。")
DEPRECIATION_STATE_UNKNOWN = Wrong("depreciation_state_unknown", "折旧状态应为：提、不提、已完成。")
YES_OR_NO = Wrong("yes_or_no", "应为“是”或“否”。")

DEPRECIATION_ABOVE_VALUE = Wrong("depreciation_above_value", "累计折旧大于原值。")
NET_VALUE_DIFFERS = Wrong("net_value_differs", "净值不等于原值减累计折旧。")
MONTHS_ABOVE_LIFE = Wrong("months_above_life", "已提月数大于使用年限（月）。")

COLUMN_MISSING = Wrong("column_missing", "表头缺少这一列。")
COLUMN_REPEATED = Wrong("column_repeated", "表头中这一列出现了两次。")
ROW_SHORT = Wrong("row_incomplete", "本行的列数少于表头，文件可能被截断。")
ROW_LONG = Wrong("row_too_long", "本行的列数多于表头，可能有未加引号的逗号。")
NO_ROWS = Wrong("no_rows", "文件中没有资产卡片。")
