"""The desk: where submissions arrive and where, with the private key, they are read. Never part of a visit."""
