"""Process 1 of identity: gRPC servicers, which turn messages into commands and views into messages, and nothing else."""
