"""The questions the registry answers, each filtered by path in SQL."""
