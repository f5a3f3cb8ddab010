"""Does this bundle hold what was decided, unchanged? Verifies an exported disposal case on any machine: Python 3.10 or later alone.

    python3 verify.py [BUNDLE.zip | FOLDER] [--anchor N:DIGEST] [--rules]

`--anchor` is a chain head that was kept elsewhere (`guanzi audit verify disposal` prints one): the chain in the bundle must pass it.
`--rules` decides the route anew by the policy, where the product's package is installed. A copy of this program lies in each
bundle; whoever distrusts the bundle uses a copy of his own.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import IO, Any

FORMAT = "guanzi-disposal-bundle/1"
OUTSIDE = ("audit.json", "manifest.json")
RECORD = ("position", "at", "actor", "operation", "kind", "object_id", "org_path", "before", "after", "correlation_id", "article")
PIECE = 1024 * 1024
UNREADABLE = (
    KeyError, ValueError, TypeError, IndexError, AttributeError, RuntimeError, OSError, EOFError, zipfile.BadZipFile,
)  # fmt: skip
DECISIONS = {"agreed": "agree", "returned": "return", "refused": "refuse"}


def canonical(value: Any) -> str:
    """Plain data as the one JSON text that stands for it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(value: Any) -> str:
    """SHA-256 over the canonical JSON, hexadecimal."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def contents_digest(digests: Mapping[str, str]) -> str:
    """What the audit chain holds of a bundle: one digest over the names and digests of all files but the chain and the manifest."""
    return digest_of({name: digest for name, digest in digests.items() if name not in OUTSIDE})


def pack(target: Any, names: Iterable[str], opened: Callable[[str], IO[bytes]]) -> None:
    """Write the one ZIP that these files make, byte for byte the same each time; `opened(name)` is a binary file."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(names):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr = 3, 0o644 << 16
            with opened(name) as source, archive.open(info, "w") as into:
                shutil.copyfileobj(source, into, PIECE)


class Bundle:
    """The files of a bundle, packed or not; `faults` collects what is wrong with them, `notes` what is worth knowing."""

    def __init__(self, path: Path) -> None:
        self.path, self.contents, self.anchor = path, "", ""
        self.faults, self.notes, self.heads = list[str](), list[str](), dict[str, str]()
        self.records, self.history = list[dict[str, Any]](), list[dict[str, Any]]()
        self.steps = list[tuple[dict[str, Any], dict[str, Any], Any]]()
        self.archive: zipfile.ZipFile | None = None
        self.names: list[str] = []

    def opened(self, name: str) -> IO[bytes]:
        return self.archive.open(name) if self.archive else (self.path / name).open("rb")

    def json(self, name: str) -> Any:
        with self.opened(name) as file:
            return json.loads(file.read().decode())

    def check(self, holds: bool, fault: str) -> bool:
        if not holds:
            self.faults.append(fault)
        return holds


def verify(path: str | Path, anchor: str = "", *, rules: bool = False) -> Bundle:
    """The bundle at `path`, its `faults` empty where it is whole."""
    bundle = Bundle(Path(path))
    steps = [_container, _manifest, _chain, _history, _approvals, _facts, _papers, _events]
    for step in [*steps, *([_rules] if rules else [])]:
        try:
            step(bundle)
        except UNREADABLE as error:
            bundle.faults.append(f"案卷包结构不完整（{step.__name__.strip('_')}：{type(error).__name__} {error}）")
        if bundle.faults:
            return bundle
    _anchor(bundle, anchor)
    return bundle


def _container(bundle: Bundle) -> None:
    """A ZIP holds its files and nothing else, unpacked: packing them again gives the same bytes."""
    if bundle.path.is_dir():
        bundle.names = [each.relative_to(bundle.path).as_posix() for each in sorted(bundle.path.rglob("*")) if each.is_file()]
        return
    bundle.archive = zipfile.ZipFile(bundle.path)
    bundle.names, members = bundle.archive.namelist(), bundle.archive.infolist()
    plain = len(set(bundle.names)) == len(members) and all(one.compress_type == zipfile.ZIP_STORED for one in members)
    if not bundle.check(plain, "压缩包中有重名或压缩过的文件"):
        return
    with tempfile.TemporaryFile() as again, bundle.path.open("rb") as given:
        pack(again, bundle.names, bundle.opened)
        again.seek(0)
        mine = b"-"
        while mine and not bundle.faults:
            mine = again.read(PIECE)
            bundle.check(mine == given.read(PIECE), "压缩包的字节与其内容不符，已被改动")


def _manifest(bundle: Bundle) -> None:
    """Every file has its digest in the manifest, and nothing lies beside them."""
    with bundle.opened("manifest.json") as file:
        text = file.read().decode()
    manifest = json.loads(text)
    bundle.check(text == canonical(manifest), "manifest.json 不是规范格式，已被改动")
    bundle.check(manifest["format"] == FORMAT, f"不认识的案卷包格式：{manifest['format']}")
    listed = manifest["files"]
    bundle.faults += [f"多出文件：{name}" for name in sorted(set(bundle.names) - {"manifest.json"} - set(listed))]
    digests = {}
    for name, told in listed.items():
        if not bundle.check(name in bundle.names, f"缺少文件：{name}"):
            continue
        digest, size = hashlib.sha256(), 0
        with bundle.opened(name) as file:
            for piece in iter(lambda: file.read(PIECE), b""):
                digest.update(piece)
                size += len(piece)
        digests[name] = digest.hexdigest()
        bundle.check(told == {"sha256": digests[name], "size": size}, f"文件内容与清单不符：{name}")
    bundle.check(manifest["contents_sha256"] == contents_digest(digests), "清单的总摘要不符")
    bundle.check(set(manifest) == {"format", "files", "contents_sha256"}, "manifest.json 有多余内容")
    bundle.contents = manifest["contents_sha256"]


def _chain(bundle: Bundle) -> None:
    """Each link follows from the one before; ours with their records, other cases' by their digests alone. The last is the export."""
    told, case_id = bundle.json("audit.json"), bundle.json("export.json")["case_id"]
    digest, sequence = bytes.fromhex(told["previous"]), told["first"] - 1
    bundle.heads[str(sequence)] = digest.hex()
    for link in told["links"]:
        sequence += 1
        bundle.check(link["sequence"] == sequence, f"审计链缺少第 {sequence} 环")
        if "record" in link:
            leaf = hashlib.sha256(canonical(link["record"]).encode()).digest()
            bundle.records.append(dict(zip(RECORD, link["record"], strict=True)))
            bundle.check(link["record"][5] == case_id, f"第 {sequence} 环不是本案的审计记录")
        else:
            leaf = bytes.fromhex(link["leaf"])
        digest = hashlib.sha256(digest + leaf).digest()
        bundle.heads[str(sequence)] = digest.hex()
    bundle.check(told["anchor"] == f"{sequence}:{digest.hex()}", "审计链断裂：记录与封存的链首不符")
    bundle.anchor = told["anchor"]
    last = bundle.records[-1] if "record" in told["links"][-1] else {}
    exported = last.get("operation") == "bundle.exported" and (last["after"] or {}).get("contents_sha256") == bundle.contents
    bundle.check(exported, "案卷内容与导出时封存的审计记录不符")
    bundle.check(set(told) == {"previous", "first", "links", "anchor", "service"}, "audit.json 有多余内容")


def _history(bundle: Bundle) -> None:
    """Each step of the case, without a gap, has its audit record: same time, same operation, same state afterwards."""
    history, case = bundle.json("history.json"), bundle.json("case.json")
    bundle.check([step["version"] for step in history] == list(range(1, len(history) + 1)), "历史记录不连续")
    bundle.check(len(history) == case["version"] and history[-1]["state_after"] == case["state"], "历史记录与处置单现状不符")
    bundle.history, facts = history, None
    records = [one for one in bundle.records if one["kind"] == "case" and one["operation"].startswith("case.")]
    bundle.check(len(records) == len(history), f"历史记录 {len(history)} 步，审计记录 {len(records)} 条，两者不符")
    for step, record in zip(history, records, strict=False):
        facts = step["facts"] if step["facts"] is not None else facts
        told = (record["at"], record["operation"], record["after"]["state"])
        same = told == (step["at"], f"case.{step['operation']}", step["state_after"])
        actor = step["actor"].startswith("service:") or record["actor"] == step["actor"]
        bundle.check(same and actor, f"第 {step['version']} 步（{step['operation']}）与审计记录不符")
        behalf = record["after"].get("on_behalf_of", "")
        bundle.check(behalf == step["on_behalf_of"], f"第 {step['version']} 步的代理与审计记录不符")
        if "facts" in record["after"]:
            bundle.check(record["after"]["facts"] == digest_of(facts), f"第 {step['version']} 步所依据的事实与审计记录不符")
        bundle.steps.append((step, record, facts))


def _approvals(bundle: Bundle) -> None:
    """Each decision is one of the steps: same person, time, desk and facts; nobody decides on what he filed."""
    told = bundle.json("approvals.json")
    decided = [(step, record, facts) for step, record, facts in bundle.steps if step["operation"] in DECISIONS]
    bundle.check(len(told) == len(decided), f"审批意见 {len(told)} 条，审计记录中有 {len(decided)} 条")
    for one, (step, record, facts) in zip(told, decided, strict=False):
        expected = {
            "version": step["version"], "at": record["at"], "account": record["actor"], "on_behalf_of": step["on_behalf_of"],
            "step": record["after"]["step"], "decision": DECISIONS[step["operation"]], "reason": step["reason"],
            "facts_sha256": digest_of(facts),
        }
        bundle.check(one == expected, f"审批意见（第 {one.get('version')} 步）与审计记录不符")
        bundle.check(record["after"].get("facts") == one["facts_sha256"], f"审批意见（第 {one['version']} 步）没有封存所依据的事实")
    filer = ""
    for step, _, _ in bundle.steps:
        filer = step["actor"] if step["operation"] in ("filed", "revised") else filer
        if step["operation"] in DECISIONS:
            bundle.check(filer not in (step["actor"], step["on_behalf_of"]), f"第 {step['version']} 步由申报人自己审批")


def _facts(bundle: Bundle) -> None:
    """Facts, ruling and policy are those that the last step was decided by."""
    facts, ruling = bundle.json("facts.json"), bundle.json("ruling.json")
    last = [step["ruling"] for step in bundle.history if step["ruling"] is not None]
    bundle.check(digest_of(facts) == digest_of(bundle.steps[-1][2]), "facts.json 与最后一次据以审批的事实不符")
    bundle.check(bool(last) and digest_of(ruling) == digest_of(last[-1]), "ruling.json 与最后一次的认定不符")
    sealed = [record["after"] for _, record, _ in bundle.steps if "policy_digest" in record["after"]]
    bundle.check(bool(sealed) and sealed[-1]["policy"] == ruling["policy"], "政策名称与审计记录不符")
    bundle.check(bool(sealed) and sealed[-1]["policy_digest"] == ruling["policy_digest"], "政策摘要与审计记录不符")
    if digest_of(bundle.json("policy.json")) != ruling["policy_digest"]:
        kept = bundle.json("export.json")["policy_as_decided"]
        bundle.check(not kept, "policy.json 不是审批时的政策")
        bundle.notes.append("政策文件在审批后改动过，案卷包中的 policy.json 是导出时的版本。")


def _papers(bundle: Bundle) -> None:
    """Each material and document is there with its digest, and was uploaded or issued by an audited act, or removed by one."""
    files = bundle.json("manifest.json")["files"]
    acts = {}
    for one in bundle.records:
        if one["operation"] in ("material.uploaded", "material.removed", "document.issued"):
            acts[one["operation"], one["after"]["id"]] = one
    listed = [("material.uploaded", one) for one in bundle.json("materials.json")]
    listed += [("document.issued", one) for one in bundle.json("documents.json")]
    kept = {key for key in acts if key[0] != "material.removed"}
    bundle.check({(act, one["id"]) for act, one in listed} == kept, "材料清单与审计记录不符")
    named = set()
    for act, one in listed:
        record = acts.get((act, one["id"]))
        same = record and (record["actor"], record["at"], record["after"]["sha256"]) == (one["by"], one["at"], one["sha256"])
        bundle.check(bool(same), f"“{one['file_name']}”没有相符的审计记录")
        named.add(one["file"])
        bundle.check(files.get(one["file"], {}).get("sha256") == one["sha256"], f"“{one['file_name']}”的内容与登记的摘要不符")
        gone = acts.get(("material.removed", one["id"]))
        bundle.check((gone["at"] if gone else None) == one.get("removed_at"), f"“{one['file_name']}”的移除与审计记录不符")
    lying = {name for name in files if name.startswith(("materials/", "documents/"))}
    bundle.check(lying == named, "有未登记的材料文件")


def _events(bundle: Bundle) -> None:
    """The events still kept tell the same steps, in the same order."""
    steps = {step["version"]: step for step in bundle.history}
    case_id, before = bundle.json("export.json")["case_id"], 0
    for event in bundle.json("events.json"):
        step = steps.get(event["aggregateversion"])
        same = step and event["subject"] == case_id and event["time"] == step["at"] and event["data"]["state"] == step["state_after"]
        bundle.check(bool(same) and event["aggregateversion"] > before, f"事件（第 {event['aggregateversion']} 步）与历史记录不符")
        before = event["aggregateversion"]


def _rules(bundle: Bundle) -> None:
    """The policy gives the same route for the same facts, where the product is installed."""
    try:
        from services.disposal.proof.rules import route_by_policy  # noqa: PLC0415  # only where it is asked for
    except ImportError:
        bundle.notes.append("本机没有安装管资，未按政策重新认定审批路线。")
        return
    fault = route_by_policy(bundle.json("facts.json"), bundle.json("ruling.json"))
    if bundle.check(not fault, fault):
        bundle.notes.append("按政策重新认定，审批路线相同。")


def _anchor(bundle: Bundle, anchor: str) -> None:
    place, _, digest = anchor.partition(":")
    if anchor and place not in bundle.heads:
        first, last = min(map(int, bundle.heads)), max(map(int, bundle.heads))
        bundle.faults.append(f"另行保管的链首 {place} 不在本案卷的第 {first} 至 {last} 环之内，无法比对")
    elif anchor:
        bundle.check(bundle.heads[place] == digest, "审计链与另行保管的链首不符，链被重写")


def said(bundle: Bundle) -> str:
    """What was found, for people."""
    if bundle.faults:
        return "\n".join(["案卷包不可信：", *(f"  {fault}" for fault in bundle.faults[:50])])
    case = bundle.json("case.json")
    counted = f"{len(bundle.history)} 步，{len(bundle.json('approvals.json'))} 条审批意见，{len(bundle.json('materials.json'))} 份材料"
    line = f"案卷包完整：处置单 {case['number']}，{counted}，审计链首 {bundle.anchor}"
    return "\n".join([line, *(f"  注意：{note}" for note in bundle.notes)])


def main(arguments: list[str] | None = None) -> int:
    """Verify what the command line names, by default the folder of this program; 1 where it is not whole."""
    parser = argparse.ArgumentParser(description="离线校验处置案卷包：文件、材料、审计链、审批意见逐一重算。")
    parser.add_argument("bundle", nargs="?", default=str(Path(__file__).resolve().parent), help="案卷包（.zip）或解压后的文件夹")
    parser.add_argument("--anchor", default="", help="另行保管的链首，形如 42:9f86d0…")
    parser.add_argument("--rules", action="store_true", help="按政策重新认定审批路线（须已安装管资）")
    given = parser.parse_args(arguments)
    bundle = verify(given.bundle, given.anchor, rules=given.rules)
    print(said(bundle))  # noqa: T201  # what it is for
    return 1 if bundle.faults else 0


if __name__ == "__main__":
    sys.exit(main())
