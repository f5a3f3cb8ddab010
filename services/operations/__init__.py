"""How an installation is made, run and looked after: the `guanzi` command and the parts it starts on one machine."""
