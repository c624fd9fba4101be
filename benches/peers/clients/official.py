"""Lists all users with the official Python client and compares. Arguments: the sandbox's address, the roster.

One page after the other: the client blocks.
"""

import sys

import PureCloudPlatformClientV2 as genesys

from comparison import compared, declared


def main(url, roster):
    wanted = declared(roster)
    client = genesys.api_client.ApiClient(host=url)
    client.get_client_credentials_token("sandbox-client", "sandbox-secret")
    users = genesys.UsersApi(client)
    live, page, pages = set(), 1, 1
    while page <= pages:
        listing = users.get_users(page_size=500, page_number=page, state="active", sort_order="ASC")
        live.update(user.email.lower() for user in listing.entities)
        page, pages = page + 1, listing.page_count
    print(compared(live, wanted))


main(sys.argv[1], sys.argv[2])
