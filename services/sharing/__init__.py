"""Sharing: the virtual public warehouse (虚拟公物仓) and the platform of transfer and share (调剂共享平台).

Owns entries, their way through the desks, who sees them, drafts of applications, and deputies. Publishes `sharing.entry` and
`sharing.reservation`; consumes organisations, accounts, cards and the receipts of deliveries.
"""
