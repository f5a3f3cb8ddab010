"""The web pages: one router per part of the menu. Each handler is thin: form → question to a service → template."""

from services.gateway.pages.installation import install

__all__ = ["install"]
