"""Tests of the pages in Debian's Chromium, driven by Playwright, against one running installation."""
