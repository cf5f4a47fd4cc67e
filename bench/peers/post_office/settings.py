"""django-post-office on PostgreSQL, set up to be fast: see `bench/README.md`."""

import os

SECRET_KEY = "for a database that is thrown away"
INSTALLED_APPS = ["post_office", "bench"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ["BENCH_DATABASE"],
        "USER": "postgres",
        "HOST": os.environ["BENCH_DATABASE_HOST"],
    }
}
EMAIL_BACKEND = "post_office.EmailBackend"
EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = int(os.environ["BENCH_SMTP_PORT"])
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
POST_OFFICE = {
    # Of 100, 1,000 and 5,000 the fastest for ten thousand mails on two cores.
    "BATCH_SIZE": 1000,
    # As many conversations in all as Callsheet has, on two cores.
    "THREADS_PER_PROCESS": 8,
}
