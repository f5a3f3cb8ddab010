"""How a placed label becomes a printer's commands or a picture: the same bytes centrally and at a print station.

`zpl`, `tspl` and `glyphs` need the standard library, Pillow and services.labels.domain.placed, no more: they run at stations, too.
`raster` and `svg` draw symbols themselves and run centrally.
"""
