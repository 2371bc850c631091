"""The opleidingsdatabank (ODB): providers register their opleidingen, and everybody looks them up.

| question | module |
|---|---|
| what kinds and forms of opleidingen are there? | `soorten` |
| is what a provider declares right? | `regels` |
| the dienst, its steps and its table of moves | `dienst`, `forms`, `bewegingen` |
| what an approval publishes; extending and stopping | `publiceren`, `verlengen` |
| asking for more, reminders, lapsing | `aanvullen`, `tasks` |
| the public list, its search and its files | `zoeken`, `bestanden`, `views/openbaar` |
"""
