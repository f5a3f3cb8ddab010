"""The questions sharing answers, each filtered by audience or path in SQL."""
