"""Process 2 of disposal: event → command, nothing else. Follows organisations, accounts, deputies, cards and agreements."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.entrypoint import handles, handles_many
from services.chassis.event import Event
from services.contracts.events.identity import AccountState, OrganisationState
from services.contracts.events.registry import AssetMoved, AssetRemoved, AssetSnapshot, AssetWrittenOff
from services.contracts.events.sharing import DeputyStands
from services.contracts.events.warehouse import AgreementConcluded, AgreementEnded
from services.disposal.settings import DisposalSettings
from services.disposal.usecases.agreed import draft_agreed, drop_failed
from services.disposal.usecases.following import follow_account, follow_assets, follow_deputy, follow_organisation, follow_outcomes


class DisposalWorker:
    """The consumer `disposal` of services/contracts/topology.toml."""

    name = "disposal"
    settings = DisposalSettings

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

    @handles("sharing.deputy.appointed.v1")
    @handles("sharing.deputy.ended.v1")
    @handles("sharing.deputy.snapshot.v1")
    def deputy(self, session: Session, event: Event) -> None:
        """Keep the picture of who stands in for whom."""
        follow_deputy(session, DeputyStands.model_validate(event.data), event.version)

    @handles("sharing.agreement.concluded.v1")
    def agreed(self, session: Session, event: Event) -> None:
        """Two units agree on a transfer: its draft."""
        draft_agreed(session, _call(event), AgreementConcluded.model_validate(event.data))

    @handles("sharing.agreement.ended.v1")
    def agreement_ended(self, session: Session, event: Event) -> None:
        """Nothing may come of it after all."""
        drop_failed(session, _call(event), AgreementEnded.model_validate(event.data))

    @handles_many("registry.asset.registered.v1")
    @handles_many("registry.asset.changed.v1")
    @handles_many("registry.asset.assigned.v1")
    @handles_many("registry.asset.split.v1")
    @handles_many("registry.asset.lent.v1")
    @handles_many("registry.asset.taken_back.v1")
    @handles_many("registry.asset.snapshot.v1")
    def assets(self, session: Session, events: Sequence[Event]) -> None:
        """Keep the picture of the cards."""
        follow_assets(session, [(AssetSnapshot.model_validate(event.data), event.version) for event in events])

    @handles_many("registry.asset.written_off.v1")
    def assets_written_off(self, session: Session, events: Sequence[Event]) -> None:
        """The cards were written off by replies of ours."""
        _disposed_of(session, [(event, AssetWrittenOff.model_validate(event.data)) for event in events])

    @handles_many("registry.asset.moved.v1")
    def assets_moved(self, session: Session, events: Sequence[Event]) -> None:
        """The cards moved by replies of ours."""
        _disposed_of(session, [(event, AssetMoved.model_validate(event.data)) for event in events])

    @handles("registry.asset.removed.v1")
    def asset_removed(self, session: Session, event: Event) -> None:
        """The card is no more."""
        follow_assets(session, [(AssetRemoved.model_validate(event.data), event.version)])


def _disposed_of(session: Session, told: Sequence[tuple[Event, AssetWrittenOff | AssetMoved]]) -> None:
    follow_assets(session, [(state, event.version) for event, state in told])
    follow_outcomes(session, [(_call(event), state) for event, state in told])


def _call(event: Event) -> Call:
    return Call.from_event(event, DisposalWorker.name, datetime.now(UTC))
