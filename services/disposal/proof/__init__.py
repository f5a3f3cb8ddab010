"""What proves a case to outsiders: the bundle with everything that was decided upon, and the program that verifies it anywhere."""
