"""How a sheet of the finance edition (财政版) is read as asset cards: cells, rules of one cell, rules across cells, totals."""
