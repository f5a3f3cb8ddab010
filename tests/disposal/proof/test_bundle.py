"""The exported bundle: what it holds, who gets it, and that any change in it is found."""

import hashlib
import io
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from services.chassis import audit
from services.chassis.errors import Forbidden, NotFound, Refused
from services.contracts.permissions import permissions
from services.contracts.roles import TERMS
from services.disposal.proof import verify
from tests.disposal.conftest import COUNTY, DEPARTMENT, FINANCE, HOSPITAL, beijing_today
from tests.disposal.materials.papers import exported, lines, printed, remove, upload, upload_all

MADE: list[bytes] = []


@pytest.fixture
def case(office):
    """A case that was returned once, filed again, approved, carried out and replied; another one happened in between."""
    drafted = office.draft()
    wrong = upload(office, drafted.id, "32-2", name="错.pdf")
    remove(office, wrong.id, office.who())
    upload_all(office, drafted.id, "filing")
    office.file_draft(drafted.id)
    office.decide(drafted.id, office.desk_of(DEPARTMENT), "return", "请补充发票")
    office.tell_registry()
    office.draft()
    upload(office, drafted.id, "other/发票", name="发票.pdf")
    one = office.file_draft(drafted.id)
    office.bring(one.id, DEPARTMENT, FINANCE)
    office.notice_over(one.id)
    office.act(one.id, "begin_execution")
    upload_all(office, one.id, "execution")
    office.act(one.id, "finish_execution", on=beijing_today())
    office.act(one.id, "reply", office.who(FINANCE, COUNTY))
    printed(office, one.id, "reply")
    return one


@pytest.fixture
def fresh(office, case, tmp_path):
    """A bundle of this test's own case."""
    path = tmp_path / "bundle.zip"
    path.write_bytes(exported(office, case.id)[0])
    return path


@pytest.fixture
def bundle(request, tmp_path):
    """A bundle that the first test who asks makes for all others."""
    if not MADE:
        MADE.append(request.getfixturevalue("fresh").read_bytes())
    path = tmp_path / "bundle.zip"
    path.write_bytes(MADE[0])
    return path


def unpacked(path: Path) -> Path:
    folder = path.with_suffix("")
    shutil.rmtree(folder, ignore_errors=True)
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
    return folder


def sealed_again(folder: Path) -> None:
    """What a careful forger does besides: give the manifest the digests of what is there now."""
    names = [each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file() and each.name != "manifest.json"]
    listed: dict[str, dict[str, Any]] = {
        name: {"sha256": hashlib.sha256((folder / name).read_bytes()).hexdigest(), "size": (folder / name).stat().st_size}
        for name in names
    }
    total = verify.contents_digest({name: one["sha256"] for name, one in listed.items()})
    manifest = {"format": verify.FORMAT, "files": listed, "contents_sha256": total}
    (folder / "manifest.json").write_text(verify.canonical(manifest))


def changed(folder: Path, name: str, change) -> None:
    value = json.loads((folder / name).read_text())
    value = change(value) or value
    (folder / name).write_text(verify.canonical(value))


def test_a_bundle_holds_the_case_and_verifies(office, case, fresh):
    found = verify.verify(fresh, rules=True)
    assert found.faults == []
    assert found.notes == ["按政策重新认定，审批路线相同。"]
    assert [one["decision"] for one in found.json("approvals.json")] == ["return", "agree", "agree"]
    assert [one["step"] for one in found.json("approvals.json")] == ["department_review", "department_review", "finance_approval"]
    assert len(found.json("materials.json")) == sum(len(line.files) for line in lines(office, case.id)) + 1  # with the removed one
    assert sorted(one["kind"] for one in found.json("documents.json")) == ["approval_result", "reply"]
    assert len(found.json("events.json")) == len(found.history)
    record = office.audited()[-1]
    assert (record.operation, record.after["contents_sha256"]) == ("bundle.exported", found.contents)
    assert "处置单" in verify.said(found)


def test_other_cases_are_in_the_chain_by_their_digests_alone(office, case, fresh):
    found = verify.verify(fresh)
    links = found.json("audit.json")["links"]
    assert {link["record"][5] for link in links if "record" in link} == {case.id}
    assert any("leaf" in link for link in links)
    with office.sessions() as session:
        assert audit.verify(session.connection()).anchor == found.anchor


def test_a_head_kept_elsewhere_is_passed(bundle):
    assert verify.verify(bundle, verify.verify(bundle).anchor).faults == []
    place = verify.verify(bundle).anchor.partition(":")[0]
    assert "链被重写" in verify.verify(bundle, f"{place}:{'0' * 64}").faults[0]
    assert "无法比对" in verify.verify(bundle, f"99999:{'0' * 64}").faults[0]


def test_it_is_verified_on_a_machine_without_the_system(bundle, tmp_path):
    """An isolated interpreter (no site-packages, no environment, nothing of ours to import) runs the program in the bundle."""
    folder = unpacked(bundle)
    for arguments in ([], [str(folder)], [str(bundle)]):
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-B", str(folder / "verify.py"), *arguments], cwd=tmp_path, env={"PYTHONIOENCODING": "utf-8"},
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        assert "案卷包完整" in done.stdout
    (folder / "facts.json").write_bytes(b" " + (folder / "facts.json").read_bytes())
    program = [sys.executable, "-I", "-S", "-B", str(folder / "verify.py")]
    done = subprocess.run(program, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert "facts.json" in done.stdout


def test_any_byte_changed_in_the_zip_is_found(bundle):
    """Every 97th byte and every one of the directory at the end, each flipped once."""
    content = bundle.read_bytes()
    end = zipfile.ZipFile(bundle).start_dir
    places = [*range(0, end, max(end // 400, 1)), *range(end, len(content), 7)]
    missed = []
    for place in places:
        bundle.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        if not verify.verify(bundle).faults:
            missed.append(place)
    assert missed == []
    assert len(places) > 500


@pytest.mark.parametrize("size", [-1, 1])
def test_a_zip_cut_or_lengthened_is_found(bundle, size):
    content = bundle.read_bytes()
    bundle.write_bytes(content[:-1] if size < 0 else content + b"\0")
    assert verify.verify(bundle).faults


def test_any_file_changed_removed_or_added_is_found(bundle):
    folder = unpacked(bundle)
    assert verify.verify(folder).faults == []
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        content = path.read_bytes()
        for other in (bytes([content[0] ^ 1]) + content[1:], content[:-1] + bytes([content[-1] ^ 1]), content + b" ", b""):
            path.write_bytes(other)
            assert verify.verify(folder).faults, path
        path.unlink()
        assert verify.verify(folder).faults, path
        path.write_bytes(content)
    (folder / "materials" / "more.pdf").write_bytes(b"x")
    assert verify.verify(folder).faults == ["多出文件：materials/more.pdf"]


def test_any_file_changed_with_a_fitting_manifest_is_found(bundle):
    """The digest over all contents lies in the audit chain, so that a manifest made anew does not help."""
    folder = unpacked(bundle)
    for path in sorted(each for each in folder.rglob("*") if each.is_file() and each.name != "manifest.json"):
        content = path.read_bytes()
        path.write_bytes(content.replace(b"1", b"2", 1) if b"1" in content else content + b" ")
        sealed_again(folder)
        assert verify.verify(folder).faults, path
        path.write_bytes(content)
        sealed_again(folder)
        assert verify.verify(folder).faults == []


def test_any_audit_record_changed_removed_or_swapped_breaks_the_chain(bundle):
    folder = unpacked(bundle)
    whole = (folder / "audit.json").read_text()
    count = len(json.loads(whole)["links"])
    for place in range(count):
        for change in (_altered(place), _removed(place), _swapped(place, count)):
            (folder / "audit.json").write_text(whole)
            changed(folder, "audit.json", change)
            if (folder / "audit.json").read_text() == whole:
                continue
            sealed_again(folder)
            assert verify.verify(folder).faults, place


def _altered(place):
    def change(told):
        link = told["links"][place]
        if "leaf" in link:
            link["leaf"] = "0" * 64
        else:
            link["record"][2] = "somebody-else"

    return change


def _removed(place):
    def change(told):
        del told["links"][place]

    return change


def _swapped(place, count):
    def change(told):
        links, other = told["links"], (place + 1) % count
        links[place], links[other] = links[other], links[place]

    return change


FORGERIES = {
    "an approval by somebody else": ("approvals.json", lambda told: told[1].update(account="other")),
    "an approval at another time": ("approvals.json", lambda told: told[1].update(at="2026-01-01T00:00:00+00:00")),
    "an approval of other facts": ("approvals.json", lambda told: told[1].update(facts_sha256="0" * 64)),
    "a refusal made an agreement": ("approvals.json", lambda told: told[0].update(decision="agree")),
    "an approval left out": ("approvals.json", lambda told: told[:-1]),
    "an approval put in": ("approvals.json", lambda told: [*told, told[-1]]),
    "other facts": ("facts.json", lambda told: told["assets"][0].update(original_value_fen=1)),
    "another route": ("ruling.json", lambda told: told.update(final_authority="county_government")),
    "another policy": ("policy.json", lambda told: told["thresholds"].update(county_government_from_fen=1)),
    "another state": ("case.json", lambda told: told.update(state="closed")),
    "a step left out": ("history.json", lambda told: told[:-1]),
    "a step by somebody else": ("history.json", lambda told: told[2].update(actor="other")),
    "a material's digest": ("materials.json", lambda told: told[0].update(sha256="0" * 64)),
    "a material left out": ("materials.json", lambda told: told[1:]),
    "a removal undone": ("materials.json", lambda told: told[0].update(removed_at=None)),
    "an event": ("events.json", lambda told: told[0]["data"].update(state="closed")),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forgery_is_found_even_where_the_chain_is_written_anew(bundle, forgery):
    """The whole chain of the bundle recomputed over the forged contents: what the records say of the case still gives it away."""
    folder = unpacked(bundle)
    name, change = FORGERIES[forgery]
    changed(folder, name, change)
    sealed_again(folder)
    total = json.loads((folder / "manifest.json").read_text())["contents_sha256"]
    changed(folder, "audit.json", lambda told: _chained_again(told, total))
    sealed_again(folder)
    faults = verify.verify(folder).faults
    assert faults
    assert "审计链断裂：记录与封存的链首不符" not in faults


def _chained_again(told, total):
    told["links"][-1]["record"][8]["contents_sha256"] = total
    digest = bytes.fromhex(told["previous"])
    for link in told["links"]:
        text = verify.canonical(link["record"]).encode() if "record" in link else b""
        leaf = hashlib.sha256(text).digest() if text else bytes.fromhex(link["leaf"])
        digest = hashlib.sha256(digest + leaf).digest()
    told["anchor"] = f"{told['links'][-1]['sequence']}:{digest.hex()}"


def test_a_chain_written_anew_does_not_pass_the_head_kept_elsewhere(bundle):
    folder, anchor = unpacked(bundle), verify.verify(bundle).anchor
    changed(folder, "audit.json", lambda told: told["links"][0]["record"].__setitem__(9, "another conversation"))
    changed(folder, "audit.json", lambda told: _chained_again(told, json.loads((folder / "manifest.json").read_text())["contents_sha256"]))
    sealed_again(folder)
    assert verify.verify(folder).faults == []
    assert "链被重写" in verify.verify(folder, anchor).faults[0]


def test_who_may_take_a_bundle_away(office):
    drafted = office.draft()
    with pytest.raises(Refused, match="not_filed_yet"):
        exported(office, drafted.id)
    upload_all(office, drafted.id, "filing")
    one = office.file_draft(drafted.id)
    allowed = permissions("disposal")["bundle.export"]
    for role, terms in TERMS.items():
        origin = office.who(role, COUNTY) if "region" in terms.seats else office.desk_of(role) if role == DEPARTMENT else office.who(role)
        if role in allowed:
            content, name = exported(office, one.id, origin)
            assert zipfile.is_zipfile(io.BytesIO(content))
            assert name == f"案卷包-{one.number}.zip"
        else:
            with pytest.raises(Forbidden):
                exported(office, one.id, origin)
    assert DEPARTMENT not in allowed
    for origin in (office.who(at=HOSPITAL), office.who(FINANCE, "43/4301/430122")):
        with pytest.raises(NotFound):
            exported(office, one.id, origin)
    assert {record.actor for record in office.audited() if record.operation == "bundle.exported"} >= {f"auditor-{COUNTY}"}
    with pytest.raises(NotFound):
        exported(office, "x", office.who())


def test_the_command_verifies_without_settings_database_or_broker(bundle, tmp_path):
    command = [sys.executable, "-m", "services.operations", "disposal", "verify", str(bundle)]
    where: dict[str, Any] = {"cwd": Path(__file__).parents[3], "env": {"GUANZI_VAR": str(tmp_path / "nothing"), "PATH": "/usr/bin"}}
    done = subprocess.run([*command, "--rules"], capture_output=True, text=True, check=False, timeout=60, **where)
    assert (done.returncode, done.stderr) == (0, "")
    assert "案卷包完整" in done.stdout
    assert "审批路线相同" in done.stdout
    bundle.write_bytes(bundle.read_bytes() + b"x")
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, **where)
    assert done.returncode == 1
    assert "案卷包不可信" in done.stderr


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + b"\0" * 18, b"%PDF-1.7", b"PK\x03\x04 nonsense"])
def test_what_is_no_bundle_is_said_to_be_none(tmp_path, content):
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    assert verify.verify(path).faults
    assert verify.verify(tmp_path / "nothing").faults
    (tmp_path / "empty").mkdir()
    assert verify.verify(tmp_path / "empty").faults


def test_a_bundle_packed_again_by_another_program_is_not_the_same(bundle):
    folder = unpacked(bundle)
    with zipfile.ZipFile(bundle, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            archive.write(path, path.relative_to(folder).as_posix())
    assert verify.verify(bundle).faults == ["压缩包中有重名或压缩过的文件"]
    assert verify.verify(folder).faults == []
