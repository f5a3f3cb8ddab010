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
