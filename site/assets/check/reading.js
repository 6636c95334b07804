// Reads what was pasted: a client configuration, or the answer to tools/list. Values of variables,
// headers and arguments are never kept: of a server only its name and its public package stay.
const COMMENT = /("(?:[^"\\\n]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
const TRAILING_COMMA = /("(?:[^"\\\n]|\\.)*")|,(?=\s*[}\]])/g;
const RUNNERS = [
  ["npm", [["npx"], ["bunx"], ["pnpx"], ["pnpm", "dlx"], ["yarn", "dlx"], ["npm", "exec"]]],
  ["pypi", [["uvx"], ["uv", "tool", "run"], ["pipx", "run"]]],
];
const TAKES_VALUE = ["--from", "--spec", "--with", "--package", "-p", "--python", "--index", "--index-url", "--default-index", "--cache", "--registry"];
const SPECS = {
  npm: /^((?:@[^/@\s]+\/)?[^/@:\s.][^/@:\s]*)(?:@([^/\s]*))?$/,
  pypi: /^([A-Za-z0-9][A-Za-z0-9._-]*)(?:(?:==|@)([^\s;,[\]]+))?$/,
};
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

/** What a text holds: `{tools}`, `{servers}` or `{wrong}`, a sentence. */
export const read = (text) => {
  if (!text.trim()) return { wrong: "There is nothing to check yet. Paste a configuration or a list of tools." };
  let value;
  try {
    value = parse(text);
  } catch {
    return { wrong: "This is no JSON. A configuration in TOML is read by toolrisk scan on the command line." };
  }
  const tools = toolsIn(value);
  if (tools) return readTools(tools);
  const servers = serversIn(value);
  if (servers) return { servers: Object.entries(servers).map(([name, entry]) => readServer(name, entry)) };
  return { wrong: "It holds neither mcpServers or servers, as a client configuration does, nor tools, as an answer to tools/list does." };
};

const parse = (text) => {
  const bare = text.replace(/^\ufeff/, "");
  try {
    return JSON.parse(bare);
  } catch {
    return JSON.parse(bare.replace(COMMENT, "$1").replace(TRAILING_COMMA, "$1"));
  }
};

const toolsIn = (value) => {
  if (Array.isArray(value)) return value;
  if (!isObject(value)) return null;
  if (Array.isArray(value.tools)) return value.tools;
  return isObject(value.result) && Array.isArray(value.result.tools) ? value.result.tools : null;
};

const readTools = (tools) => {
  const named = tools.filter((tool) => isObject(tool) && typeof tool.name === "string");
  if (!named.length) return { wrong: tools.length ? "None of its entries is a tool with a name." : "The list holds no tools." };
  return { tools: named, skipped: tools.length - named.length };
};

const serversIn = (value) => {
  if (!isObject(value)) return null;
  for (const holder of [value, value.mcp]) {
    if (!isObject(holder)) continue;
    for (const key of ["mcpServers", "servers"]) {
      if (isObject(holder[key]) && Object.keys(holder[key]).length) return holder[key];
    }
  }
  return null;
};

const readServer = (name, entry) => {
  const refused = (why) => ({ name, key: null, shown: null, version: null, why });
  if (!isObject(entry)) return refused("It is no object in the configuration.");
  if (entry.disabled === true || entry.enabled === false) return { ...refused("It is disabled in the configuration."), isOff: true };
  const url = entry.url ?? entry.serverUrl ?? entry.httpUrl;
  if (typeof url === "string") return readAddress(name, url) ?? refused("Its address is no public name.");
  if (typeof entry.command !== "string" || !entry.command) return refused("It names neither a command nor a url.");
  const args = Array.isArray(entry.args) ? entry.args.map(String) : [];
  return readLaunch(name, entry.command, args) ?? refused("It is started by a command that names no package of npm or PyPI.");
};

const readAddress = (name, url) => {
  try {
    const { protocol, host, pathname } = new URL(url);
    if (!protocol.startsWith("http")) return null;
    const shown = `${protocol}//${host}${pathname}`.replace(/\/+$/, "");
    return { name, key: `url:${shown}`, shown: host, version: null };
  } catch {
    return null; // it holds a variable, or is no address
  }
};

/** The package behind npx, uvx and their kin; null where there is none. */
export const readLaunch = (name, command, args) => {
  const first = command.replaceAll("\\", "/").split("/").pop().replace(/\.cmd$/, "").replace(/\.exe$/, "");
  if (first === "cmd" && args.length > 1 && args[0].toLowerCase() === "/c") return readLaunch(name, args[1], args.slice(2));
  const words = [first, ...args];
  for (const [source, runners] of RUNNERS) {
    const runner = runners.find((each) => each.every((word, at) => words[at] === word));
    if (runner) return readPackage(name, source, words.slice(runner.length));
  }
  return null;
};

const readPackage = (name, source, words) => {
  const [options, rest] = splitOptions(words);
  if (options.has("-c") || options.has("--call")) return null;
  const named = options.get("--from") ?? options.get("--spec") ?? options.get("--package") ?? (source === "npm" ? options.get("-p") : undefined);
  if (!rest.length) return null;
  const match = SPECS[source].exec(named || rest[0]);
  if (!match) return null;
  const version = match[2] && match[2] !== "latest" ? match[2] : null;
  const folded = source === "pypi" ? match[1].toLowerCase().replace(/[_.]/g, "-") : match[1];
  return { name, key: `${source}:${folded}`, shown: match[1], version };
};

const splitOptions = (words) => {
  const options = new Map();
  let at = 0;
  while (at < words.length && words[at].startsWith("-")) {
    const [option, ...rest] = words[at].split("=");
    const isAssigned = words[at].includes("=");
    let value = rest.join("=");
    at += 1;
    if (option === "--") break;
    if (TAKES_VALUE.includes(option) && !isAssigned && at < words.length) {
      value = words[at];
      at += 1;
    }
    options.set(option, value);
  }
  return [options, words.slice(at)];
};
