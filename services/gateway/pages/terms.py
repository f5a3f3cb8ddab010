"""How closed words of the wire are said in Chinese on a page: fields, operations, states, kinds."""

from services.contracts.roles import TERMS, Role
from services.gateway.pages.disposal_words import CASE_OPERATIONS, CASE_STATES, FACT_FIELDS, FINDING_KINDS, INCOME_KINDS, METHODS, STEPS
from services.gateway.pages.disposal_words import DESKS as DISPOSAL_DESKS
from services.gateway.pages.sharing_words import SHARING_OBJECTS, SHARING_OPERATIONS

KINDS = {
    "house": "房屋", "land": "土地", "vehicle": "车辆", "equipment": "设备",
    "furniture": "家具", "intangible": "无形资产", "other": "其他资产",
}
CARD_STATES = ("在用", "闲置", "待处置", "低效运转", "出租出借", "已核销")
FIELDS = {
    **FACT_FIELDS,
    "asset_no": "资产编号", "name": "资产名称", "class_code": "资产分类代码", "class_name": "资产分类名称", "kind": "资产类型",
    "model": "规格型号", "brand": "品牌", "quantity": "数量", "measure_unit": "计量单位", "value_type": "价值类型",
    "original_value_fen": "原值", "accumulated_depreciation_fen": "累计折旧", "net_value_fen": "净值",
    "acquisition_method": "取得方式", "acquired_on": "取得日期", "booked_on": "入账日期", "voucher_no": "会计凭证号",
    "depreciation_state": "折旧状态", "service_life_months": "使用年限（月）", "depreciated_months": "已提月数",
    "state": "资产状态", "use_direction": "使用方向", "use_department": "使用部门", "user_name": "使用人",
    "place": "存放地点", "campus": "院落", "building": "楼栋", "floor": "楼层", "room": "房间",
    "shareable": "是否共享共用", "remark": "备注", "details": "类型专属信息", "unit": "单位", "unit_id": "单位", "version": "版本",
    "account": "账号", "role": "岗位", "org_id": "组织机构", "org_path": "组织机构", "disabled": "是否停用", "reason": "原因",
    "phone": "手机号码", "id_number": "证件号码", "kind_name": "类型", "funding": "经费形式", "credit_code": "统一社会信用代码",
    "budget_code": "预算编码", "parent_id": "上级机构", "active": "是否启用", "person": "责任人", "duty": "职责", "section": "部门",
    "owner": "负责人", "resolution": "处理结果", "counterparty": "承租（借用）方", "starts_on": "开始日期", "ends_on": "到期日期",
    "purpose": "用途", "note": "说明", "decision_reason": "审核意见", "decided_by": "审核人", "filed_by": "填报人",
    "must_change_password": "须改密码", "locked_until": "锁定至", "file_name": "文件名", "cards": "卡片数", "value_fen": "资产价值",
    "layered_place": "存放地点（分层）", "posts": "岗位", "path": "机构层级", "region": "财政区划", "import_id": "导入批次",
    "old_cards": "财政版卡片数", "old_value_fen": "财政版资产价值", "new_cards": "单位版卡片数", "new_value_fen": "单位版资产价值",
    "lending": "出租出借", "lending_id": "出租出借", "layer": "责任层次", "shareable_flag": "是否共享共用", "rows": "行数",
    "accepted": "可导入", "rejected": "有错误", "unchanged": "未变化", "mode": "方式", "parts": "拆分", "file": "文件", "old": "当前密码",
    "new": "新密码", "again": "再输一次新密码", "cursor": "页码", "q": "查找",
    "value_from": "原值从", "value_to": "原值至", "acquired_from": "取得日期从", "acquired_to": "取得日期至",
    "rest_state": "剩余部分的状态",
    "accept": "接收范围", "session_id": "会话", "address": "来源地址", "sessions_ended": "结束的会话", "ended": "结束的会话",
    "locked": "是否锁定", "codes": "代码数", "assets": "资产",
    "indicators": "具体指标", "needed_by": "需要日期", "budget_fen": "预计购置金额", "receiving_unit_name": "接收方单位",
    "transfer_mode": "调剂方式", "condition": "资产状况", "message": "意向说明", "terms": "供给方要求", "answer": "答复",
    "outcome": "结果", "source": "来源", "source_note": "来源说明", "features": "主要指标",
    "standard": "配置标准", "postponed_until": "推迟至", "for_model": "用于同型号", "demand_id": "需求",
    "national": "是否纳入全国调剂共享平台",
    "contact.name": "联系人", "contact.phone": "联系电话", "photos": "照片张数", "scope": "调剂共享范围", "asset_nos": "资产",
    "entry_ids": "所选申请", "demand_ids": "所选需求",
    "decision": "审批意见", "principal": "被代理人", "deputy": "代理人", "starts_at": "开始时间",
    "ends_at": "结束时间",
    "url": "接收地址", "types": "事件类型", "organisation": "所属机构", "organisations": "只收这些单位", "visible_scope": "可见范围",
    "template": "标签模板", "station_id": "打印站", "station": "打印站", "priority": "优先级", "reprint_reason": "补印原因",
    "driver": "打印机种类", "printer.driver": "打印机种类", "printer.address": "打印机地址", "printer.dpi": "打印精度",
    "printer.rendering": "排版位置",
    "dpi": "打印精度", "rendering": "排版位置", "printer": "打印机", "asset_no_length": "资产编号最长位数", "code": "代码",
    "elements": "元素", "print_ids": "所选标签", "mark": "登记", "selection": "所选资产", "pasted_place": "粘贴地点", "issues": "打印次数",
    "total": "张数",
    "national_receipt_no": "全国平台回执号", "contact": "联系人", "square": "广场", "area": "范围", "seat": "所属机构",
}
HISTORY = {
    "registered": "登记", "imported": "导入", "changed": "变动", "assigned": "指定使用部门、使用人或地点", "split": "拆分",
    "split_off": "拆分形成", "lent": "出租出借", "taken_back": "收回", "written_off": "核销", "import_undone": "撤销导入",
    "moved": "划转", "published": "发布", "withdrawn": "退仓",
}
CHANGE_STATES = {"in_effect": "已生效", "awaiting_review": "待审核", "approved": "已同意", "returned": "已退回"}
IMPORT_STATES = {
    "queued": "排队中", "running": "处理中", "checked": "校验完成", "committed": "已导入",
    "rejected": "未导入（有错误）", "failed": "未能处理", "undone": "已撤销",
}
LENDING_KINDS = {"lease": "出租", "loan": "出借"}
LAYERS = {"unit": "单位", "section": "部门", "asset": "单项资产"}
TODOS = {
    "changes_to_review": ("信息卡变动待审核", "/changes?state=awaiting_review"),
    "changes_returned": ("信息卡变动被退回", "/changes?state=returned"),
    "cards_unassigned": ("使用部门或使用人待查找", "/cards?queue=unassigned"),
    "details_missing": ("类型专属信息待完善", "/cards?queue=details"),
    "lendings_overdue": ("出租出借到期未收回", "/lendings"),
    "differences_open": ("两版核对差异待消除", "/differences"),
    "responsibility_missing": ("管理责任人未明确", "/responsibility"),
    "entry_review": ("入仓审批", "/approvals/entries"),
    "withdrawal_review": ("退仓审批", "/approvals/withdrawals"),
    "authority": ("调剂数据报送：待审核", "/reports?step=authority"),
    "report": ("调剂数据报送：待报送至中央", "/reports?step=report"),
    "entries_returned": ("被退回的入仓申请", "/my-warehouse/returned"),
    "demands_to_decide": ("需求审批", "/approvals/demands"),
    "demands_returned": ("被退回的需求", "/my-sharing/demands?view=returned"),
    "matches_of_demands": ("我的需求有匹配的资产", "/my-sharing/demands?view=published"),
    "matches_of_entries": ("我的入仓资产有匹配的需求", "/my-sharing/transfer"),
    "agreements_to_answer": ("调剂意向待答复", "/my-sharing/agreements?open=1"),
    "radar_suggestions": ("闲置雷达：疑似闲置的资产", "/radar"),
    "bookings_overdue": ("共享资产逾期未归还", "/my-sharing/bookings"),
    "bookings_to_hand_out": ("预约待交付", "/my-sharing/bookings?side=supplier"),
    **{
        f"disposal_{desk}": (f"资产处置审批：{DISPOSAL_DESKS[desk]}", f"/disposal/approvals?desk={desk}")
        for desk in DISPOSAL_DESKS if desk
    },
    "disposal_returned": ("被退回补正的处置单", "/disposal/cases?view=returned"),
    "disposal_to_execute": ("已审批待执行的处置单", "/disposal/cases?view=to_execute"),
    "disposal_lapsed": ("过期待说明原因的处置单", "/disposal/cases?view=lapsed"),
    "disposal_to_book": ("待记账的处置单", "/disposal/cases?view=to_book"),
    "labels_unsettled": ("标签打印情况不明或失败", "/labels/prints"),
    "stations_holding": ("打印站等待处理", "/labels/stations"),
    "disposal_income_overdue": ("处置收入逾期未缴", "/disposal/ledgers/income?state=overdue"),
}
MODES = {"transfer": "调剂", "share": "共享"}
SCOPES = {"department": "本部门", "county": "本区县", "city": "本地市", "province": "本省", "nation": "全国"}
DELIVERY_STATES = {"pending": "待投递", "sending": "投递中", "delivered": "已送达", "parked": "停放", "dropped": "已放弃"}
DELIVERY_KINDS = {"publish": "发布", "change": "变更", "withdraw": "撤回"}
BREAKERS = {"closed": "通畅", "open": "中断，稍后再试", "half_open": "试探中", "paused": "对方要求稍后"}
OUTCOMES = {"received": "已收", "refused": "拒收", "failed": "未送达", "interrupted": "中断"}
MISMATCHES = {"missing": "对方缺少", "outdated": "对方不是最新", "not_withdrawn": "对方未撤回", "unknown_here": "我方没有"}
AGES = {"0-1": "1年以内", "2-5": "2至5年", "6-10": "6至10年", "11-20": "11至20年", "21+": "20年以上"}
STUCK = {"parked": "停放", "quarantined": "隔离", "waiting": "等候前序"}
TONES = {
    "good": "good", "warn": "warn", "bad": "bad", "info": "info",
    "在用": "good", "闲置": "warn", "待处置": "warn", "低效运转": "warn", "出租出借": "info", "已核销": "bad",
    "in_effect": "good", "awaiting_review": "warn", "approved": "good", "returned": "bad",
    "queued": "info", "running": "info", "checked": "info", "committed": "good", "rejected": "bad", "failed": "bad", "undone": "warn",
    "open": "warn", "closed": "good", "parked": "warn", "quarantined": "bad", "waiting": "info",
    "submitted": "warn", "published_locally": "good", "authority_review": "warn", "agreed": "warn", "reported": "info",
    "published_nationally": "good", "withdrawal_review": "warn", "withdrawn": "info", "pending": "info", "sending": "info",
    "delivered": "good", "dropped": "bad", "half_open": "warn", "paused": "warn",
    "received": "good", "refused": "bad", "interrupted": "warn",
    "published": "good", "satisfied": "good", "cleared": "info", "asked": "warn", "offered": "warn", "concluded": "good", "done": "good",
    "declined": "bad", "lapsed": "info", "booked": "info", "handed_out": "warn", "cancelled": "info", "taken": "warn",
    "transferred": "good",
}
CODES = {
    **INCOME_KINDS, **FINDING_KINDS, **CASE_STATES, **METHODS, **STEPS,
    "open": "未办结", "due": "应缴", "overdue": "逾期未缴", "remitted": "已缴清",
    "kept": "纳入单位预算",
    "in_use": "在用", "idle": "闲置", "awaiting_disposal": "待处置", "inefficient": "低效运转", "leased_or_lent": "出租出借",
    "written_off": "已核销", **KINDS, **CHANGE_STATES, **LENDING_KINDS,
    **{role.value: TERMS[role].chinese for role in Role},
}
OPERATIONS = {
    "asset.registered": "登记信息卡", "asset.imported": "导入信息卡", "asset.changed": "信息卡变动",
    "asset.assigned": "指定使用部门、使用人、地点",
    "asset.split": "拆分信息卡", "asset.split_off": "拆分形成信息卡", "asset.lent": "出租出借", "asset.taken_back": "出租出借收回",
    "asset.written_off": "核销", "asset.reserve": "占用信息卡", "asset.release": "解除占用", "asset.reservation_released": "解除占用",
    "assets.exported": "导出信息卡清单", "assets.book_printed": "打印信息卡册", "asset.printed": "打印信息卡",
    "asset.moved": "划转", "asset.moved_away": "划出", "asset.reservation_fulfilled": "办结占用",
    "asset.reservation_lapsed": "占用到期", "asset.reservation_confirmed": "确认占用", "change.file": "填报信息卡变动",
    "asset.change": "填报信息卡变动", "change.review": "审核信息卡变动", "change.approve": "同意信息卡变动",
    "change.return": "退回信息卡变动",
    "responsibility.assign": "指定责任人", "responsibility.withdraw": "撤销责任人", "import.commit": "导入", "import.undo": "撤销导入",
    "reconciliation.record": "登记财政版核对数", "difference.open": "生成差异单", "difference.assign": "指定差异单负责人",
    "difference.close": "办结差异单", "class_code.import": "导入资产分类代码", "events.replay": "重新处理事件", "events.drop": "跳过事件",
    "organisation.import": "导入组织机构", "account.create": "新增账号", "account.disable": "停用账号", "account.enable": "启用账号",
    "account.reset": "重置密码", "account.change_password": "修改密码", "account.unlock": "解锁账号", "account.lock": "锁定账号",
    "contact.unmask": "查看完整联系方式", "post.grant": "授予岗位", "post.revoke": "收回岗位", "session.sign_in": "登录",
    "session.sign_in_failed": "登录失败", "session.lock_out": "登录失败锁定", "session.sign_out": "退出登录",
    "entry.submitted": "入仓申请", "entry.published": "同意入仓", "entry.sent_to_authority": "同意入仓并送主管部门",
    "entry.agreed": "主管部门审核同意",
    "entry.reported_to_centre": "报送至中央", "entry.returned": "退回入仓申请", "entry.nationally_published": "全国平台回执",
    "entry.nationally_refused": "全国平台未接收", "entry.withdrawal_requested": "退仓申请", "entry.withdrawal_refused": "退回退仓申请",
    "entry.withdrawn": "同意退仓", "entry.cancelled": "取消调剂共享", "entry.left": "自动退仓", "entry.owner_moved": "单位隶属变动",
    "entry.taken": "达成调剂，下架", "entry.transferred": "调剂完成", "entry.cleared": "到期清理",
    **SHARING_OPERATIONS,
    "draft.saved": "保存入仓草稿", "draft.deleted": "删除入仓草稿", "draft.submitted": "提交入仓草稿",
    "entry.contact_revealed": "查看联系电话", "deputy.appoint": "设置代理", "deputy.end": "结束代理",
    "delivery.replay": "重试投递", "delivery.drop": "放弃投递", "webhook.subscribe": "新增事件订阅", "webhook.pause": "暂停或恢复事件订阅",
    "webhook.renew_secret": "更换订阅密钥", "webhook.unsubscribe": "撤销事件订阅",
    **{f"case.{operation}": title for operation, title in CASE_OPERATIONS.items()},
    "draft.created": "新建处置单草稿", "draft.revised": "修改处置单草稿", "draft.discarded": "删除处置单草稿",
    "material.uploaded": "上传处置材料", "material.removed": "移除处置材料", "paper.registered": "纸质材料收讫",
    "document.issued": "出具处置文书", "bundle.exported": "导出处置案卷包", "calendar.published": "公布工作日安排",
    "income.record": "登记处置收入", "income.remit": "登记缴款", "income.overdue": "处置收入逾期未缴", "loss.register": "登记账销案存",
    "loss.recover": "登记追回", "finding.raise": "提出监督问题", "finding.settle": "办结监督问题",
    "label.printed": "标签已打印", "label.pasted": "确认标签粘贴", "label.marked": "登记标签粘贴状态", "label.cleared": "取消登记粘贴状态",
    "label.outdated": "标签已过时", "label.voided": "标签作废", "label.photographed": "上传粘贴照片", "labels.exported": "导出标签文件",
    "labels.attachment_5_exported": "导出无法粘贴汇总表", "template.saved": "保存标签模板", "template.deleted": "删除标签模板",
    "job.ordered": "下达打印任务", "job.changed": "调整打印任务", "job.finished": "打印任务完成", "job.cancelled": "取消打印任务",
    "job.resolved": "确认标签打印结果", "station.registered": "登记打印站", "station.enrolled": "打印站登记生效",
    "station.changed": "更改打印站", "station.code_renewed": "更换打印站登记码", "station.retired": "停用打印站",
    "session.sign_out_everywhere": "全部退出", "session.end": "结束会话",
}
OBJECTS = {
    "asset": "信息卡", "cards": "信息卡清单",
    "change": "变动单", "import": "导入", "difference": "差异单", "responsibility": "责任人", "reconciliation": "核对数",
    "reservation": "占用", "class_codes": "资产分类代码", "event": "事件",
    "income": "处置收入", "loss": "账销案存", "finding": "监督问题", "case": "处置单", "material": "处置材料", "calendar": "工作日安排",
    "label": "标签", "labels": "标签", "template": "标签模板", "job": "打印任务", "station": "打印站",
    **SHARING_OBJECTS, "entry": "入仓记录", "draft": "草稿", "deputy": "代理", "delivery": "投递", "webhook": "事件订阅",
    "identity.account": "账号", "identity.organisation": "组织机构",
}
