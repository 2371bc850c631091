"""Servers that the demo and the tests bring along: nothing to install, nothing outside the data folder.

`servers` starts PostgreSQL and Redis, `preflight` looks before, `supervise` runs the programs of the
demo, and `demo` puts these together. Production uses none of this.
"""
