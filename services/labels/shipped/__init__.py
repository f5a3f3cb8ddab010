"""The label templates that come with the product, one TOML file each; read by `services.labels.shipped_templates`."""
