"""The questions labels answers, each filtered by path in SQL."""
