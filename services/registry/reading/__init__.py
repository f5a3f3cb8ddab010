"""How an uploaded file becomes rows: is it what it claims to be, is it safe to open, and what are its cells.

Nothing here trusts the file: names, declared sizes and dimensions are checked against limits before anything is unpacked.
"""
