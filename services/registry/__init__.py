"""The registry: keeps every asset card from registration to write-off.

Owns cards, their history and changes, imports and the reconciliation with the old edition. Publishes `registry.*`
events; consumes identity's organisations.
"""
