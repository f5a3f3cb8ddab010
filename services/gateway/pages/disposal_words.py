"""How disposal is said in Chinese on a page: methods, desks, states, kinds of assets, income, findings."""

METHODS = {
    "free_transfer": "无偿划转", "donation": "对外捐赠", "sale": "转让", "expropriation": "征收拆迁", "swap": "置换", "scrap": "报废",
    "loss": "损失核销", "investment_loss": "投资、担保损失核销",
}  # fmt: skip
AUTHORITIES = {"supervising_department": "主管部门", "finance_bureau": "县财政局", "county_government": "县人民政府"}
STEPS = {
    "department_review": "主管部门审核", "finance_approval": "县财政局审批", "government_approval": "县人民政府审批",
    "emergency_order": "主管部门应急处置要求", "post_approval": "县人民政府事后审批",
}  # fmt: skip
DECISIONS = {"agree": "同意", "return": "退回补正", "refuse": "不予批准"}
REPLIES = {"after_execution": "执行并上传材料后下达批复", "before_execution": "执行前下达批复"}
STAGES = {"filing": "申报时", "execution": "执行后"}
ASSET_KINDS = {
    "equipment": "设备", "furniture": "家具、用具", "vehicle": "公务用车", "special_vehicle": "特种专业技术用车",
    "vessel": "水上交通工具", "house": "房屋", "structure": "构筑物", "land": "国有土地使用权", "intangible": "无形资产",
    "technology": "科技成果", "equity": "对外投资股权", "inventory": "存货", "resource": "资源资质", "infrastructure": "公共基础设施",
    "reserve": "政府储备物资", "relic": "文物文化资产", "monetary": "货币性资产", "overseas": "境外资产",
}  # fmt: skip
COUNTERPARTIES = {
    "unit": "行政事业单位", "county_soe": "县属国有全资企业", "donee": "受赠人", "buyer": "受让方（购买人）", "none": "无",
}  # fmt: skip
FUNDINGS = {"full": "全额", "partial": "差额", "self": "自收自支"}
LEVELS = {"county": "县级", "city": "市级", "province": "省级", "central": "中央"}
VIEWS = {"": "全部", "draft": "草稿", "under_way": "审批中", "to_execute": "待执行", "done": "已批复", "ended": "已结束"}
DESKS = {
    "": "全部", "department_review": "主管部门审核", "finance_approval": "财政审批", "government_approval": "县政府审批",
    "post_approval": "事后审批", "reply": "待下达批复", "record": "待备案",
}  # fmt: skip
ACTIONS = {
    "begin_execution": "开始执行", "finish_execution": "执行完毕", "end_emergency": "应急事件已结束", "book": "完成记账",
    "explain": "说明原因，报备案", "withdraw": "撤回处置单", "terminate": "终止处置，报备案", "redeploy": "先行调剂使用",
    "reply": "下达批复", "record": "予以备案", "close": "办结",
}  # fmt: skip
WITH_REASON = frozenset({"withdraw", "terminate", "explain", "redeploy"})
WITH_DAY = frozenset({"finish_execution", "end_emergency"})
DOCUMENTS = {
    "application_form": "处置申请表", "missing_list": "待补材料清单", "approval_result": "审批结果", "reply": "批复",
}  # fmt: skip
OUTCOMES = {"pending": "未处理", "written_off": "已核销", "moved": "已划转"}
REFINED = {
    "house": ("house", "structure"), "vehicle": ("vehicle", "special_vehicle", "vessel"), "equipment": ("equipment", "vessel"),
    "intangible": ("intangible", "technology"), "other": tuple(ASSET_KINDS),
}  # fmt: skip
"""What a card of the registry's kind may be to the law, where there is a choice."""
TONES = {
    "draft": "info", "returned": "bad", "refused": "bad", "withdrawn": "info", "redeployed": "info", "approved": "good", "closed": "good",
    "executing": "info", "executed": "warn", "replied": "good", "settled": "good", "booked": "good", "lapsed": "bad", "recorded": "info",
}  # fmt: skip
INCOME_KINDS = {
    "sale": "转让资产收入", "swap_difference": "置换差价收入", "demolition_compensation": "拆迁补偿收入", "salvage": "残值变价收入",
    "insurance": "保险理赔收入", "land_use_right": "转让土地使用权收益", "liquidation": "一级企业清算收入", "compensation": "赔偿收入",
    "equity": "股权（权益）处置收入", "other": "其他处置收入",
}  # fmt: skip
DEDUCTIONS = {"tax": "相关税金", "appraisal_fee": "资产评估费", "auction_commission": "拍卖佣金", "other": "其他费用"}
INCOME_STATES = {"": "全部", "due": "应缴", "overdue": "逾期未缴", "remitted": "已缴清", "kept": "纳入单位预算"}
LOSS_STATES = {"": "全部", "open": "追偿中", "recovered": "已追回"}
FINDING_STATES = {"": "全部", "open": "未办结", "settled": "已办结"}
FINDING_KINDS = {
    "without_approval": "擅自越权处置", "procedure": "未按规定办理手续", "low_price": "弄虚作假低价处置",
    "income": "隐瞒、截留、挤占、坐支、挪用收入", "appraisal_missing": "未按规定评估", "other_loss": "其他造成国有资产损失",
}  # fmt: skip
RECOVERIES = {"money": "追回资金", "asset": "追回实物"}
