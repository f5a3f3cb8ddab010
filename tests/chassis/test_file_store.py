"""The store: content by its digest, once, whole or not at all, and checked whenever it is read."""

import hashlib
import io
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar

import pytest

from services.chassis.errors import Unavailable
from services.chassis.file_store import Damaged, Storage, key_of


def digest(content):
    return hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("scheme", ["", "file://"])
def test_content_comes_back_piece_by_piece(tmp_path, scheme):
    store, content = Storage(f"{scheme}{tmp_path}/store"), b"x" * 9_000_000
    store.keep(digest(content), io.BytesIO(content))
    assert b"".join(store.pieces(digest(content))) == content
    assert (tmp_path / "store" / key_of(digest(content))).read_bytes() == content


def test_the_same_content_is_kept_once(tmp_path):
    store = Storage(str(tmp_path))
    store.keep(digest(b"a"), b"a")
    written = (tmp_path / key_of(digest(b"a"))).stat().st_mtime_ns
    store.keep(digest(b"a"), io.BytesIO(b"a"))
    assert (tmp_path / key_of(digest(b"a"))).stat().st_mtime_ns == written
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [digest(b"a")]


def test_changed_or_lost_content_is_found_when_it_is_read(tmp_path):
    store = Storage(str(tmp_path))
    store.keep(digest(b"abc"), b"abc")
    (tmp_path / key_of(digest(b"abc"))).write_bytes(b"abd")
    with pytest.raises(Damaged):
        list(store.pieces(digest(b"abc")))
    with pytest.raises(Damaged):
        list(store.pieces(digest(b"never stored")))


def test_a_folder_that_cannot_be_written_is_said_to_be_away(tmp_path):
    store = Storage(str(tmp_path / "store"))
    (tmp_path / "store").rmdir()
    (tmp_path / "store").write_text("a file stands there")
    with pytest.raises(Unavailable):
        store.keep(digest(b"x"), b"x")


class _Bucket(BaseHTTPRequestHandler):
    """As much of the S3 protocol as storing by digest needs; remembers what was asked of it."""

    protocol_version = "HTTP/1.1"
    objects: ClassVar[dict[str, bytes]] = {}
    signed: ClassVar[list[str]] = []

    def do_PUT(self) -> None:
        self.signed.append(self.headers.get("Authorization", ""))
        self.objects[self.path] = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(200, b"")

    def do_HEAD(self) -> None:
        self._answer(200 if self.path in self.objects else 404, self.objects.get(self.path, b""))

    def do_GET(self) -> None:
        self.do_HEAD()

    def log_message(self, *_: Any) -> None:
        pass

    def _answer(self, status: int, content: bytes) -> None:
        self.send_response(status)
        for name, value in (("Content-Length", str(len(content))), ("ETag", '"1"'), ("Last-Modified", "Wed, 21 Oct 2015 07:28:00 GMT")):
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)


@pytest.fixture
def bucket(monkeypatch):
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Bucket)
    thread = Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
    for name, value in (("ALLOW_HTTP", "true"), ("ACCESS_KEY_ID", "key"), ("SECRET_ACCESS_KEY", "very-secret"), ("REGION", "local")):
        monkeypatch.setenv(f"AWS_{name}", value)
    yield _Bucket
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_bucket_named_by_its_address_holds_the_same(bucket):
    store = Storage("s3://guanzi/materials")
    store.keep(digest(b"abc"), b"abc")
    store.keep(digest(b"abc"), b"abc")
    assert b"".join(store.pieces(digest(b"abc"))) == b"abc"
    assert bucket.objects == {f"/guanzi/materials/{key_of(digest(b'abc'))}": b"abc"}
    assert [one.partition(" ")[0] for one in bucket.signed] == ["AWS4-HMAC-SHA256"]


def test_a_bucket_that_is_away_is_said_to_be_away_and_no_key_is_told(monkeypatch):
    for name, value in (("ENDPOINT", "http://127.0.0.1:1"), ("ALLOW_HTTP", "true"), ("ACCESS_KEY_ID", "k"), ("REGION", "x")):
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "very-secret")
    with pytest.raises(Unavailable) as refused:
        Storage("s3://guanzi").keep(digest(b"x"), b"x")
    assert "very-secret" not in f"{refused.value!r}{refused.value.__cause__!r}"
