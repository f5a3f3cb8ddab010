"""What an operator can count about messages: the Prometheus metrics of relay and worker, on `/metrics` of their process."""

from prometheus_client import Counter, Gauge

outbox_backlog = Gauge("guanzi_outbox_backlog", "Events committed and not yet published", ["service"])
outbox_alarms = Gauge("guanzi_outbox_alarms", "Unpublished events that reached no queue or were refused", ["service"])
outbox_published = Counter("guanzi_outbox_published", "Events confirmed by the broker", ["service", "outcome"])
relay_leads = Gauge("guanzi_relay_leads", "1 while this process holds the relay's lease", ["service"])

inbox_backlog = Gauge("guanzi_inbox_backlog", "Events received and not yet processed", ["consumer"])
inbox_parked = Gauge("guanzi_inbox_parked", "Events put aside after too many failures", ["consumer"])
inbox_received = Counter("guanzi_inbox_received", "Messages stored, by what became of them", ["consumer", "outcome"])
inbox_processed = Counter("guanzi_inbox_processed", "Events done, by outcome", ["consumer", "outcome"])
handler_failures = Counter("guanzi_handler_failures", "Handlers that raised", ["consumer", "type"])
