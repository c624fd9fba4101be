"""The identity provider canaille, users in memory, with a client for its SCIM API. Arguments: the port, the client's secret.

The client's id is `contract`; it gets a token by `client_credentials` at `/oauth/token`.
"""

import logging
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

from canaille import create_app
from canaille.app import models
from canaille.backends import Backend
from joserfc.jwk import KeySet, RSAKey

PORT, CLIENT, SECRET = int(sys.argv[1]), sys.argv[2], sys.argv[3]


class Quiet(WSGIRequestHandler):
    """A handler that logs no requests."""

    def log_message(self, *_):
        pass


def main():
    key = RSAKey.generate_key(2048, auto_kid=True)
    app = create_app(
        {
            "SECRET_KEY": "for a process that ends with the test",
            "SERVER_NAME": f"127.0.0.1:{PORT}",
            "PREFERRED_URL_SCHEME": "http",
            "CANAILLE": {"DATABASE": "memory", "LOGGING": {"version": 1}},
            "CANAILLE_OIDC": {"ACTIVE_JWKS": KeySet([key]).as_dict(private=True)["keys"]},
            "CANAILLE_SCIM": {"ENABLE_SERVER": True},
        }
    )
    with app.app_context():
        client = models.Client(
            client_id=CLIENT,
            client_secret=SECRET,
            client_name=CLIENT,
            grant_types=["client_credentials"],
            token_endpoint_auth_method="client_secret_basic",
            scope=["openid"],
        )
        Backend.instance.save(client)
    logging.disable(logging.CRITICAL)
    with make_server("127.0.0.1", PORT, app, handler_class=Quiet) as server:
        server.serve_forever()


main()
