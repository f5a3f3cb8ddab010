"""How the words of closed lists are read: asset state, value type, depreciation state, yes and no."""

from collections.abc import Callable, Mapping

from services.registry.domain.importing import faults
from services.registry.domain.importing.cells import Cell, plain
from services.registry.domain.importing.faults import Wrong
from services.registry.domain.states import State

STATES: Mapping[str, str] = {state.chinese: state.value for state in State}
VALUE_TYPES: Mapping[str, str] = {
    "": "原值", "原值": "原值", "名义金额": "名义金额", "暂估": "暂估值", "暂估值": "暂估值", "暂估价值": "暂估值",
    "重置": "重置值", "重置值": "重置值", "重置价值": "重置值", "评估": "评估值", "评估值": "评估值", "评估价值": "评估值",
    "无价值": "无价值",
}
DEPRECIATION_STATES: Mapping[str, str] = {
    "": "", "提": "提", "计提": "提", "不提": "不提", "不计提": "不提", "已完成": "已完成", "已提完": "已完成", "已提足": "已完成",
}
TRUTH: Mapping[str, bool] = {"": False, "否": False, "是": True, "N": False, "Y": True}


def state(cell: Cell) -> str | Wrong | None:
    """The state's code; None for a blank cell."""
    text = plain(cell)
    return STATES.get(text, faults.STATE_UNKNOWN) if text else None


def _word(words: Mapping[str, str], wrong: Wrong) -> Callable[[Cell], str | Wrong]:
    return lambda cell: words.get(plain(cell), wrong)


value_type = _word(VALUE_TYPES, faults.VALUE_TYPE_UNKNOWN)
depreciation_state = _word(DEPRECIATION_STATES, faults.DEPRECIATION_STATE_UNKNOWN)


def yes_or_no(cell: Cell) -> bool | Wrong:
    """Blank is no."""
    return TRUTH.get(plain(cell), faults.YES_OR_NO)
