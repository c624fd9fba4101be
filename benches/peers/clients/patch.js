// Deactivates every user that a roster does not declare, with the official Node client. Arguments: the sandbox's
// address, the roster, and `roles` to read each user's roles before the write, so that they can be restored.
// Prints the number of written users, and the seconds that the writing alone took.

const { genesys, connect, listed, each, declared, run } = require('./genesys.js');

run(async (url, roster, roles) => {
  const wanted = declared(roster);
  const users = await connect(url);
  const authorization = new genesys.AuthorizationApi();
  const leaving = (await listed(users)).filter((user) => !wanted.has(user.email.toLowerCase()));
  const began = process.hrtime.bigint();
  const written = await each(leaving, async (user) => {
    if (roles) {
      await authorization.getAuthorizationSubject(user.id);
    }
    return users.patchUser(user.id, { state: 'inactive', version: user.version });
  });
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  console.log(`${written.filter((user) => user.state === 'inactive').length} deactivated`);
  console.log(`${seconds} s`);
});
