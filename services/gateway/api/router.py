"""Which routes the REST API has."""

from fastapi import APIRouter

from services.gateway.api import PREFIX

api = APIRouter(prefix=PREFIX)
