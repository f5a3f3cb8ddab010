"""Disposal (资产处置): what the law says of a disposal, and every case from its draft to the closed file.

Owns cases with their way through the desks, materials, income, losses, findings and public notices. Publishes `disposal.case`,
`disposal.reservation`, `disposal.income`, `disposal.loss` and `disposal.finding`; consumes organisations, accounts, deputies and cards.
"""
