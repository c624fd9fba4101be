"""Who sends a request: the holder of the token, or nobody."""

from types import SimpleNamespace

from django.conf import settings


def bearer(respond):
    """A middleware that marks requests with the token as authenticated; django-scim2 answers the others with 401."""

    def middleware(request):
        known = request.headers.get("Authorization") == f"Bearer {settings.DIRECTORY_TOKEN}"
        request.user = SimpleNamespace(is_anonymous=not known, is_authenticated=known)
        return respond(request)

    return middleware
