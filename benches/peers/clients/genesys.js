// Shared by the scripts for the official Node client: the login, the list, and N requests in flight.

const fs = require('fs');
const genesys = require('purecloud-platform-client-v2');

const AT_ONCE = 8;

// Logs in at a sandbox. Returns the API of users.
async function connect(url) {
  const { hostname, port } = new URL(url);
  const client = genesys.ApiClient.instance;
  client.setGateway({ host: hostname, protocol: 'http', port: Number(port) });
  await client.loginClientCredentialsGrant('sandbox-client', 'sandbox-secret');
  return new genesys.UsersApi();
}

// Every active user, 500 a page.
async function listed(users) {
  const page = (pageNumber) => users.getUsers({ pageSize: 500, pageNumber, state: 'active', sortOrder: 'ASC' });
  const first = await page(1);
  const rest = Array.from({ length: first.pageCount - 1 }, (_, at) => at + 2);
  const pages = await each(rest, page);
  return [first, ...pages].flatMap((listing) => listing.entities);
}

// Does something for each item, `AT_ONCE` of them in flight. Returns the results in the order of the items.
async function each(items, act) {
  const results = new Array(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const at = next;
      next += 1;
      results[at] = await act(items[at]);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

// The e-mails of a roster, lower-cased.
function declared(path) {
  const lines = fs.readFileSync(path, 'utf8').split('\n');
  return new Set(lines.filter((line) => /^ {2}- \S+@\S+$/.test(line)).map((line) => line.slice(4).toLowerCase()));
}

// The client watches its configuration file, which would keep the process alive.
function run(main) {
  main(...process.argv.slice(2)).then(() => process.exit(0), (error) => {
    console.error(error.message ?? error);
    process.exit(1);
  });
}

module.exports = { genesys, connect, listed, each, declared, run };
