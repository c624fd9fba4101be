"""A SCIM server of django-scim2, users in SQLite in memory. Arguments: the port, the token."""

import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings

PORT, TOKEN = int(sys.argv[1]), sys.argv[2]

settings.configure(
    SECRET_KEY="for a process that ends with the test",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF="directory.urls",
    USE_TZ=True,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "directory"],
    AUTH_USER_MODEL="directory.User",
    MIDDLEWARE=["directory.authentication.bearer", "django_scim.middleware.SCIMAuthCheckMiddleware"],
    DIRECTORY_TOKEN=TOKEN,
    SCIM_SERVICE_PROVIDER={
        "NETLOC": f"127.0.0.1:{PORT}",
        "SCHEME": "http",
        "WWW_AUTHENTICATE_HEADER": 'Bearer realm="django-scim2"',
        "AUTHENTICATION_SCHEMES": [
            {
                "type": "oauthbearertoken",
                "name": "Bearer",
                "description": "A token in the Authorization header.",
                "specUri": "https://www.rfc-editor.org/rfc/rfc6750",
            }
        ],
    },
)


class Quiet(WSGIRequestHandler):
    """A handler that logs no requests."""

    def log_message(self, *_):
        pass


def main():
    django.setup()
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application

    call_command("migrate", run_syncdb=True, verbosity=0)
    # One thread: a database in memory belongs to its connection.
    with make_server("127.0.0.1", PORT, get_wsgi_application(), handler_class=Quiet) as server:
        server.serve_forever()


main()
