"""Process 2 of sharing: event → command, nothing else. Follows organisations, accounts, cards, deliveries and cases of disposal."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.entrypoint import handles, handles_many
from services.chassis.event import Event
from services.contracts.events.delivery import DeliveryReceipted, DeliveryRefused
from services.contracts.events.disposal import CaseStands
from services.contracts.events.identity import AccountState, OrganisationState
from services.contracts.events.registry import AssetRemoved, AssetSnapshot, AssetTakenBack
from services.sharing.settings import SharingSettings
from services.sharing.usecases.following import follow_account, follow_asset, follow_assets, follow_delivery, follow_organisation
from services.sharing.usecases.handing_over import follow_case


class SharingWorker:
    """The consumer `sharing` of services/contracts/topology.toml."""

    name = "sharing"
    settings = SharingSettings

    @handles("identity.organisation.registered.v1")
    @handles("identity.organisation.changed.v1")
    @handles("identity.organisation.snapshot.v1")
    def organisation(self, session: Session, event: Event) -> None:
        """Keep the picture of the organisation."""
        follow_organisation(session, _call(event), OrganisationState.model_validate(event.data), event.version)

    @handles("identity.account.created.v1")
    @handles("identity.account.post_granted.v1")
    @handles("identity.account.post_revoked.v1")
    @handles("identity.account.disabled.v1")
    @handles("identity.account.enabled.v1")
    @handles("identity.account.snapshot.v1")
    def account(self, session: Session, event: Event) -> None:
        """Keep the picture of the account."""
        follow_account(session, AccountState.model_validate(event.data), event.version)

    @handles_many("registry.asset.registered.v1")
    @handles_many("registry.asset.changed.v1")
    @handles_many("registry.asset.assigned.v1")
    @handles_many("registry.asset.split.v1")
    @handles_many("registry.asset.lent.v1")
    @handles_many("registry.asset.taken_back.v1")
    @handles_many("registry.asset.written_off.v1")
    @handles_many("registry.asset.moved.v1")
    @handles_many("registry.asset.snapshot.v1")
    def assets(self, session: Session, events: Sequence[Event]) -> None:
        """Keep the picture of the cards; what is put to use, written off or moved leaves (B-054)."""
        follow_assets(session, [(_call(event), _card(event), event.version) for event in events])

    @handles("registry.asset.removed.v1")
    def asset_removed(self, session: Session, event: Event) -> None:
        """The card is no more."""
        follow_asset(session, _call(event), AssetRemoved.model_validate(event.data), event.version)

    @handles("gateway.delivery.receipted.v1")
    def receipted(self, session: Session, event: Event) -> None:
        """The national platform took it."""
        follow_delivery(session, _call(event), DeliveryReceipted.model_validate(event.data))

    @handles("gateway.delivery.refused.v1")
    def refused(self, session: Session, event: Event) -> None:
        """The national platform will not take it as it is."""
        follow_delivery(session, _call(event), DeliveryRefused.model_validate(event.data))

    @handles("disposal.case.filed.v1")
    @handles("disposal.case.decided.v1")
    @handles("disposal.case.withdrawn.v1")
    @handles("disposal.case.redeployed.v1")
    @handles("disposal.case.revised.v1")
    @handles("disposal.case.lapsed.v1")
    @handles("disposal.case.terminated.v1")
    @handles("disposal.case.snapshot.v1")
    def case(self, session: Session, event: Event) -> None:
        """The disposal of what was agreed upon: its number, or that it came to nothing."""
        follow_case(session, _call(event), CaseStands.model_validate(event.data))


def _call(event: Event) -> Call:
    return Call.from_event(event, SharingWorker.name, datetime.now(UTC))


def _card(event: Event) -> AssetSnapshot:
    told = AssetTakenBack if event.type.startswith("registry.asset.taken_back.") else AssetSnapshot
    return told.model_validate(event.data)
