"""Every word of disposal that reaches a page is Chinese: what happened to a case, its states, what audit records name."""

import re
from pathlib import Path

import services.disposal
from services.contracts.permissions import permissions
from services.disposal.domain.kinds import Method
from services.disposal.domain.states import State
from services.disposal.server import writing
from services.gateway.api.disposal_todos import DESKS, OWN
from services.gateway.pages import disposal_words as words
from services.gateway.pages import terms
from services.gateway.pages.disposal_questions import ASSET, CIRCUMSTANCES, COUNTERPARTY, ONE_ASSET, form_field
from services.gateway.pages.formats import label

SOURCES = [path for path in Path(services.disposal.__file__).parent.rglob("*.py") if "usecases" in path.parts or "proof" in path.parts]
RECORDED = re.compile(r'"((?:draft|material|paper|document|bundle|calendar|income|loss|finding)\.(?!zip)[a-z_]+)"')


def test_every_operation_that_disposal_records_is_told_in_chinese():
    written = {word for path in SOURCES for word in RECORDED.findall(path.read_text(encoding="utf-8"))}
    recorded = (written - permissions("disposal").keys()) | {f"case.{word}" for word in writing.OPERATIONS}
    assert len(recorded) > 30, "the sources are read"
    assert not recorded - terms.OPERATIONS.keys()
    assert {"draft", "case", "income", "loss", "finding", "calendar"} <= terms.OBJECTS.keys()


def test_states_and_methods_are_called_as_the_service_calls_them():
    told = {"draft": "草稿"} | {state.value: state.chinese for state in State}
    assert told == words.CASE_STATES
    assert words.METHODS.keys() == {method.value for method in Method}
    assert words.CASE_OPERATIONS.keys() == writing.OPERATIONS.keys()


def test_every_fact_has_a_label_wherever_a_fault_names_it():
    for part, asked in (("asset", ASSET), ("asset", ONE_ASSET), ("counterparty", COUNTERPARTY), ("circumstances", CIRCUMSTANCES)):
        for one in asked:
            assert not re.search("[a-z]", label(f"{part}.{one.path}")), one.path
    assert label("assets[2].kind") == "第 3 项资产的资产类型"
    assert label("materials[32-1/form]") == "材料"


def test_what_is_asked_of_all_assets_at_once_is_complained_about_once():
    assert {form_field(f"assets[{number}].title") for number in range(30)} == {"asset.title"}
    assert form_field("assets[3].kind") == "assets[3].kind"


def test_everything_that_waits_leads_to_a_page():
    for kind in (*DESKS, *OWN, "income_overdue"):
        title, path = terms.TODOS[f"disposal_{kind}"]
        assert title
        assert path.startswith("/disposal/")
