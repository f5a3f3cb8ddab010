"""The papers that disposal prints: application form, list of what is missing, approval result, official reply."""
