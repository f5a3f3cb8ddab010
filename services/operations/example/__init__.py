"""What an example export of the finance edition (财政版) looks like: invented cards of seventeen invented units.

`python -m services.operations.example N FILE.csv|FILE.xlsx` writes N cards, the same ones every time.
"""
