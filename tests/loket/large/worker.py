"""A worker in a process of its own; says after each chunk how far it is: `python -m tests.loket.large.worker PK`."""

import sys

import django

if __name__ == "__main__":
    django.setup()
    from loket.bulk.large import csv_source, running

    csv_source.PORTION = 20
    count = running._Turn._count

    def told(self, *args):
        count(self, *args)
        sys.stdout.write(f"{self.bestand.at}\n")
        sys.stdout.flush()

    running._Turn._count = told
    running.go_on(int(sys.argv[1]), 60)
