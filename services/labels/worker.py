"""Process 2 of labels: event → command, nothing else. Follows organisations, cards and what stations report."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.entrypoint import handles, handles_many
from services.chassis.event import Event
from services.contracts.events.identity import OrganisationState
from services.contracts.events.registry import AssetRemoved, AssetSnapshot, AssetWrittenOff
from services.contracts.events.station import ReportMade
from services.labels.settings import LabelsSettings
from services.labels.usecases.following import follow_asset_removed, follow_assets, follow_organisation
from services.labels.usecases.reporting import Report, take_reports


class LabelsWorker:
    """The consumer `labels` of services/contracts/topology.toml."""

    name = "labels"
    settings = LabelsSettings

    @handles("identity.organisation.registered.v1")
    @handles("identity.organisation.changed.v1")
    @handles("identity.organisation.snapshot.v1")
    def organisation(self, session: Session, event: Event) -> None:
        """Keep the picture of the organisation."""
        follow_organisation(session, _call(event), OrganisationState.model_validate(event.data), event.version)

    @handles_many("registry.asset.registered.v1")
    @handles_many("registry.asset.changed.v1")
    @handles_many("registry.asset.assigned.v1")
    @handles_many("registry.asset.split.v1")
    @handles_many("registry.asset.lent.v1")
    @handles_many("registry.asset.taken_back.v1")
    @handles_many("registry.asset.moved.v1")
    @handles_many("registry.asset.snapshot.v1")
    def assets(self, session: Session, events: Sequence[Event]) -> None:
        """Keep the picture of the cards; labels of changed ones are outdated."""
        follow_assets(session, [(_call(event), AssetSnapshot.model_validate(event.data), event.version) for event in events])

    @handles_many("registry.asset.written_off.v1")
    def written_off(self, session: Session, events: Sequence[Event]) -> None:
        """Their labels are void."""
        follow_assets(session, [(_call(event), AssetWrittenOff.model_validate(event.data), event.version) for event in events])

    @handles("registry.asset.removed.v1")
    def asset_removed(self, session: Session, event: Event) -> None:
        """The card is no more."""
        follow_asset_removed(session, _call(event), AssetRemoved.model_validate(event.data), event.version)

    @handles_many("station.report.made.v1")
    def reports(self, session: Session, events: Sequence[Event]) -> None:
        """What became of labels, and how stations do."""
        take_reports(session, [Report(_call(event), event.subject, ReportMade.model_validate(event.data)) for event in events])


def _call(event: Event) -> Call:
    return Call.from_event(event, LabelsWorker.name, datetime.now(UTC))
