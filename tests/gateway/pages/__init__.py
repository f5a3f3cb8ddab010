"""Tests of what pages do by themselves: formats, forms, menus, the fields of a card. No I/O."""
