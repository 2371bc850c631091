"""What opleidingsverstrekkers say about their trainees: enrolments, and who was present or took part.

| question | module |
|---|---|
| what is wrong with a line, and what can never be paid? | `regels.lijn` |
| which periods are there, and until when may one register? | `regels.perioden` |
| what is there already? | `bekend` |
| storing lines, many at once | `opslaan` |
| a filing from beginning to receipt | `registreren` |
"""
