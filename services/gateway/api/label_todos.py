"""What of labels waits for the caller: labels whose fate a person has to say, stations that need somebody."""

from collections.abc import Iterator
from datetime import UTC

from services.contracts.rpc.labels.v1.jobs_pb2 import ListPrintsRequest
from services.contracts.rpc.labels.v1.stations_pb2 import ListStationsRequest
from services.gateway.api.models.finding import Todo
from services.gateway.caller import SignedIn

COUNTED = 200
"""Labels counted at most; where so many wait, one more tells nothing."""
NEEDY = frozenset({"holding", "away"})


def of_labels(caller: SignedIn) -> Iterator[Todo]:
    """For those who print: unknown and failed labels; for those who look after stations as well: stations that hold or are away."""
    if not caller.may("labels", "print.order"):
        return
    labels = caller.services.labels
    prints = caller.ask(labels.printing.ListPrints, ListPrintsRequest(states=["unknown", "failed"], limit=COUNTED)).prints
    if prints:
        oldest = min(one.changed_at.ToDatetime(UTC) for one in prints)
        yield Todo(kind="labels_unsettled", title="标签打印情况不明或失败", count=len(prints), oldest_at=oldest)
    needy = [one for one in caller.ask(labels.stations.ListStations, ListStationsRequest()).stations if one.state in NEEDY]
    if needy:
        yield Todo(kind="stations_holding", title="打印站缺纸、离线等，等待处理", count=len(needy))
