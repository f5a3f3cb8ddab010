"""The JSON Schemas of the events are up to date, and contracts only grow."""

import json
from copy import deepcopy

import pytest

from services.chassis import topology
from services.contracts.asyncapi import document
from services.contracts.schemas.generate import ENVELOPE, FOLDER, read, schemas, write
from services.contracts.schemas.growth import losses

BEFORE = {
    "registry.asset.told.v1": {
        "type": "object",
        "required": ["asset_no", "state"],
        "properties": {
            "asset_no": {"type": "string"},
            "state": {"enum": ["in_use", "idle"], "type": "string"},
            "remark": {"type": "string", "default": ""},
            "parts": {"type": "array", "items": {"$ref": "#/$defs/Part"}},
        },
        "$defs": {"Part": {"type": "object", "required": ["no"], "properties": {"no": {"type": "string"}, "note": {"type": "string"}}}},
    }
}


def _changed(change):
    after = deepcopy(BEFORE)
    change(after["registry.asset.told.v1"])
    return after


def test_the_schemas_in_the_repository_are_those_of_the_models():
    assert read(FOLDER) == json.loads(json.dumps(schemas()))


def test_every_type_is_published_by_a_service_whose_topology_names_its_aggregate():
    published = {aggregate for aggregates in topology.load().publishes.values() for aggregate in aggregates}
    assert {".".join(name.split(".")[:2]) for name in schemas() if name != ENVELOPE} <= published


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda schema: schema["properties"].pop("remark"), "remark is gone"),
        (lambda schema: schema["required"].append("remark"), "remark is required, which it was not"),
        (lambda schema: schema["properties"].update(new={"type": "string"}) or schema["required"].append("new"), "new is required"),
        (lambda schema: schema["properties"].update(remark={"type": "integer"}), "remark was"),
        (lambda schema: schema["properties"]["state"].update(enum=["in_use"]), "state lost the values ['idle']"),
        (lambda schema: schema["$defs"]["Part"]["properties"].pop("note"), "parts[].note is gone"),
    ],
)
def test_a_contract_that_shrinks_is_told_where(change, told):
    assert [loss for loss in losses(BEFORE, _changed(change)) if told in loss]


@pytest.mark.parametrize(
    "change",
    [
        lambda schema: schema["properties"].update(new={"type": "string", "default": ""}),
        lambda schema: schema["properties"]["state"].update(enum=["in_use", "idle", "lost"]),
        lambda schema: schema["properties"]["remark"].update(description="what there is to say"),
    ],
)
def test_a_contract_may_grow(change):
    assert losses(BEFORE, _changed(change)) == []


def test_a_type_that_vanishes_is_a_loss():
    assert losses(BEFORE, {}) == ["registry.asset.told.v1: the event type is gone"]


def test_the_generator_refuses_to_shrink_what_is_written(tmp_path):
    write(tmp_path)
    kept = json.loads((tmp_path / "registry.asset.registered.v1.json").read_text())
    kept["properties"]["colour"] = {"type": "string"}
    (tmp_path / "registry.asset.registered.v1.json").write_text(json.dumps(kept))
    with pytest.raises(SystemExit, match="colour is gone"):
        write(tmp_path)


def test_asyncapi_has_a_channel_and_a_message_for_every_type():
    told, types = document(), set(schemas()) - {ENVELOPE}
    assert told["asyncapi"] == "3.0.0"
    assert set(told["components"]["messages"]) == types
    in_channels = {name for channel in told["channels"].values() for name in channel["messages"]}
    assert in_channels == types


def test_every_reference_in_asyncapi_points_at_something():
    told = document()
    for reference in _references(told):
        found = told
        for part in reference.removeprefix("#/").split("/"):
            found = found[part.replace("~1", "/").replace("~0", "~")]


def _references(value):
    if isinstance(value, dict):
        for key, each in value.items():
            if key == "$ref":
                yield each
            else:
                yield from _references(each)
    elif isinstance(value, list):
        for each in value:
            yield from _references(each)
