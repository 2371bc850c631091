"""The administration at /staf/: read-only, for local staff accounts with a second factor."""
