"""How fast and how flat is it: measurements that compare parts of one run with each other."""
