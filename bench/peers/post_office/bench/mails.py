"""Mails of the same size as Callsheet's."""

import email
import os
from email import policy

SENDER = "callsheet@localhost"
RECIPIENT = "tech@city-walks.example"


def sample():
    """Subject, text and HTML of one of Callsheet's mails."""
    with open(os.environ["BENCH_MESSAGE"], "rb") as file:
        message = email.message_from_binary_file(file, policy=policy.default)
    text = message.get_body(("plain",)).get_content()
    html = message.get_body(("html",)).get_content()
    return {"subject": str(message["Subject"]), "message": text, "html_message": html}
