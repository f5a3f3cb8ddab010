"""The print station: a program for a small machine beside a label printer. It owns its journal and nothing else.

It hears `labels.station` events from its own queue and tells everything it does in `station.report` events. Needs pika and Pillow
(and pyipp for office printers); knows nothing of databases, pydantic or the rest of the product.
"""

SOFTWARE = "guanzi-station 1"
