"""The read side of identity: SQL to views, with what the caller may see in the WHERE clause."""
