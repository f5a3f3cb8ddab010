"""How an uploaded file is taken in: bounded, counted, and looked at before it is kept; its name is never believed."""
