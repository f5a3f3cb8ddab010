"""How event types are said in Chinese, for people who look after messages: one word for each published type.

The version is left out: `v2` of a type is the same fact. A type without a word is shown as it is.
"""

AGGREGATES = {
    "identity.organisation": "组织机构", "identity.account": "账号",
    "registry.asset": "信息卡", "registry.change": "变动单", "registry.responsibility": "责任人",
    "sharing.entry": "入仓记录", "sharing.reservation": "调剂共享占用",
    "sharing.demand": "需求", "sharing.match": "供需匹配", "sharing.agreement": "调剂意向", "sharing.booking": "共享预约",
    "sharing.deputy": "代理", "disposal.reservation": "处置占用", "disposal.case": "处置单", "disposal.income": "处置收入",
    "disposal.loss": "案存损失", "disposal.finding": "监督检查事项", "gateway.delivery": "对外投递",
    "labels.label": "资产标签", "labels.job": "打印任务", "labels.station": "打印站指令", "station.report": "打印站回报",
}  # fmt: skip
SERVICES = {
    "identity": "机构与账号", "registry": "资产卡片", "sharing": "公物仓与调剂共享", "disposal": "资产处置",
    "labels": "标签打印", "station": "打印站", "gateway": "对外投递",
}  # fmt: skip
FACTS = {
    "identity.organisation.registered": "登记组织机构", "identity.organisation.changed": "组织机构变动",
    "identity.account.created": "新增账号", "identity.account.post_granted": "授予岗位", "identity.account.post_revoked": "收回岗位",
    "identity.account.disabled": "停用账号", "identity.account.enabled": "启用账号",
    "registry.asset.registered": "登记信息卡", "registry.asset.changed": "信息卡变动",
    "registry.asset.assigned": "指定使用部门、使用人、地点",
    "registry.asset.split": "拆分信息卡", "registry.asset.lent": "出租出借", "registry.asset.taken_back": "出租出借收回",
    "registry.asset.removed": "信息卡退出",
    "registry.change.filed": "填报信息卡变动", "registry.change.approved": "同意信息卡变动", "registry.change.returned": "退回信息卡变动",
    "registry.responsibility.assigned": "指定责任人", "registry.responsibility.withdrawn": "撤销责任人",
    "sharing.entry.submitted": "入仓申请", "sharing.entry.published": "同意入仓", "sharing.entry.sent_to_authority": "送主管部门审核",
    "sharing.entry.agreed": "主管部门审核同意", "sharing.entry.reported_to_centre": "报送至中央", "sharing.entry.returned": "退回入仓申请",
    "sharing.entry.nationally_published": "全国平台回执", "sharing.entry.nationally_refused": "全国平台未接收",
    "sharing.entry.withdrawal_requested": "退仓申请", "sharing.entry.withdrawal_refused": "退回退仓申请",
    "sharing.entry.withdrawn": "同意退仓", "sharing.entry.cancelled": "取消调剂共享", "sharing.entry.left": "自动退仓",
    "sharing.entry.taken": "达成调剂，退出广场", "sharing.entry.transferred": "已调剂完成",
    "sharing.entry.owner_moved": "单位隶属变动",
    "sharing.reservation.confirmed": "确认调剂共享占用", "sharing.reservation.released": "解除调剂共享占用",
    "sharing.demand.submitted": "提交需求", "sharing.demand.returned": "退回需求", "sharing.demand.published": "发布需求",
    "sharing.demand.nationally_published": "全国平台回执（需求）", "sharing.demand.nationally_refused": "全国平台未接收需求",
    "sharing.demand.ended": "需求结束", "sharing.demand.owner_moved": "需求单位隶属变动",
    "sharing.match.found": "找到供需匹配", "sharing.match.refused": "不采用匹配", "sharing.match.ended": "匹配结束",
    "sharing.demand.supplied": "需求部分满足",
    "sharing.agreement.asked": "提出调剂意向", "sharing.agreement.offered": "供给方同意调剂", "sharing.agreement.concluded": "达成调剂意向",
    "sharing.agreement.case_filed": "调剂意向已申报处置", "sharing.agreement.ended": "调剂意向结束",
    "sharing.booking.made": "预约共享", "sharing.booking.cancelled": "取消预约", "sharing.booking.handed_out": "借出",
    "sharing.booking.returned": "归还", "sharing.booking.overdue": "逾期未还",
    "sharing.deputy.appointed": "设置代理", "sharing.deputy.ended": "结束代理",
    "registry.asset.written_off": "核销信息卡", "registry.asset.moved": "划转信息卡",
    "disposal.reservation.confirmed": "确认处置占用", "disposal.reservation.released": "解除处置占用",
    "disposal.reservation.fulfilled": "处置完成，核销或划转",
    "disposal.case.filed": "申报处置单", "disposal.case.decided": "审批处置单", "disposal.case.raised": "按月度批量价值改由县政府审批",
    "disposal.case.withdrawn": "撤回处置单", "disposal.case.redeployed": "先行调剂使用", "disposal.case.revised": "审批后变更，重新报批",
    "disposal.case.lapsed": "审批结果过期", "disposal.case.terminated": "终止处置，报备案", "disposal.case.recorded": "财政备案",
    "disposal.case.execution_begun": "开始执行", "disposal.case.executed": "执行完成", "disposal.case.emergency_ended": "应急事件结束",
    "disposal.case.replied": "下达批复", "disposal.case.settled": "卡片已核销或划转", "disposal.case.booked": "处置记账",
    "disposal.case.closed": "处置单办结", "disposal.case.unit_moved": "单位隶属变动",
    "disposal.income.due": "处置收入应缴", "disposal.income.overdue": "处置收入逾期未缴", "disposal.income.remitted": "处置收入缴库",
    "disposal.loss.registered": "损失案存", "disposal.loss.recovered": "损失追回",
    "disposal.finding.raised": "提出监督检查事项", "disposal.finding.settled": "办结监督检查事项",
    "gateway.delivery.receipted": "对方已收", "gateway.delivery.refused": "对方拒收", "gateway.delivery.replayed": "重试投递",
    "gateway.delivery.dropped": "放弃投递",
    "labels.label.printed": "标签已打印", "labels.label.pasted": "标签已粘贴", "labels.label.marked": "登记粘贴状态",
    "labels.label.outdated": "标签已过时", "labels.label.voided": "标签作废",
    "labels.job.ordered": "建立打印任务", "labels.job.changed": "调整打印任务", "labels.job.finished": "打印任务完成",
    "labels.job.cancelled": "取消打印任务",
    "labels.station.handed_out": "下发标签", "labels.station.recalled": "收回标签", "labels.station.configured": "打印站设置",
    "station.report.made": "打印站回报",
}  # fmt: skip


def event_word(event_type: str) -> str:
    """What a type says happened; empty where there is no word for it."""
    aggregate, _, fact = ".".join(event_type.split(".")[:3]).rpartition(".")
    if fact == "snapshot" and aggregate in AGGREGATES:
        return f"{AGGREGATES[aggregate]}现状"
    return FACTS.get(f"{aggregate}.{fact}", "")


def pattern_word(pattern: str) -> str:
    """The same for a pattern of types (`registry.asset.*`, `*`) or a type; empty where there is no word for it."""
    if pattern == "*":
        return "全部事件"
    if not pattern.endswith(".*"):
        return event_word(pattern)
    start = pattern[:-2]
    whole = AGGREGATES.get(start) or SERVICES.get(start)
    return f"{whole}：全部" if whole else FACTS.get(start, "")


def subject_word(subject: str) -> tuple[str, str]:
    """What a delivery is about, as (word, id): `registry.asset/004011-1` is ("信息卡", "004011-1"); no word for anything else."""
    aggregate, slash, one = subject.partition("/")
    return (AGGREGATES[aggregate], one) if slash and aggregate in AGGREGATES else ("", subject)
