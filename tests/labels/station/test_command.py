"""What somebody at the console sees: enrolling, and a sentence with an exit status for everything that can be in the way."""

import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from services.labels.simulator import LabelPrinter
from services.labels.station.command import main
from services.labels.station.failure import Exit

ROOT = Path(__file__).parents[3]
ANSWER = {
    "station_id": "station-0a1b2c3d", "name": "一楼打印站", "amqp_url": "amqp://station-0a1b2c3d:secret@127.0.0.1:1/guanzi",
    "queue": "station-0a1b2c3d.inbox", "exchange": "station.events", "enrolment": 1,
}
CODE = "ABCD-EFGH-JKLM"


class Gateway(BaseHTTPRequestHandler):
    """Enrols who has the code; `/broken` stands for a server in trouble."""

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        right = self.path == "/api/v1/stations/enrol" and asked == {"code": CODE}
        self.send_response(200 if right else 503 if self.path.startswith("/broken") else 404)
        self.end_headers()
        self.wfile.write(json.dumps(ANSWER).encode() if right else b"{}")

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    made = HTTPServer(("127.0.0.1", 0), Gateway)
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()
    made.server_close()


@pytest.fixture
def archive(tmp_path):
    made = tmp_path / "guanzi-station.pyz"
    subprocess.run([ROOT / "tools/make-station", made], check=True)
    return made


def enrol(server, folder, code=CODE):
    return main(["enrol", "--server", server, "--code", code, "--folder", str(folder)])


def test_the_right_code_enrols_and_its_secret_is_for_the_owner_alone(server, folder, capsys):
    assert enrol(server, folder) == 0
    kept = folder / "enrolment.json"
    assert json.loads(kept.read_text()) == ANSWER
    assert kept.stat().st_mode & 0o777 == 0o600
    said = capsys.readouterr()
    assert "一楼打印站" in said.out
    assert "secret" not in said.out + said.err


@pytest.mark.parametrize(("arrange", "status", "sentence"), [
    (lambda server, _: (server, "WRNG"), Exit.WRONG_CODE, "登记码不对"),
    (lambda server, _: (f"{server}/broken", CODE), Exit.NO_NETWORK, "暂时不能登记"),
    (lambda _server, _: ("http://127.0.0.1:1", CODE), Exit.NO_NETWORK, "连不上服务器"),
    (lambda _server, _: ("https://127.0.0.1:1", CODE), Exit.NO_NETWORK, "连不上服务器"),
    (lambda _server, _: ("http://guanzi.example.gov.cn", CODE), Exit.NO_NETWORK, "HTTPS"),
    (lambda _server, _: ("guanzi.example.gov.cn", CODE), Exit.NO_NETWORK, "https://"),
])
def test_what_is_in_the_way_of_enrolling_is_said(server, folder, capsys, arrange, status, sentence):
    address, code = arrange(server, None)
    assert enrol(address, folder, code) == status
    assert sentence in capsys.readouterr().err
    assert not (folder / "enrolment.json").exists()


def test_a_folder_that_cannot_be_written_is_noticed_before_the_code_is_used_up(server, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert enrol(server, tmp_path / "file" / "station") == Exit.FILE_RIGHTS
    assert "不能写入" in capsys.readouterr().err


def test_a_station_that_is_not_enrolled_does_not_run(folder, capsys):
    assert main(["run", "--folder", str(folder)]) == Exit.NOT_ENROLLED
    assert "还没有登记" in capsys.readouterr().err


def test_a_damaged_enrolment_is_said(folder, capsys):
    folder.mkdir()
    (folder / "enrolment.json").write_text("{")
    assert main(["run", "--folder", str(folder)]) == Exit.DAMAGED
    assert "已损坏" in capsys.readouterr().err


def test_two_programs_never_share_a_folder(desk, program, folder, printer, capsys):
    program.start()
    desk.greet("zpl", printer.address)
    assert main(["run", "--folder", str(folder)]) == Exit.RUNS_ALREADY
    assert "另一个打印站程序" in capsys.readouterr().err


def test_without_a_broker_it_waits_says_so_and_ends_when_told(server, folder, program):
    enrol(server, folder)
    program.start()
    with pytest.raises(subprocess.TimeoutExpired):
        program.process.wait(1.5)
    assert program.end() == 0
    assert "消息服务的连接中断" in program.said()


def test_the_printer_can_be_looked_at_before_anything_else(capsys):
    with LabelPrinter("tspl") as printer:
        look = ["look", "--driver", "tspl", "--address", printer.address]
        assert main(look) == 0
        assert "正常" in capsys.readouterr().out
        printer.set(ribbon_out=True)
        assert main(look) == Exit.PRINTER_TROUBLE
        assert "碳带用尽" in capsys.readouterr().out
    assert main(["look", "--driver", "laser", "--address", "x"]) == Exit.UNKNOWN_PRINTER
    assert "不认识的打印机类型" in capsys.readouterr().err


def test_the_command_of_the_whole_product_is_the_same_program(tmp_path):
    asked = [sys.executable, "-m", "services.operations", "station", "run", "--folder", str(tmp_path)]
    ended = subprocess.run(asked, capture_output=True, text=True, cwd=ROOT, env={**os.environ, "GUANZI_VAR": str(tmp_path)}, check=False)
    assert ended.returncode == Exit.NOT_ENROLLED
    assert "还没有登记" in ended.stderr


def test_the_one_file_program_needs_pika_and_pillow_alone(archive, server, folder, tmp_path):
    """In a bare Python whose only packages are those two, away from the source tree."""
    import pika  # noqa: PLC0415
    import PIL  # noqa: PLC0415

    packages = tmp_path / "packages"
    packages.mkdir()
    for module in (PIL, pika):
        (packages / module.__name__).symlink_to(Path(str(module.__file__)).parent)
    for shared in Path(str(PIL.__file__)).parents[1].glob("[Pp]illow.libs"):
        (packages / shared.name).symlink_to(shared)
    bare = {"PYTHONPATH": str(packages), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}

    def run(*arguments):
        command = [sys.executable, "-S", "-s", archive, *arguments]
        return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=bare, check=False)

    assert "打印站" in run("--help").stdout
    enrolled = run("enrol", "--server", server, "--code", CODE, "--folder", str(folder))
    assert (enrolled.returncode, enrolled.stderr) == (0, "")
    with LabelPrinter("zpl") as printer:
        assert "正常" in run("look", "--driver", "zpl", "--address", printer.address).stdout
    assert "pyipp" in run("look", "--driver", "ipp", "--address", "ipp://127.0.0.1:1/ipp/print").stderr
