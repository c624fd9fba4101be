"""The official Python client against a sandbox. Argument: the sandbox's address."""

import sys

import PureCloudPlatformClientV2 as genesys
from PureCloudPlatformClientV2.rest import ApiException


def main(url):
    client = genesys.api_client.ApiClient(host=url)
    client.get_client_credentials_token("sandbox-client", "sandbox-secret")
    users = genesys.UsersApi(client)

    organization = genesys.OrganizationApi(client).get_organizations_me()
    check(organization.id, "the organization has an id")

    listed = []
    page = 1
    while True:
        listing = users.get_users(page_size=100, page_number=page, expand=["authorization"])
        listed += listing.entities
        if page >= listing.page_count:
            break
        page += 1
    check(len(listed) == listing.total == 620, f"every user is listed: {len(listed)} of {listing.total}")
    check(len({user.id for user in listed}) == 620, "each user is listed once")
    check(all(user.authorization.roles for user in listed), "roles are expanded")

    several = users.get_users(id=[user.id for user in listed[:3]], state="any")
    check(len(several.entities) == 3, "users are read by ids")

    user = users.get_user(listed[0].id)
    check((user.email, user.state) == (listed[0].email, "active"), "one user is read")
    grants = genesys.AuthorizationApi(client).get_authorization_subject(user.id).grants
    check(grants[0].role.name and grants[0].division.name, "grants are read")

    criterion = genesys.UserSearchCriteria()
    criterion.type, criterion.fields, criterion.values = "EXACT", ["email"], [user.email]
    search = genesys.UserSearchRequest()
    search.page_size, search.query = 100, [criterion]
    check([found.id for found in users.post_users_search(search).results] == [user.id], "a user is found by e-mail")

    update = genesys.UpdateUser()
    update.state, update.version = "inactive", user.version
    after = users.patch_user(user.id, update)
    check((after.state, after.version) == ("inactive", user.version + 1), "one user is deactivated")

    try:
        users.patch_user(user.id, update)
    except ApiException as error:
        check(error.status == 409, f"the former version is a conflict: {error.status}")
    else:
        check(False, "the former version is a conflict")


def check(holds, promise):
    if not holds:
        sys.exit(f"not so: {promise}")
    print(f"  {promise}")


main(sys.argv[1])
