"""How other systems are told, for certain: a row per delivery, sent in order per subject, again and again until it is received.

`domain` decides (retry, give up, open the breaker, sign, who may hear what), `usecases` change the rows, `queries` show
them, `sending` speaks HTTP, `dispatch` runs the whole beside the database. The engine knows a delivery's target, subject,
kind and payload; what they mean, the target's own adapter knows (`national.protocol`, `webhook`).
"""
