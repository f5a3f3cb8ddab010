"""The operator's commands, as `guanzi org …` and `guanzi account …` run them."""

import pytest
from typer.testing import CliRunner

from services.chassis.errors import Unauthenticated
from services.contracts.rpc.identity.v1.sessions_pb2 import MachineSignInRequest
from services.identity.commands import app
from tests.identity.conftest import INITIAL, ORGANISATIONS

SECRET = "Mima-2026-chushi"


@pytest.fixture
def file(tmp_path):
    """A good organisation file."""
    file = tmp_path / "organisations.csv"
    file.write_bytes(ORGANISATIONS)
    return file


@pytest.fixture
def guanzi(identity_url):
    """Run a command in this installation's environment."""
    environment = {"GUANZI_IDENTITY_DATABASE_URL": identity_url, "GUANZI_IDENTITY_INITIAL_PASSWORD": INITIAL}

    def run(*arguments, answer=""):
        return CliRunner().invoke(app, [*(str(each) for each in arguments)], input=answer, env=environment)

    return run


@pytest.fixture
def create(guanzi, file):
    assert guanzi("org", "import", file).exit_code == 0

    def make(account, at, *more, answer=f"{SECRET}\n"):
        return guanzi("account", "create", "--account", account, "--at", at, "--password-stdin", *more, answer=answer)

    return make


def test_organisations_are_imported_and_the_same_file_changes_nothing(guanzi, file):
    assert "新增 5，变更 0，未变 0" in guanzi("org", "import", file).output
    assert "新增 0，变更 0，未变 5" in guanzi("org", "import", file).output


def test_a_faulty_file_names_every_fault_by_row_and_column(guanzi, file):
    file.write_text(ORGANISATIONS.decode() + "4013,幼儿园,学校,,310151,,\n")
    result = guanzi("org", "import", file)
    assert result.exit_code == 1
    assert "第 7 行 单位预算编码" in result.output
    assert "第 7 行 单位类型" in result.output
    assert "没有入库" in result.output


@pytest.mark.parametrize(("at", "post"), [("004011", "单位经办岗"), ("310151-004001", "department_reviewer"), ("310151", "财政审核岗")])
def test_an_account_with_its_post_is_made_wherever_it_may_sit(create, rpc, at, post):
    assert create("a01", at, "--post", post, "--no-change").exit_code == 0
    opened = rpc.sign_in("a01", SECRET)
    assert not opened.must_change_password
    assert len(rpc.authenticate(opened.token).posts) == 1


def test_without_no_change_the_password_must_be_changed(create, rpc):  # B-015
    create("a01", "004011", "--post", "单位审核岗", answer=f"{INITIAL}\n")
    assert rpc.sign_in("a01", INITIAL).must_change_password


def test_a_weak_password_cannot_be_final(create):
    result = create("a01", "004011", "--no-change", answer="123qweQWE\n")
    assert result.exit_code == 1
    assert "公开的初始密码" in result.output


def test_twice_the_same_account_is_a_clear_error(create):
    create("a01", "004011")
    result = create("a01", "004011")
    assert (result.exit_code, "账号 a01 已经存在" in result.output) == (1, True)


def test_an_ambiguous_budget_code_names_the_candidates(create):
    result = create("a01", "002001")
    assert result.exit_code == 1
    assert "310151-002001（区财政局）" in result.output
    assert "430121-002001（县财政局）" in result.output


def test_a_post_that_cannot_sit_there_makes_no_account(create):
    assert create("a01", "004011", "--post", "财政审核岗").exit_code == 1
    assert create("a01", "004011", "--post", "单位经办岗").exit_code == 0


def test_an_unknown_post_or_place_is_a_clear_error(create):
    assert "没有名为“校长”的岗位" in create("a01", "004011", "--post", "校长").output
    assert "未找到单位" in create("a01", "999999-1").output


def test_a_region_is_made_for_the_first_administrator_of_an_empty_installation(guanzi):
    result = guanzi("account", "create", "--account", "root", "--at", "2101", "--post", "系统管理员")
    assert result.exit_code == 0, result.output
    assert "初始密码：123qweQWE" in result.output
    assert "2101" in guanzi("account", "list").output


def test_without_a_name_the_account_is_region_and_budget_code(create, guanzi):  # B-014
    assert "310151004011" in guanzi("account", "create", "--at", "004011", "--post", "单位审核岗").output


def test_a_machine_account_prints_its_credential_once(create, guanzi, rpc):
    output = guanzi("account", "create", "--account", "eastern", "--at", "310151", "--machine").output
    credential = dict(line.split("=", 1) for line in output.splitlines())
    assert rpc.sessions.MachineSignIn(MachineSignInRequest(**credential)).token


def test_reset_disable_and_enable(create, guanzi, rpc):
    create("a01", "004011", "--no-change")
    assert guanzi("account", "disable", "a01", "--reason", "离职").exit_code == 0
    with pytest.raises(Unauthenticated):
        rpc.sign_in("a01", SECRET)
    assert guanzi("account", "enable", "--account", "a01").exit_code == 0
    assert rpc.sign_in("a01", SECRET).token
    password = guanzi("account", "reset", "a01").output.split("初始密码：")[1].strip()
    assert rpc.sign_in("a01", password).must_change_password
    assert guanzi("account", "disable", "nobody").exit_code == 1


def test_what_the_operator_does_is_on_record(create, asked):
    create("a01", "004011", "--post", "单位经办岗")
    recorded = asked("SELECT operation FROM audit WHERE actor LIKE 'operator:%' AND object_id = 'a01' ORDER BY position")
    assert recorded == [("account.create",), ("post.grant",)]
