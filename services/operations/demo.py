"""What Guanzi does, shown once from nothing to nothing: `guanzi demo` tells it with counts and times, in a throw-away folder."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from services.contracts.roles import Role
from services.operations import audit, demo_disposal, demo_exchange, demo_labels, demo_way
from services.operations.accounts import REGION, SCHOOL, KnownAccount, account_of, keep_accounts
from services.operations.example.export import Totals, write
from services.operations.failures import expect
from services.operations.heard import OtherSystem
from services.operations.process_list import OWNERS, PROCESSES
from services.operations.processes import last_lines, wait_until
from services.operations.rest import Rest
from services.operations.settings import OperationsSettings
from services.operations.setup import Servers
from services.operations.up import organisations, run_stack

CARDS, CHANGES = 4000, 40


def demo(settings: OperationsSettings) -> None:
    """Tell the story; raises Failed with the reason where it does not hold, and then keeps the folder with the logs."""
    folder = Path(tempfile.mkdtemp(prefix="guanzi-demo-"))
    story = Story(folder)
    log = folder / "processes.log"
    try:
        with log.open("w", encoding="utf-8") as output:
            # nothing of an installation's is touched, and no real platform hears of it
            own = {"folder": folder, "port": 0, "database_url": None, "amqp_url": None, "platform_url": None}
            run_stack(settings.model_copy(update=own), story.tell, output)
        expect(story.told, "演示被中断 / the demo was interrupted")
    except BaseException:
        print(f"演示未完成，各进程的日志在 {log}：\n{last_lines(log, 25)}")
        raise
    shutil.rmtree(folder)
    print("演示完成，没有留下任何进程。")


@dataclass(slots=True)
class Story:
    """The steps of the demo; each prints what it did and how long it took."""

    folder: Path
    begun: float = field(default_factory=time.monotonic)
    told: bool = False

    def tell(self, servers: Servers, base_url: str) -> bool:
        """Everything in order; returns True, which ends the stack."""
        print(f"{time.monotonic() - self.begun:6.1f} 秒  PostgreSQL、RabbitMQ 与 {len(PROCESSES)} 个进程全部就绪：{base_url}", flush=True)
        other = OtherSystem(servers, self.folder)
        try:
            self._live(base_url)
            with _timed("外部系统收到全部事件") as said:
                heard = other.hear_all()
                said.append(f"{heard.total()} 条：" + "，".join(f"{kind} {count}" for kind, count in sorted(heard.items())))
            other.end()
        except BaseException:
            other.kill()
            raise
        self._verify()
        self.told = True
        return True

    def _live(self, base_url: str) -> None:
        with _timed("建立组织机构与各岗位账号") as said:
            organisations()
            accounts = keep_accounts(self.folder / "accounts.json", with_units=True)
            said.append(f"{len(accounts)} 个账号")
        file = self.folder / "example.xlsx"
        totals = write(file, CARDS)
        finance = _signed_in(base_url, accounts, Role.FINANCE_REVIEWER, REGION)
        self._import(finance, file, totals)
        self._change(_signed_in(base_url, accounts, Role.ASSET_ADMINISTRATOR, SCHOOL))

        def clerk(role: Role, at: str) -> Rest:
            return _signed_in(base_url, accounts, role, at)

        self._label(clerk, base_url)
        self._exchange(clerk, self._share(clerk))
        self._scrap(clerk)
        self._fill_month(clerk)

    def _import(self, clerk: Rest, file: Path, totals: Totals) -> None:
        with _timed(f"检查财政版导出 {file.name}") as said:
            checked = clerk.imported(file, mode="check")
            expect(checked["state"] == "checked" and not checked["errors"], f"检查未通过：{checked['state']} {checked['errors'][:1]}")
            said.append(f"{checked['rows']} 行，没有错误")
        with _timed("导入") as said:
            done = clerk.imported(file, mode="commit")
            expect((done["state"], done["accepted"]) == ("committed", totals.cards), f"导入未成功：{done['state']} {done['errors'][:1]}")
            units = {unit["budget_code"]: (unit["cards"], unit["value_fen"]) for unit in done["units"]}
            expect(units == totals.units, "各单位的卡片数或原值与导出不符")
            said.append(f"{done['accepted']} 张卡片，原值 {totals.value_fen / 100:,.2f} 元，{len(units)} 个单位逐一相符")
        with _timed("再次导入同一文件") as said:
            again = clerk.imported(file, mode="commit")
            expect((again["accepted"], again["unchanged"]) == (0, totals.cards), "再次导入改变了内容")
            said.append(f"{again['unchanged']} 张未变")

    def _change(self, clerk: Rest) -> None:
        with _timed("修改卡片") as said:
            cards = clerk.get("registry/assets", unit=SCHOOL, limit=CHANGES)["items"]
            for card in cards:
                change = {"version": card["version"], "reason": "演示：搬入新楼", "changes": {"place": "新楼/1号楼/2层/201室"}}
                clerk.post(f"registry/assets/{card['asset_no']}/changes", change)
            said.append(f"{len(cards)} 张，存放地点")

    def _label(self, clerk: Callable[[Role, str], Rest], base_url: str) -> None:
        with _timed("打印站登记，向模拟打印机打印标签") as said:
            printed = demo_labels.print_school(clerk, base_url, self.folder)
            said.append(f"{len(printed.labels)} 张")
        with _timed("逐张读出打印机打出的二维码") as said:
            expect(demo_labels.decoded(printed) == printed.asset_nos, "读出的编号与资产不符")
            said.append(f"{len(printed.labels)} 张全部读出，与资产编号逐一相符")
        with _timed("扫码确认粘贴一张") as said:
            said.append(demo_labels.paste(clerk, printed.asset_nos[0]))

    def _share(self, clerk: Callable[[Role, str], Rest]) -> dict[str, Any]:
        with _timed("一项闲置资产经四个岗位报送全国平台，平台起初不可用") as said:
            way = demo_way.go(clerk)
            said.append(f"{len(way.delivery['tries'])} 次报送后收到回执")
        print("\n".join(f"            {line}" for line in demo_way.told(way)), flush=True)
        with _timed("与全国平台核对") as said:
            made = demo_way.compare(clerk(Role.SYSTEM_ADMINISTRATOR, REGION))
            said.append(f"本系统 {made['ours']} 项，平台 {made['theirs']} 项，一致")
        return way.entry

    def _exchange(self, clerk: Callable[[Role, str], Rest], offered: dict[str, Any]) -> None:
        with _timed("另一单位发布需求，匹配到这项资产，双方达成调剂意向") as said:
            exchange = demo_exchange.agree(clerk, offered)
            said.append(f"匹配度 {exchange.match['score']} 分")
        print("\n".join(f"            {line}" for line in demo_exchange.told(exchange)), flush=True)

    def _scrap(self, clerk: Callable[[Role, str], Rest]) -> None:
        with _timed("报废一项原值超过 100 万元的资产：申报、三个岗位审批、公示") as said:
            way = demo_disposal.scrap(clerk, self.folder)
            said.append(f"公示至 {way.case['notice_through']}，演示不等五个工作日，到公示为止")
        print("\n".join(f"            {line}" for line in demo_disposal.told_scrapping(way)), flush=True)

    def _fill_month(self, clerk: Callable[[Role, str], Rest]) -> None:
        with _timed("同一单位同一月份分三次申报，各 40 万元") as said:
            months = list(demo_disposal.fill_month(clerk, self.folder))
            said.append("第三次申报使三件一并改报县政府")
        print("\n".join(f"            {line}" for cases in months for line in demo_disposal.told_month(cases)), flush=True)

    def _verify(self) -> None:
        with _timed("校验审计链") as said:
            wait_until(_all_sealed, 30, "审计记录没有全部封存 / some audit records were not sealed")
            for service in OWNERS:
                verdict = audit.verified(service)
                expect(verdict.broken_at is None and verdict.sealed > 0, audit.sentence(service, verdict))
                said.append(audit.sentence(service, verdict))
        with _timed("离线校验导出的案卷包，只用其中所带的程序") as said:
            said.append(demo_disposal.verify(self.folder / "bundle.zip"))


def _all_sealed() -> bool:
    return all(audit.verified(service).unsealed == 0 for service in OWNERS)


def _signed_in(base_url: str, accounts: list[KnownAccount], role: Role, at: str) -> Rest:
    holder = account_of(accounts, role, at)
    return Rest.signed_in(base_url, holder.account, holder.password)


@contextmanager
def _timed(what: str) -> Iterator[list[str]]:
    begun, said = time.monotonic(), list[str]()
    yield said
    print(f"{time.monotonic() - begun:6.1f} 秒  {what}：{'；'.join(said)}", flush=True)
