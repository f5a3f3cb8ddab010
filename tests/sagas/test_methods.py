"""A disposal of each of the eight methods from its draft to the closed file, through real processes, whatever is killed on the way."""

import json
import os
import subprocess
import sys
from collections import Counter
from importlib.resources import files
from random import Random, SystemRandom

import pytest

from services.disposal.proof import verify
from tests.faults.ledger.installation import eventually

from .plans import PLANS, SCRAP
from .saga import API, CASES, STEPS, Saga

SEED = int(os.environ.get("GUANZI_SAGA_SEED") or SystemRandom().randrange(10**6))
"""Chooses where each saga is crashed; printed with every one, so that a failure can be had again."""


@pytest.mark.timeout(600)
@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.method)
def test_a_disposal_crashed_at_one_step_ends_as_if_nothing_had_happened(plan, killable, listener, offices):  # E-027 to E-042
    chance = Random(f"{SEED} {plan.method}")  # noqa: S311  # repeatable, no secret
    saga = Saga(plan, killable, offices, chance, frozenset({chance.choice([step for step in STEPS if _reached(step, plan)])}))
    print(f"GUANZI_SAGA_SEED={SEED} {plan.method}: {saga.crashed}")
    saga.go()
    print(saga.blows)
    ended_well(saga, listener)


@pytest.mark.timeout(900)
def test_a_scrapping_crashed_at_every_step_ends_as_if_nothing_had_happened(killable, listener, offices, tmp_path):  # E-040, E-043, E-059
    chance = Random(SEED)  # noqa: S311
    saga = Saga(SCRAP, killable, offices, chance, frozenset({*STEPS, "government_approval"}))
    print(f"GUANZI_SAGA_SEED={SEED} scrap")
    saga.go()
    print("\n".join(saga.blows))
    ended_well(saga, listener)
    bundle = tmp_path / "bundle.zip"
    bundle.write_bytes(saga.clerk.get(f"{CASES}/{saga.id}/bundle.zip").content)
    assert verify.verify(bundle, rules=True).faults == []
    assert [one["number"] for one in simulated(killable, tmp_path)["changed"]] == [saga.case["number"]]


def simulated(killable, tmp_path):
    """What `guanzi disposal simulate` says of a doubled limit, with nothing but the installation's folder."""
    shipped = files("services.disposal.domain.policy").joinpath("changsha-2024.toml").read_text(encoding="utf-8")
    policy = tmp_path / "doubled.toml"
    policy.write_text(shipped.replace("county_government_from_fen = 100_000_000", "county_government_from_fen = 200_000_000")
                      .replace("finance_bureau_up_to_fen = 100_000_000", "finance_bureau_up_to_fen = 200_000_000"))  # fmt: skip
    command = [sys.executable, "-c", "from services.operations.cli import main; main()", "disposal", "simulate", "--json", "--policy"]
    environ = {**os.environ, "GUANZI_VAR": str(killable.stack.folder)}
    done = subprocess.run([*command, str(policy)], env=environ, capture_output=True, text=True, check=True, timeout=90)
    return json.loads(done.stdout)


def _reached(step, plan):
    return step != "execution_papers" or plan.method != "scrap"


def ended_well(saga, listener):
    """The case closed, the card where it belongs, the ledgers right, each event told once and in order, nothing left over."""
    plan, killable = saga.plan, saga.killable
    case = saga.look()
    assert (case["state"], len(case["desks"])) == ("closed", plan.desks)
    outcome = "moved" if plan.receiving_unit else "written_off"
    assert [asset["outcome"] for asset in case["assets"]] == [outcome]
    the_card_is_where_it_belongs(saga, outcome)
    losses = saga.clerk.get(f"{API}/disposal/losses", params={"case_id": saga.id}).json()["items"]
    assert [(line["asset_no"], line["amount_fen"], line["state"]) for line in losses] == (
        [(saga.asset_no, plan.card["original_value_fen"], "open")] if plan.lost else []
    )
    income = saga.clerk.get(f"{API}/disposal/income", params={"case_id": saga.id}).json()["items"]
    assert [(line["kind"], line["treasury_fen"], line["state"]) for line in income] == (
        [(*plan.income, "remitted")] if plan.income else []
    )
    told = ["filed", *["decided"] * plan.desks, "execution_begun", "executed", "replied", "settled", "booked", "closed"]
    each_is_told_once_in_order(saga, listener, saga.id, [f"disposal.case.{word}.v1" for word in told])
    for service in ("registry", "disposal"):
        assert killable.rows(service, "SELECT subject, last_error FROM inbox WHERE parked_at IS NOT NULL") == []


def the_card_is_where_it_belongs(saga, outcome):  # E-038, E-040
    holder, receiver = saga.clerk, saga.offices.handler(saga.plan.receiving_unit) if outcome == "moved" else None
    card = (receiver or holder).get(f"{API}/registry/assets/{saga.asset_no}").json()
    if receiver:
        assert card["unit"]["budget_code"] == saga.plan.receiving_unit
        assert card["state"] != "已核销"
        held = holder.get(f"{API}/registry/assets", params={"q": saga.asset_no}).json()["items"]
        assert held == []  # the giver has it no longer
        assert holder.get(f"{API}/registry/assets/{saga.asset_no}").status_code == 404
    else:
        assert (card["state"], card["unit"]["budget_code"]) == ("已核销", saga.plan.unit)
    kinds = saga.killable.rows("registry", "SELECT version, type FROM outbox WHERE subject = %s ORDER BY version", saga.asset_no)
    assert [version for version, _ in kinds] == list(range(1, len(kinds) + 1))
    assert Counter(kind for _, kind in kinds)[f"registry.asset.{outcome}.v1"] == 1


def each_is_told_once_in_order(saga, listener, subject, wanted):
    """In the service's outbox, and at a system that listens and drops what it has heard already."""
    kept = saga.killable.rows("disposal", "SELECT type, version FROM outbox WHERE subject = %s ORDER BY position", subject)
    assert kept == [(kind, number) for number, kind in enumerate(wanted, 1)]

    def heard():
        return [(event["type"], event["aggregateversion"]) for event in listener.events(subject)]

    eventually(lambda: heard() == kept, 60, heard)
