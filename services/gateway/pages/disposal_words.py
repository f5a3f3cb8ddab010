"""How disposal is said in Chinese on a page: methods, desks, states, kinds of assets, income, findings."""

from services.contracts import disposal_words as told

METHODS, INCOME_KINDS, DEDUCTIONS = told.METHODS, told.INCOME_KINDS, told.DEDUCTIONS
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
VIEWS = {
    "": "全部", "draft": "草稿与退回", "returned": "已退回", "under_way": "审批中", "to_execute": "待执行", "lapsed": "过期待说明",
    "to_book": "待记账", "done": "已批复", "ended": "已结束",
}  # fmt: skip
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
INCOME_STATES = {"": "全部", "due": "应缴", "overdue": "逾期未缴", "remitted": "已缴清", "kept": "纳入单位预算"}
LOSS_STATES = {"": "全部", "open": "追偿中", "recovered": "已追回"}
FINDING_STATES = {"": "全部", "open": "未办结", "settled": "已办结"}
FINDING_KINDS = {
    "without_approval": "擅自越权处置", "procedure": "未按规定办理手续", "low_price": "弄虚作假低价处置",
    "income": "隐瞒、截留、挤占、坐支、挪用收入", "appraisal_missing": "未按规定评估", "other_loss": "其他造成国有资产损失",
}  # fmt: skip
RECOVERIES = {"money": "追回资金", "asset": "追回实物"}
CASE_STATES = {
    "draft": "草稿", "department_review": "待主管部门审核", "finance_approval": "待财政审批", "government_approval": "待县政府审批",
    "returned": "已退回补正", "refused": "不予批准", "withdrawn": "已撤回", "redeployed": "先行调剂使用", "approved": "已审批，待执行",
    "executing": "执行中", "executed": "已执行，待批复", "post_approval": "待县政府事后审批", "replied": "已批复，待核销或划转卡片",
    "settled": "卡片已核销或划转", "booked": "已记账", "closed": "已办结", "lapsed": "审批结果已过有效期", "for_record": "待财政备案",
    "recorded": "已备案",
}  # fmt: skip
CASE_OPERATIONS = {
    "filed": "申报处置单", "agreed": "同意处置单", "returned": "退回处置单", "refused": "不予批准处置单", "raised": "处置单改由县政府审批",
    "withdrawn": "撤回处置单", "redeployed": "先行调剂使用", "revised": "处置变更重新报批", "lapsed": "审批结果过期",
    "terminated": "终止处置",
    "recorded": "处置备案", "execution_begun": "开始执行处置", "executed": "处置执行完成", "emergency_ended": "应急事件结束",
    "replied": "下达批复", "settled": "处置资产已核销或划转", "booked": "处置记账", "closed": "办结处置单", "unit_moved": "单位隶属变动",
}  # fmt: skip
"""What the audit records say that happened to a case."""
FACT_FIELDS = {
    "method": "处置方式", "filed_on": "申报日期", "department": "主管部门", "level": "级次", "accounting": "会计制度",
    "nominal": "名义金额", "temporary_body": "临时机构资产", "minimum_life_months": "最低使用年限", "title": "权属",
    "lawfully_acquired": "取得方式合法合规", "secured": "设定担保", "newly_bought_for_this": "为本次捐赠新购",
    "to_be_demolished": "房屋拟拆除",
    "emergency": "应急处置", "secret": "涉及国家安全和秘密", "technology_result": "科技成果", "reorganisation": "撤销合并分立改制",
    "theft": "被盗", "force_majeure": "不可抗力", "insured": "投保", "liability": "赔偿责任", "compensation_fen": "赔偿金额",
    "litigation": "仲裁或者诉讼", "sale_by": "转让方式", "unsuitable_for_auction": "不适合拍卖、招标",
    "single_bidder_after_call": "只有一个意向受让方", "government_restructuring": "政府主导的改制重组",
    "county_government_approved": "县人民政府已批准", "appraised_fen": "评估价值", "price_fen": "意向交易价格",
    "price_reconfirmed": "重新确认价格",
    "month_batch_fen": "当月其他处置申报", "receiving_unit": "划入单位", "emergency_name": "应急事件名称", "access": "知悉人员",
    "materials": "材料", "facts": "情况摘要值", "policy": "规则", "policy_digest": "规则摘要值", "step": "环节", "number": "编号",
    "on_behalf_of": "代理", "reply_no": "批复文号", "booking_no": "记账凭证号", "revision": "修订", "code": "材料代码", "size": "字节数",
    "sha256": "摘要值", "contents_sha256": "案卷摘要值", "files": "文件数", "voucher": "凭证", "id": "标识", "issued_by": "出具人",
    "exceptions": "放假与调休", "source": "公布文件", "year": "年度", "on": "日期", "gross_fen": "收入总额", "net_fen": "净额",
    "treasury_fen": "应上缴", "due_on": "期限", "deductions": "扣除", "received_on": "收款日期", "invested_money_fen": "货币资金出资",
    "invested_fen": "出资总额", "receipt_no": "进账单号", "amount_fen": "金额", "remitted_on": "缴库日期", "remitted_fen": "已缴",
    "left_fen": "尚欠", "recovered_fen": "已追回", "recovered_on": "追回日期", "text": "说明", "settlement": "处理结果",
    "case_number": "处置单号", "case_id": "处置单", "income_id": "处置收入", "loss_id": "账销案存", "finding_id": "监督问题",
}  # fmt: skip
"""The facts of a case and what ledgers and audit records name, where the card's words do not serve."""
