"""Settings: `base` holds what is always true; `demo`, `test` and `production` add what differs."""
