"""What administrators do at the browser: an account from its creation to its first sign-in, a lock-out, an audit record."""

import psycopg

from tests.support.people import HEADER


def test_an_account_from_its_creation_to_its_first_sign_in(window, account):
    visitor = window()
    visitor.sign_in(account("system_administrator", "310151"))
    visitor.open("/accounts/new")
    for name, value in {"org_id": "004012", "name": "周敏", "phone": "13812345678", "id_number": "123"}.items():
        visitor.page.fill(f"#{name}", value)
    visitor.press("新增")
    assert visitor.page.locator("#id_number-fault").count() == 1
    visitor.page.fill("#id_number", "")
    visitor.press("新增")
    made = visitor.page.locator("dd.code").inner_text()
    password = visitor.page.locator("[data-secret]").inner_text()
    assert made.startswith("310151004012")  # B-014
    security = window()
    security.sign_in(account("security_administrator", "310151"))
    security.open(f"/accounts/{made}")
    security.page.select_option("#role", "unit_handler")
    security.press("授予")
    assert "岗位已授予" in security.said()
    new = window(390)
    new.sign_in(made, password)
    assert "初始密码" in new.said()  # B-015


def test_a_lock_out_is_lifted_by_the_security_administrator(window, account):
    visitor, name, security = window(), account(), window()
    for _ in range(6):
        visitor.sign_in(name, "wrong")
    security.sign_in(account("security_administrator", "310151"))
    security.open(f"/accounts/{name}")
    security.press("解锁")
    assert "账号已解锁" in security.said()
    visitor.sign_in(name)
    assert visitor.page.url == f"{visitor.base_url}/"


def test_what_administrators_do_is_on_the_audit_page(window, account):
    visitor, name = window(), account()
    visitor.sign_in(account("system_administrator", "310151"))
    visitor.open(f"/accounts/{name}")
    visitor.page.fill("[name=reason]", "调离")
    visitor.press("停用")
    auditor = window()
    auditor.sign_in(account("audit_administrator", "310151"))
    auditor.open(f"/audit?object={name}&operation=account.disable")
    auditor.page.get_by_text("审计链完整").wait_for()
    auditor.check()
    row = auditor.page.locator("tbody tr").first.inner_text()
    assert "停用账号" in row
    assert "调离" in row


def test_organisations_are_checked_before_they_are_stored(window, account, tmp_path):
    file = tmp_path / "单位.csv"
    file.write_text(f"{HEADER}\n009,错误,事业单位,,310151,,全额\n", encoding="utf-8")
    visitor = window()
    visitor.sign_in(account("system_administrator", "310151"))
    visitor.open("/organisations")
    visitor.page.set_input_files("#file", file)
    visitor.press("校验")
    assert "没有写入任何数据" in visitor.said()


def test_differences_between_the_editions_get_a_ticket(window, account):
    visitor = window()
    visitor.sign_in(account("asset_administrator", "004012"))
    visitor.open("/differences")
    for name, value in {"cards": "999", "value_fen": "1,000.00"}.items():
        visitor.page.fill(f"#{name}", value)
    visitor.page.select_option("#unit", "004012")
    visitor.press("登记财政版核对数")
    assert "财政版核对数已登记" in visitor.said()
    visitor.page.fill("[name=resolution]", "已核对")
    visitor.press("办结")
    assert "一致" in visitor.said() or "差异" in visitor.said()


def test_a_message_in_quarantine_is_shown_without_its_body_and_dropped_with_a_reason(window, account, stack):
    with psycopg.connect(stack.database_url("registry").replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(
            "INSERT INTO quarantine (consumer, reason, routing_key, headers, body, body_bytes) VALUES"
            " ('registry-browser', 'not_json', 'identity.organisation.changed.v1', '{}', 'the-secret-body', 15)"
        )
    visitor = window()
    visitor.sign_in(account("system_administrator", "310151"))
    visitor.open("/operations")
    row = visitor.page.locator("tr", has_text="registry-browser")
    assert row.count() == 1
    assert "组织机构变动" in row.inner_text()
    assert "the-secret-body" not in visitor.page.content()
    row.locator("[name=reason]").fill("来源系统误发")
    with visitor.page.expect_navigation():
        row.get_by_role("button", name="跳过").click()
    visitor.check()
    assert "已跳过该事件" in visitor.said()
    assert visitor.page.locator("tr", has_text="registry-browser").count() == 0
