"""How the pages join the application: routers behind the CSRF check, static files, the error page."""

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from services.gateway.csrf import CsrfChecked
from services.gateway.pages import (
    accounts,
    agreements,
    audit,
    bookings,
    card_change,
    card_lending,
    card_registration,
    card_split,
    cards,
    changes,
    deliveries,
    demand_desk,
    demand_lists,
    demands,
    deputies,
    desks,
    differences,
    disposal_assessment,
    disposal_calendar,
    disposal_case,
    disposal_cases,
    disposal_change,
    disposal_desk,
    disposal_ledgers,
    disposal_notices,
    disposal_papers,
    downloads,
    entries,
    home,
    imports,
    label_jobs,
    label_printing,
    label_progress,
    label_scan,
    label_stations,
    label_templates,
    me,
    my_entries,
    operations,
    organisations,
    photos,
    public_square,
    purchases,
    radar,
    responsibility,
    sharing_results,
    sign_in,
    squares,
    standards,
    usual_indicators,
    warehouse,
    webhooks,
)
from services.gateway.pages.caching import CachedForEver
from services.gateway.pages.errors import page_error
from services.gateway.pages.rendering import STATIC
from services.gateway.pages.standing_in import StandIns
from services.gateway.sections import section

ROUTERS = (
    sign_in, me, home, cards, downloads, card_registration, card_change, card_lending, card_split, changes, imports, differences,
    responsibility, organisations, accounts, audit, operations, warehouse, demand_desk, standards,
    # before those whose addresses take any name:
    demand_lists, demands, agreements, bookings, photos, purchases, public_square, radar, sharing_results,
    usual_indicators, desks, deputies, entries, squares,
    my_entries, disposal_assessment, disposal_cases, disposal_desk, disposal_ledgers, disposal_notices, disposal_papers,
    disposal_change, disposal_calendar, disposal_case, deliveries, webhooks,
    label_printing, label_jobs, label_stations, label_scan, label_progress, label_templates,
)


def install(app: FastAPI) -> None:
    """Add the pages, the static files and the error page to the application."""
    app.state.page_error = page_error
    app.state.stand_ins = StandIns()
    app.mount("/static", CachedForEver(StaticFiles(directory=STATIC, check_dir=False)), name="static")
    for part in ROUTERS:
        app.include_router(section(part.router), include_in_schema=False, dependencies=[CsrfChecked])
