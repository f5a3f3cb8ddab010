"""Sharing: the virtual public warehouse (虚拟公物仓) and the platform of transfer and share (调剂共享平台).

Owns entries, their way through the desks, who sees them, drafts of applications, and deputies; demands, matches of both and
statements that there are none; agreements and bookings; what the idle radar suggests. Publishes `sharing.entry`,
`sharing.reservation`, `sharing.demand`, `sharing.match`, `sharing.agreement`, `sharing.booking`; consumes organisations, accounts, cards,
cases and the receipts of deliveries.

The radar knows of a card what its events tell since sharing_0006. Where cards were known before, `guanzi events snapshot --from registry
--to sharing` fills in the rest of each; until then it passes over those that have not changed.
"""
