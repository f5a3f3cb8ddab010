"""The rules of identity: pure Python, no clock, no ids, no I/O but the policy files of this package."""
