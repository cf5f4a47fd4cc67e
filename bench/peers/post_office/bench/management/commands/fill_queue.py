"""Queues mails."""

from bench.mails import RECIPIENT, SENDER, sample
from django.core.management.base import BaseCommand
from post_office import mail

BATCH = 1000


class Command(BaseCommand):
    def add_arguments(self, parser):
        parser.add_argument("count", type=int)

    def handle(self, *args, count, **options):
        one = {"sender": SENDER, "recipients": RECIPIENT, "priority": "medium", **sample()}
        for start in range(0, count, BATCH):
            mail.send_many([dict(one) for _ in range(min(BATCH, count - start))])
