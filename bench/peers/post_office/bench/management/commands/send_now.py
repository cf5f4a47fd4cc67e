"""Sends a mail for each line that it reads, and prints when it began to, in nanoseconds of the monotonic clock."""

import sys
import time

from bench.mails import RECIPIENT, SENDER, sample
from django.core.management.base import BaseCommand
from post_office import mail


class Command(BaseCommand):
    def handle(self, *args, **options):
        one = {"sender": SENDER, "recipients": RECIPIENT, **sample()}
        for _ in sys.stdin:
            began = time.monotonic_ns()
            mail.send(priority="now", **one)
            print(began, flush=True)
