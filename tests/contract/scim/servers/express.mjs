// A SCIM server of scimmy and scimmy-routers on express, users in memory. Arguments: the port, the token.
// Which express it runs on is for the folder of packages to say, next to which this file is copied.

import { randomUUID } from "node:crypto";
import express from "express";
import SCIMMY from "scimmy";
import SCIMMYRouters from "scimmy-routers";

const [port, token] = process.argv.slice(2);
const users = new Map();

SCIMMY.Resources.User.extend(SCIMMY.Schemas.EnterpriseUser, false);
SCIMMY.Resources.declare(SCIMMY.Resources.User)
  .ingress((resource, data) => {
    const now = new Date().toISOString();
    const id = resource.id ?? randomUUID();
    const former = users.get(id);
    const user = { ...data, id, meta: { created: former?.meta.created ?? now, lastModified: now } };
    users.set(id, user);
    return user;
  })
  .egress((resource) => {
    if (!resource.id) return resource.filter ? resource.filter.match([...users.values()]) : [...users.values()];
    if (!users.has(resource.id)) throw new SCIMMY.Types.Error(404, null, `Resource ${resource.id} not found`);
    return users.get(resource.id);
  });

const scim = new SCIMMYRouters({
  type: "bearer",
  handler: (request) => {
    if (request.header("Authorization") !== `Bearer ${token}`) throw new Error("the token is wrong");
  },
});
express().use("/scim/v2", scim).listen(Number(port), "127.0.0.1");
