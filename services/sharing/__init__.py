"""Sharing: the virtual public warehouse (虚拟公物仓) and the platform of transfer and share (调剂共享平台).

Owns entries, their way through the desks, who sees them, drafts of applications, and deputies; demands, matches of both and
statements that there are none; agreements and bookings. Publishes `sharing.entry`, `sharing.reservation`, `sharing.demand`,
`sharing.match`, `sharing.agreement`, `sharing.booking`; consumes organisations, accounts, cards, cases and the receipts of deliveries.
"""
