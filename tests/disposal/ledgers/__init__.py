"""Income, losses, findings and the year: what follows from disposals."""
