"""How the generated gRPC code is made: `python -m services.contracts.generate [FOLDER]` compiles `proto/` into `services/contracts/rpc/`.

The generated modules import each other by their proto paths; those imports are rewritten to the package they live in.
"""

import re
import shutil
import sys
from importlib.resources import files
from pathlib import Path

from grpc_tools import protoc

ROOT = Path(__file__).parents[2]
PACKAGE = "services.contracts.rpc"


def generate(target: Path) -> None:
    """Compile every proto file into `target`, with stubs for mypy; raises SystemExit when protoc refuses."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    protos = sorted(str(path) for path in (ROOT / "proto").rglob("*.proto"))
    includes = [f"-I{ROOT / 'proto'}", f"-I{files('grpc_tools') / '_proto'}"]
    outputs = [f"--{kind}_out={target}" for kind in ("python", "grpc_python", "mypy", "mypy_grpc")]
    plugins = [f"--plugin=protoc-gen-{kind}={Path(sys.executable).with_name(f'protoc-gen-{kind}')}" for kind in ("mypy", "mypy_grpc")]
    if protoc.main(["protoc", *includes, *plugins, *outputs, *protos]) != 0:
        raise SystemExit("protoc refused the proto files")
    own = "|".join(sorted(path.name for path in (ROOT / "proto").iterdir() if path.is_dir()))
    for path in [*target.rglob("*.py"), *target.rglob("*.pyi")]:
        path.write_text(_rewritten(path.read_text(), own))
    for folder in [target, *(path for path in target.rglob("*") if path.is_dir())]:
        folder.joinpath("__init__.py").write_text('"""Generated from proto/; see services/contracts/generate.py."""\n')


def _rewritten(source: str, own: str) -> str:
    source = re.sub(rf"^from ({own})\.", rf"from {PACKAGE}.\1.", source, flags=re.MULTILINE)
    source = re.sub(rf"^import ({own})\.(\S+)$", rf"import {PACKAGE}.\1.\2", source, flags=re.MULTILINE)
    return re.sub(rf"(?<![\w.\"'/])({own})\.(v\d+\.\w+_pb2)", rf"{PACKAGE}.\1.\2", source)


if __name__ == "__main__":
    generate(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "services" / "contracts" / "rpc")
