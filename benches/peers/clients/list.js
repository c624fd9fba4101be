// Lists all users with the official Node client and compares. Arguments: the sandbox's address, the roster.

const { connect, listed, declared, run } = require('./genesys.js');

run(async (url, roster) => {
  const wanted = declared(roster);
  const live = new Set((await listed(await connect(url))).map((user) => user.email.toLowerCase()));
  const kept = [...live].filter((email) => wanted.has(email)).length;
  const missing = [...wanted].filter((email) => !live.has(email)).length;
  console.log(`${kept} kept, ${live.size - kept} to deactivate, ${missing} missing`);
});
