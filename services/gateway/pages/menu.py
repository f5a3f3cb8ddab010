"""Which entries the left menu has, and for whom: an entry shows only to callers whose posts allow its operation.

A deputy sees the desks of those for whom he stands in as well, and nothing else of theirs.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from services.contracts.permissions import permissions


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu; `operations` are `service:operation` of the permission table, any of which shows it."""

    title: str
    href: str
    icon: str
    operations: tuple[str, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one heading."""

    title: str
    entries: tuple[Entry, ...]


MENU = (
    Group("", (Entry("首页", "/", "home", key="h"),)),
    Group(
        "资产卡片",
        (
            Entry("信息卡查询", "/cards", "card", ("registry:asset.read",), "c"),
            Entry("信息卡登记", "/card-registration", "plus", ("registry:asset.register",), "n"),
            Entry("信息卡变动", "/changes", "change", ("registry:asset.read",), "b"),
            Entry("资产出租出借收回", "/lendings", "lend", ("registry:asset.read",)),
            Entry("待完善信息", "/queues", "queue", ("registry:asset.assign", "registry:asset.change"), "w"),
        ),
    ),
    Group(
        "标签打印",
        (
            Entry("打印标签", "/labels/print", "plus", ("labels:print.order",)),
            Entry("打印任务", "/labels/jobs", "queue", ("labels:label.read",), "j"),
            Entry("情况不明与失败", "/labels/prints", "help", ("labels:label.read",)),
            Entry("打印站", "/labels/stations", "pulse", ("labels:label.read",)),
            Entry("扫码粘贴", "/labels/scan", "scan", ("labels:label.paste",), "k"),
            Entry("粘贴进度", "/labels/progress", "net", ("labels:label.read",)),
            Entry("标签状态", "/labels/assets", "card", ("labels:label.read",)),
            Entry("无法粘贴汇总", "/labels/unpastable", "ticket", ("labels:label.read",)),
            Entry("标签模板", "/labels/templates", "label", ("labels:template.read",)),
        ),
    ),
    Group(
        "数据迁移",
        (
            Entry("财政版数据导入", "/imports", "import", ("registry:import.read",), "i"),
            Entry("两版核对与差异单", "/differences", "ticket", ("registry:import.read",), "d"),
        ),
    ),
    Group("管理责任", (Entry("资产管理责任网络", "/responsibility", "net", ("registry:asset.read",), "r"),)),
    Group(
        "虚拟公物仓",
        (
            Entry("入仓申请", "/warehouse/application", "plus", ("sharing:entry.submit",), "e"),
            Entry("退仓申请", "/warehouse/withdrawal", "change", ("sharing:entry.submit",)),
            Entry("公物仓广场", "/squares/local", "card", ("sharing:square.read",), "s"),
            Entry("闲置雷达", "/radar", "pulse", ("sharing:radar.read",), "z"),
            Entry("我的信息", "/my-warehouse", "queue", ("sharing:entry.submit", "sharing:entry.review")),
        ),
    ),
    Group(
        "资产处置",
        (
            Entry("处置测算", "/disposal/assessment", "change", ("disposal:case.read",), "l"),
            Entry("处置单", "/disposal/cases", "ticket", ("disposal:case.read",), "x"),
            Entry("处置收入台账", "/disposal/ledgers/income", "queue", ("disposal:case.read",)),
            Entry("账销案存", "/disposal/ledgers/losses", "card", ("disposal:case.read",)),
            Entry("监督检查", "/disposal/ledgers/findings", "audit", ("disposal:case.read",)),
            Entry("年度报告", "/disposal/annual-report", "import", ("disposal:case.read",)),
        ),
    ),
    Group(
        "审批中心",
        (
            Entry("入仓审批", "/approvals/entries", "ticket", ("sharing:entry.review",), "p"),
            Entry("退仓审批", "/approvals/withdrawals", "ticket", ("sharing:entry.review",)),
            Entry("需求审批", "/approvals/demands", "ticket", ("sharing:demand.review",)),
            Entry(
                "资产处置审批", "/disposal/approvals", "ticket",
                ("disposal:case.review", "disposal:case.approve", "disposal:case.govern"), "y",
            ),
            Entry("代理设置", "/deputies", "person", ("sharing:deputy.appoint",)),
        ),
    ),
    Group(
        "调剂共享平台",
        (
            Entry("调剂数据报送", "/reports", "import", ("sharing:entry.authorise", "sharing:entry.report"), "p"),
            Entry("调剂广场", "/squares/transfer", "lend", ("sharing:square.read",), "t"),
            Entry("共享广场", "/squares/share", "net", ("sharing:square.read",)),
            Entry("需求广场", "/squares/demands", "queue", ("sharing:square.read",)),
            Entry("需求发布", "/demands/new", "plus", ("sharing:demand.submit",), "q"),
            Entry("购置前查询", "/purchase-checks", "audit", ("sharing:purchase.check",)),
            Entry("配置标准", "/standards", "ticket", ("sharing:standard.set",)),
            Entry("统计报表", "/sharing-results", "import", ("sharing:report.read",)),
            Entry("我的信息", "/my-sharing", "queue", ("sharing:entry.submit", "sharing:entry.review")),
            Entry("我的需求", "/my-sharing/demands", "queue", ("sharing:demand.read",)),
            Entry("我的意向", "/my-sharing/agreements", "change", ("sharing:agreement.read",)),
            Entry("共享预约", "/my-sharing/bookings", "clock", ("sharing:agreement.read",), "v"),
        ),
    ),
    Group(
        "系统管理",
        (
            Entry("组织机构", "/organisations", "tree", ("identity:organisation.manage", "identity:account.read")),
            Entry("工作日安排", "/disposal/calendar", "clock", ("disposal:calendar.publish",)),
            Entry("用户账号与岗位", "/accounts", "person", ("identity:account.read",), "u"),
        ),
    ),
    Group(
        "审计与运行",
        (
            Entry("审计记录", "/audit", "audit", ("registry:audit.read", "identity:audit.read", "disposal:audit.read"), "a"),
            Entry("运行监控", "/operations", "pulse", ("registry:operations.manage",), "o"),
            Entry("对外投递", "/deliveries", "import", ("gateway:delivery.manage",)),
            Entry("事件订阅", "/webhooks", "net", ("gateway:webhook.manage",)),
        ),
    ),
    Group("我的", (Entry("个人信息与会话", "/me", "clock", key="m"), Entry("使用帮助", "/help", "help"))),
)


DESKS = frozenset({
    "sharing:entry.review", "sharing:entry.authorise", "sharing:entry.report", "sharing:demand.review",
    "disposal:case.review", "disposal:case.approve", "disposal:case.govern",
})  # fmt: skip
"""What a deputy may do in another's post."""


def may(roles: Iterable[str], operation: str) -> bool:
    """Whether one of the roles allows `service:operation` anywhere."""
    service, _, name = operation.partition(":")
    return not permissions(service)[name].keys().isdisjoint(roles)


def menu_for(roles: frozenset[str], stands_in_as: frozenset[str] = frozenset()) -> list[Group]:
    """The menu as these roles see it, and who stands in as those; empty groups are left out."""
    shown = [Group(group.title, tuple(entry for entry in group.entries if _visible(entry, roles, stands_in_as))) for group in MENU]
    return [group for group in shown if group.entries]


def _visible(entry: Entry, roles: frozenset[str], stands_in_as: frozenset[str]) -> bool:
    at_desk = roles | stands_in_as if DESKS.issuperset(entry.operations) else roles
    return not entry.operations or any(may(at_desk, operation) for operation in entry.operations)
