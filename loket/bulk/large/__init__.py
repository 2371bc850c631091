"""Files of any length: kept sealed, checked and stored by a worker in chunks, a row at a time never in memory twice.

`kinds` says what a room declares, `running` does the work, `files` what people do with a file, `views` the pages.
"""
