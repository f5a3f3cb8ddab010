"""Importing finance-edition exports over REST: upload, progress, faults, totals, undo."""

import json
import os
import time
from pathlib import Path
from uuid import uuid4

import pytest

API = "/api/v1/registry"
TRIAL = Path(os.environ.get("GUANZI_TRIAL_DATA", Path(__file__).parents[3] / "shared" / "data"))
UNFINISHED = ("queued", "running")
HEADER = "资产编号,资产名称,资产分类代码,数量,原值,取得日期,资产状态,单位预算编码"


@pytest.fixture
def handler(signed_in):
    return signed_in("unit_handler", "004011")


def send(client, content, name="卡片.csv", **form):
    headers = {"Idempotency-Key": form.pop("key", str(uuid4()))}
    answer = client.post(f"{API}/imports", files={"file": (name, content)}, data=form, headers=headers)
    assert answer.status_code == 202, answer.text
    return answer.json()["import_id"]


def ended(client, import_id, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        record = client.get(f"{API}/imports/{import_id}")
        assert record.status_code == 200, record.text
        if record.json()["state"] not in UNFINISHED:
            return record.json()
        time.sleep(0.2)
    raise AssertionError("the import did not end")


def rows(*numbers, unit="004011", value="1200.00"):
    return "\n".join([HEADER, *(f"{number},课桌,A05010201,1,{value},2024-03-15,在用,{unit}" for number in numbers)]).encode()


def fresh(count=1):
    return [f"IMP-{uuid4().hex[:12]}" for _ in range(count)]


def test_a_checked_file_stores_nothing_and_a_committed_one_everything(handler):
    numbers = fresh(3)
    checked = ended(handler, send(handler, rows(*numbers), mode="check"))
    assert (checked["state"], checked["rows"], checked["accepted"], checked["errors"]) == ("checked", 3, 3, [])
    assert handler.get(f"{API}/assets/{numbers[0]}").status_code == 404
    committed = ended(handler, send(handler, rows(*numbers), mode="commit"))
    assert (committed["state"], committed["accepted"]) == ("committed", 3)
    assert [(unit["budget_code"], unit["cards"], unit["value_fen"]) for unit in committed["units"]] == [("004011", 3, 360_000)]
    assert handler.get(f"{API}/assets/{numbers[2]}").json()["import_id"] == committed["id"]


def test_faults_are_told_by_row_and_column_and_nothing_is_stored(handler):
    good, bad = fresh(2)
    content = rows(good) + f"\n{bad},课桌,A05010201,1,一千二,2024-03-15,在用,004011\n".encode()
    record = ended(handler, send(handler, content, mode="commit"))
    assert (record["state"], record["rejected"]) == ("rejected", 1)
    assert [(fault["row"], fault["column"], fault["value"]) for fault in record["errors"]] == [(3, "原值", "一千二")]
    assert handler.get(f"{API}/assets/{good}").status_code == 404
    accepted = ended(handler, send(handler, content, mode="commit", accept="valid"))
    assert (accepted["state"], accepted["accepted"], accepted["rejected"]) == ("committed", 1, 1)
    assert handler.get(f"{API}/assets/{good}").status_code == 200
    paged = handler.get(f"{API}/imports/{accepted['id']}/faults", params={"limit": 1}).json()
    assert [fault["row"] for fault in paged["items"]] == [3]
    assert handler.get(f"{API}/imports/{accepted['id']}/report.xlsx").content.startswith(b"PK")


def test_the_same_file_twice_changes_nothing(handler):
    content = rows(*fresh(2))
    assert ended(handler, send(handler, content, mode="commit"))["accepted"] == 2
    again = ended(handler, send(handler, content, mode="commit"))
    assert (again["state"], again["accepted"], again["unchanged"]) == ("committed", 0, 2)


def test_the_same_key_is_one_import(handler):
    content, key = rows(*fresh()), str(uuid4())
    assert send(handler, content, mode="commit", key=key) == send(handler, content, mode="commit", key=key)
    other = handler.post(
        f"{API}/imports", files={"file": ("x.csv", rows(*fresh()))}, data={"mode": "commit"}, headers={"Idempotency-Key": key}
    )
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")


def test_an_import_that_nothing_has_touched_is_undone(handler):
    number = fresh()[0]
    record = ended(handler, send(handler, rows(number), mode="commit"))
    undone = handler.post(f"{API}/imports/{record['id']}/undo", json={"reason": "导错了文件"})
    assert undone.json() == {"cards": 1}
    assert handler.get(f"{API}/imports/{record['id']}").json()["state"] == "undone"
    assert handler.get(f"{API}/assets", params={"import_id": record["id"]}).json()["total"] == 0


def test_a_file_that_is_none_is_refused_with_a_reason(handler):
    answer = handler.post(f"{API}/imports", files={"file": ("card.xlsx", b"\x00\x01 not a workbook")}, data={"mode": "check"})
    if answer.status_code == 202:
        record = ended(handler, answer.json()["import_id"])
        assert record["state"] == "failed"
        assert record["failure_code"]
        assert record["failure_message"]
    else:
        assert answer.status_code == 422
        assert answer.json()["code"]


def test_mode_and_accept_take_their_words_only(handler):
    answer = handler.post(f"{API}/imports", files={"file": ("x.csv", rows(*fresh()))}, data={"mode": "now", "accept": "some"})
    assert answer.status_code == 422
    assert {fault["field"] for fault in answer.json()["errors"]} == {"mode", "accept"}
    assert handler.post(f"{API}/imports", data={"mode": "check"}, files={}).status_code in (415, 422)


@pytest.mark.skipif(not (TRIAL / "finance-edition-dirty.xlsx").exists(), reason="the trial data are not here (GUANZI_TRIAL_DATA)")
def test_the_dirty_export_reports_exactly_its_faulty_cells(signed_in, people):
    people.organise(*(TRIAL / "organisations.csv").read_text(encoding="utf-8-sig").splitlines()[1:])
    finance = signed_in("finance_reviewer", "310151")
    planted = json.loads((TRIAL / "finance-edition-dirty.xlsx.json").read_text(encoding="utf-8"))["planted"]
    expected = {(cell["excel_row"], cell["column"]) for cell in planted if cell["fault"]}
    record = ended(finance, send(finance, (TRIAL / "finance-edition-dirty.xlsx").read_bytes(), "dirty.xlsx", mode="check"))
    assert (record["state"], record["accepted"], record["rejected"]) == ("checked", 401, 15)
    assert sum(unit["value_fen"] for unit in record["units"]) == 12_584_361_479
    assert {(fault["row"], fault["column"]) for fault in record["errors"]} == expected
