"""Which JSON Schemas the events have: generated from the payload models, kept beside as golden files that only grow.

`python -m services.contracts.schemas [FOLDER]` writes them, and refuses where a contract would shrink.
"""
