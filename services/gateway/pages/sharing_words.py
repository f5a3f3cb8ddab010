"""How demands, matches, agreements and bookings are said in Chinese on a page."""

RELATIONS = {"min": "不低于", "max": "不高于", "equal": "等于", "contains": "包含"}
SIGNS = {"min": "≥", "max": "≤", "equal": "＝", "contains": "含"}
DEMAND_LISTS = {
    "": ("全部", ()), "submitted": ("审批中", ("submitted",)), "returned": ("被退回", ("returned",)),
    "published": ("已发布", ("published",)),
    "ended": ("已结束", ("withdrawn", "satisfied", "cleared")),
}  # fmt: skip
WISHED_MODES = {"": "调剂或共享均可", "transfer": "调剂", "share": "共享"}
OUTCOMES = {"satisfied": "需求已满足", "withdrawn": "撤回需求"}
CRITERIA = {
    "class": "分类", "indicators": "指标", "place": "地点", "age": "使用年限", "condition": "状态", "quantity": "数量",
}  # fmt: skip
MATCH_STATES = {"open": "待处理", "refused": "不采用", "taken": "已达成", "gone": "已失效"}
TRANSFER_MODES = {"free_transfer": "无偿划转", "sale": "有偿转让", "swap": "置换", "donation": "对外捐赠"}
ANSWERS = {"accept": "同意调剂", "decline": "不同意", "confirm": "确认接收", "withdraw": "撤回意向"}
SIDES = {"": "全部", "receiver": "我方提出的", "supplier": "对方提出的"}
BOOKING_SIDES = {"": "全部", "user": "我方预约的", "supplier": "预约我方的"}
SOURCES = {"physical_warehouse": "实体公物仓", "temporary_body": "临时机构"}
MY_SHARING = {
    "transfer": "调剂资产", "share": "共享资产", "demands": "我的需求", "agreements": "我的意向", "bookings": "共享预约",
}  # fmt: skip
"""调剂共享平台 › 我的信息: its lists."""
SUGGESTIONS = {"": "待办理", "accepted": "已采纳", "postponed": "已推迟", "refused": "不采纳"}
SIGNS_OF_IDLENESS = {
    "idle": "闲置", "inefficient": "低效运转", "past_life": "超过使用年限", "loan_ended": "出租出借到期", "duplicate": "同类重复配置",
    "nobody_uses_it": "无人使用",
}  # fmt: skip
