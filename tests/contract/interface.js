// Reads a sandbox's log for what a proxy lets pass: paths, methods, parameters and lists that the interface does not
// have. Arguments: the interface, the sandbox's address.

const fs = require('fs');

async function main([file, sandbox]) {
  const { paths } = JSON.parse(fs.readFileSync(file, 'utf8'));
  const { requests } = await (await fetch(`${sandbox}/sandbox/requests`)).json();
  const used = new Set();
  const wrong = requests.flatMap((request) => flaws(paths, request, used).map((flaw) => `${flaw}: ${line(request)}`));
  [...new Set(wrong)].forEach((text) => console.error(text));
  const unused = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`).filter((name) => !used.has(name)));
  unused.forEach((name) => console.error(`never sent, and so never checked: ${name}`));
  process.exit(wrong.length + unused.length === 0 ? 0 : 1);
}

function flaws(paths, request, used) {
  const method = request.method.toLowerCase();
  // A path without a variable goes before one with.
  const templates = Object.keys(paths).sort((a, b) => a.includes('{') - b.includes('{'));
  const template = templates.find((path) => paths[path][method] && matches(path, request.path));
  if (!template) {
    return ['no such operation'];
  }
  used.add(`${request.method} ${template}`);
  const declared = paths[template][method].parameters.filter((parameter) => parameter.in === 'query');
  return [...new URLSearchParams(request.query ?? '')].flatMap(([name, value]) => {
    const parameter = declared.find((candidate) => candidate.name === name);
    if (!parameter) {
      return [`no such parameter as ${name}`];
    }
    const { type, enum: words } = parameter.type === 'array' ? parameter.items : parameter;
    const found = [];
    if (words && !words.includes(value)) found.push(`${name} has no value ${value}`);
    if (type === 'integer' && !/^[0-9]+$/.test(value)) found.push(`${name} is no number`);
    if (parameter.type === 'array' && value.includes(',')) found.push(`${name} is joined where it is to be repeated`);
    return found;
  });
}

function matches(template, path) {
  const [known, given] = [template, path].map((text) => text.split('/'));
  return known.length === given.length && known.every((part, at) => part.startsWith('{') || part === given[at]);
}

function line({ method, path, query }) {
  return `${method} ${path}${query ? `?${query.slice(0, 120)}` : ''}`;
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error.message ?? error);
  process.exit(1);
});
