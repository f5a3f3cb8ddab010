"""Labels: from the card to the sticker on the thing, and knowing that it is there (A-064, A-080 to A-084).

Owns templates, print jobs, print stations and what is known of each asset's label. Publishes `labels.label` and `labels.job`, and
tells each station what to print; consumes organisations, cards and the stations' reports.
"""
