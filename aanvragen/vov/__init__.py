"""The rules of Vlaams opleidingsverlof (VOV), as pure functions over plain values.

| question | module |
|---|---|
| which schooljaar, which referentiemaand? | `schooljaar` |
| may this werknemer take opleidingsverlof, and how many hours? | `recht` |
| what is left, given the requests that exist? | `initiatief` |
| is the opleiding large enough, and how many hours does it give? | `opleiding` |
| from when until when may one file, take hours, answer? | `termijnen` |
| what is it worth; how high is the loonplafond? | `bedragen` |
| can an attest of a provider be paid? | `attest` |
| is this a well-formed ODB number? | `odb` |

The numbers stand in `parameters.toml`, with their period and source.
"""
