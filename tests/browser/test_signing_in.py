"""Signing in at the browser: errors, lock-out, the session list, sign-out, keyboard, and the pages without JavaScript."""

from tests.browser import export_file
from tests.support.people import PASSWORD


def test_a_wrong_password_is_said_and_the_account_kept(window, account):
    visitor, name = window(), account()
    visitor.sign_in(name, "wrong")
    assert "账号或密码不正确" in visitor.said()
    assert visitor.page.input_value("#account") == name
    assert visitor.page.evaluate("document.activeElement.id") == "password"


def test_too_many_wrong_passwords_lock_the_account_and_say_for_how_long(window, account):
    visitor, name = window(), account()
    for _ in range(6):
        visitor.sign_in(name, "wrong")
    assert "锁定" in visitor.said()
    assert "分钟" in visitor.said()
    visitor.sign_in(name, PASSWORD)
    assert "锁定" in visitor.said()


def test_the_page_asked_for_comes_after_signing_in(window, account):
    visitor = window()
    visitor.open("/cards?q=教学楼")
    assert "/sign-in?next=" in visitor.page.url
    visitor.page.fill("#account", account())
    visitor.page.fill("#password", PASSWORD)
    visitor.press("登录")
    assert "/cards?q=" in visitor.page.url


def test_nobody_is_sent_to_another_site_after_signing_in(window, account):
    visitor = window()
    visitor.open("/sign-in?next=//evil.example/")
    visitor.page.fill("#account", account())
    visitor.page.fill("#password", PASSWORD)
    visitor.press("登录")
    assert visitor.page.url == f"{visitor.base_url}/"


def test_one_of_my_sessions_ends_when_i_end_it_elsewhere(window, account):
    here, there, name = window(), window(), account()
    here.sign_in(name)
    there.sign_in(name)
    here.open("/me")
    here.press("结束")
    assert "会话已结束" in here.said()
    there.page.wait_for_timeout(1500)  # a revoked session may be believed for as long as the gateway remembers it
    there.open("/me")
    assert "/sign-in" in there.page.url


def test_signing_out_ends_the_session(window, account):
    visitor = window()
    visitor.sign_in(account())
    visitor.page.click("details.who summary")
    visitor.press("退出登录")
    assert "已退出登录" in visitor.said()
    visitor.open("/")
    assert "/sign-in" in visitor.page.url


def test_the_keyboard_alone_reaches_everything(window, account):
    visitor = window()
    visitor.sign_in(account())
    page = visitor.page
    visitor.open("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**/cards")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"


def test_a_file_is_checked_without_javascript_too(window, account, tmp_path):
    visitor = window(scripts=False)
    visitor.sign_in(account("unit_handler", "004011"))
    export = tmp_path / "export.csv"
    export_file.write(export, "004011", "城桥中学")
    page = visitor.page
    page.goto(f"{visitor.base_url}/imports/new")
    page.set_input_files("#file", export)
    page.click("#import-form button")
    page.wait_for_url("**/imports/*-*")
    page.wait_for_timeout(1000)
    for _ in range(20):
        if page.locator(".figures").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    assert page.locator("#faults").count() == 1
