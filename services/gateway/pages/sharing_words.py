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
STATEMENT_STATES = {"valid": "有效", "expired": "已过有效期", "superseded": "已被新证明替代"}
TRANSFER_MODES = {"free_transfer": "无偿划转", "sale": "有偿转让", "swap": "置换", "donation": "对外捐赠"}
ANSWERS = {"accept": "同意调剂", "decline": "不同意", "confirm": "确认接收", "withdraw": "撤回意向"}
SIDES = {"": "全部", "receiver": "我方提出的", "supplier": "对方提出的"}
BOOKING_SIDES = {"": "全部", "user": "我方预约的", "supplier": "预约我方的"}
SOURCES = {
    "physical_warehouse": "实体公物仓", "temporary_body": "临时机构", "large_event": "大型活动", "special_work": "专项工作",
}  # fmt: skip
"""Where an entered asset comes from, beside a unit's own."""
MY_SHARING = {
    "transfer": "调剂资产", "share": "共享资产", "demands": "我的需求", "agreements": "我的意向", "bookings": "共享预约",
}  # fmt: skip
"""调剂共享平台 › 我的信息: its lists."""
SUGGESTIONS = {"": "待办理", "accepted": "已采纳", "postponed": "已推迟", "refused": "不采纳"}
SIGNS_OF_IDLENESS = {
    "idle": "闲置", "inefficient": "低效运转", "past_life": "超过使用年限", "loan_ended": "出租出借到期", "duplicate": "同类重复配置",
    "nobody_uses_it": "无人使用",
}  # fmt: skip
SHARING_OPERATIONS = {
    "demand.submitted": "提交需求", "demand.published": "同意发布需求", "demand.returned": "退回需求", "demand.supplied": "需求部分满足",
    "demand.ended": "结束需求", "demand.withdrawn": "撤回需求", "demand.satisfied": "需求已满足", "demand.cleared": "需求到期清理",
    "demand.nationally_published": "全国平台回执（需求）", "demand.nationally_refused": "全国平台未接收需求",
    "demand.owner_moved": "单位隶属变动", "demand.contact_revealed": "查看需求联系电话", "match.refused": "不采用匹配",
    "statement.given": "出具无可调剂资产证明", "standard.set": "登记配置标准",
    "agreement.asked": "提出调剂意向", "agreement.offered": "供给方同意调剂", "agreement.concluded": "达成调剂",
    "agreement.case_filed": "调剂处置单起草", "agreement.ended": "调剂意向结束",
    "booking.made": "预约", "booking.cancelled": "取消预约", "booking.handed_out": "共享资产交付", "booking.returned": "共享资产归还",
    "booking.overdue": "共享资产逾期未归还", "photo.uploaded": "上传资产照片", "photo.removed": "移除资产照片",
    "square.opened": "开放公开广场", "square.closed": "关闭公开广场", "report.exported": "导出调剂共享成效",
    "suggestion.accepted": "采纳闲置提示", "suggestion.postponed": "推迟闲置提示", "suggestion.refused": "不采纳闲置提示",
    "suggestion.open": "闲置提示重新提出",
}  # fmt: skip
"""What the audit records say that happened."""
SHARING_OBJECTS = {
    "demand": "需求", "match": "匹配", "statement": "无可调剂资产证明", "standard": "配置标准", "agreement": "调剂意向",
    "booking": "共享预约", "photo": "资产照片", "public_square": "公开广场", "suggestion": "闲置提示", "report": "统计报表",
}  # fmt: skip
