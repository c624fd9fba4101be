// The official Node client against a sandbox. Argument: the sandbox's address.

const genesys = require('purecloud-platform-client-v2');

async function main(url) {
  const { hostname, port } = new URL(url);
  const client = genesys.ApiClient.instance;
  client.setGateway({ host: hostname, protocol: 'http', port: Number(port) });
  await client.loginClientCredentialsGrant('sandbox-client', 'sandbox-secret');
  const users = new genesys.UsersApi();

  const organization = await new genesys.OrganizationApi().getOrganizationsMe();
  check(organization.id, 'the organization has an id');

  const listed = [];
  let total;
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    const listing = await users.getUsers({ pageSize: 100, pageNumber: page, expand: ['authorization', 'dateLastLogin'] });
    listed.push(...listing.entities);
    pages = listing.pageCount;
    total = listing.total;
  }
  check(listed.length === 620 && total === 620, `every user is listed: ${listed.length} of ${total}`);
  check(new Set(listed.map((user) => user.id)).size === 620, 'each user is listed once');
  check(listed.every((user) => user.authorization.roles.length > 0), 'roles are expanded');

  const several = await users.getUsers({ id: listed.slice(0, 3).map((user) => user.id), state: 'any' });
  check(several.entities.length === 3, 'users are read by ids');

  const user = await users.getUser(listed[0].id);
  check(user.email === listed[0].email && user.state === 'active', 'one user is read');
  const { grants } = await new genesys.AuthorizationApi().getAuthorizationSubject(user.id);
  check(grants[0].role.name && grants[0].division.name, 'grants are read');

  const query = [{ type: 'EXACT', fields: ['email'], values: [user.email] }];
  const found = await users.postUsersSearch({ pageSize: 100, query });
  check(found.results.length === 1 && found.results[0].id === user.id, 'a user is found by e-mail');

  const update = { state: 'inactive', version: user.version };
  const after = await users.patchUser(user.id, update);
  check(after.state === 'inactive' && after.version === user.version + 1, 'one user is deactivated');

  const conflict = await users.patchUser(user.id, update).then(() => 200, (error) => error.status);
  check(conflict === 409, `the former version is a conflict: ${conflict}`);
}

function check(holds, promise) {
  if (!holds) {
    throw new Error(`not so: ${promise}`);
  }
  console.log(`  ${promise}`);
}

// The client leaves its configuration watched, which would keep the process alive.
main(process.argv[2]).then(() => process.exit(0), (error) => {
  console.error(error.message ?? error);
  process.exit(1);
});
