"""Which routes the REST API has."""

from fastapi import APIRouter

from services.gateway.api import (
    PREFIX,
    accounts,
    assets,
    changes,
    deliveries,
    disposal_assessments,
    disposal_cases,
    disposal_ledgers,
    disposal_materials,
    disposal_notices,
    feed,
    finding,
    imports,
    label_jobs,
    label_pasting,
    label_stations,
    label_templates,
    operations,
    organisations,
    overview,
    reconciliation,
    responsibility,
    sessions,
    sharing_agreements,
    sharing_bookings,
    sharing_decisions,
    sharing_demands,
    sharing_deputies,
    sharing_drafts,
    sharing_entries,
    sharing_matching,
    sharing_photos,
    sharing_radar,
    sharing_standards,
    sharing_reports,
    sharing_squares,
    todos,
    webhooks,
)

api = APIRouter(prefix=PREFIX)
for router in (
    sessions.open_router, sessions.router, todos.router, finding.router, assets.router, changes.router, imports.router,
    reconciliation.router, responsibility.router, overview.router, organisations.router, accounts.router, operations.router,
    sharing_entries.router, sharing_decisions.router, sharing_squares.router, sharing_squares.open_router, sharing_deputies.router,
    disposal_assessments.router, disposal_cases.router, disposal_materials.router, disposal_ledgers.router,
    disposal_notices.open_router, disposal_notices.router,
    sharing_drafts.router, sharing_demands.router, sharing_matching.router, sharing_agreements.router, sharing_bookings.router,
    sharing_photos.router, sharing_radar.router, sharing_reports.router, sharing_standards.router,
    label_templates.router, label_jobs.router, label_pasting.router, label_stations.open_router, label_stations.router,
    deliveries.router, webhooks.router, feed.router,
):  # fmt: skip
    api.include_router(router)
