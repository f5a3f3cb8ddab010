"""How the ways of disposing and their income are called, by every service and page alike: in the words of the county's rules.

Methods are named as in Arts. 3 and 36, income as in Arts. 35（四）, 39, 40 and 41, deductions as in Art. 40
(《长沙县行政事业单位国有资产处置管理办法》).
"""

METHODS = {
    "free_transfer": "无偿划转", "donation": "对外捐赠", "sale": "转让", "expropriation": "征收拆迁", "swap": "置换", "scrap": "报废",
    "loss": "损失核销", "investment_loss": "对外投资、担保损失核销",
}  # fmt: skip
INCOME_KINDS = {
    "sale": "转让资产收入", "swap_difference": "置换差价收入", "demolition_compensation": "拆迁补偿收入", "salvage": "报废报损残值变价收入",
    "insurance": "保险理赔收入", "land_use_right": "转让土地使用权收益", "liquidation": "所办一级企业清算收入",
    "compensation": "损失赔偿收入", "equity": "股权（权益）处置收入", "other": "其他处置收入",
}  # fmt: skip
DEDUCTIONS = {"tax": "相关税金", "appraisal_fee": "资产评估费", "auction_commission": "拍卖佣金", "other": "其他费用"}
