// Reads what was pasted: a client configuration, or the answer to tools/list. Values of variables,
// headers and arguments are never kept: of a server only its name and its public package stay.
import { parseJson } from "./formats/json.js";
import { Unreadable } from "./formats/unreadable.js";
import { readAddress, readLaunch } from "./launching.js";

const HOLDERS = ["mcpServers", "servers", "context_servers", "mcp_servers", "amp.mcpServers", "extensions"];
const BUILT_IN = ["builtin", "platform", "frontend", "inline_python"];
const TABLE = /^\[\[?\s*(?:"[^"\n]*"|'[^'\n]*'|[\w-]+)(?:\s*\.\s*(?:"[^"\n]*"|'[^'\n]*'|[\w-]+))*\s*\]\]?\s*(?:#.*)?$/;
const NAMED_TABLE = /^\[\[?\s*(?!true|false|null)[A-Za-z_]/;
const ASSIGNMENT = /^[\w."' -]+=/;
const MEMBER = /^(?:-\s|---|(?:"[^"]*"|'[^']*'|[^\s:]+)\s*:(?:\s|$))/;
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

const NO_FORMAT =
  "This is neither JSON, TOML nor YAML. Paste the whole file: JSON begins with {, TOML with a line such as [mcp_servers.name], YAML with a line such as extensions:.";
const NO_SERVERS =
  "It holds neither the servers of a client configuration (mcpServers, servers, context_servers, mcp, mcp_servers, extensions or projects) nor the tools of an answer to tools/list. Paste the whole file, or let toolrisk scan read it.";

/** What a text holds: `{tools}`, `{servers}` or `{wrong}`, a sentence. */
export const read = async (pasted) => {
  const text = pasted.replace(/^\ufeff/, "");
  if (!text.trim()) return { wrong: "There is nothing to check yet. Paste a configuration or a list of tools." };
  let value;
  try {
    const parse = await parserFor(text);
    if (!parse) return { wrong: NO_FORMAT };
    value = parse(text);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { wrong: error.message };
  }
  const tools = toolsIn(value);
  if (tools) return readTools(tools);
  const found = serversIn(value);
  if (!found) return { wrong: NO_SERVERS };
  if (!found.length) return { wrong: "The configuration names no server yet." };
  return { servers: distinct(found.map(readServer)) };
};

// The readers of TOML and YAML are fetched when they are needed.
const fetchToml = async () => (await import("./formats/toml.js")).parseToml;
const fetchYaml = async () => (await import("./formats/yaml.js")).parseYaml;

/** The reader for what the first line that says something looks like. */
const parserFor = (text) => {
  const lines = text.split("\n").map((line) => line.trim());
  const first = lines.find((line) => line && !line.startsWith("#")) ?? "";
  if ((TABLE.test(first) || NAMED_TABLE.test(first)) && !isJson(text)) return fetchToml();
  if (/^(?:[{[]|\/[/*])/.test(first)) return parseJson;
  if (/^"[^"]*"\s*:\s*[{[]/.test(first)) return (inner) => parseJson(`{${inner}}`);
  if (ASSIGNMENT.test(first)) return fetchToml();
  return MEMBER.test(first) ? fetchYaml() : null;
};

const isJson = (text) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const toolsIn = (value) => {
  if (Array.isArray(value)) return value.length && value.every((each) => isObject(each) && toolsInside(each)) ? value.flatMap(toolsInside) : value;
  return isObject(value) ? toolsInside(value) : null;
};

const toolsInside = (value) => {
  if (Array.isArray(value.tools)) return value.tools;
  if (isObject(value.result) && Array.isArray(value.result.tools)) return value.result.tools;
  return typeof value.name === "string" && ("description" in value || "inputSchema" in value) && !("command" in value) ? [value] : null;
};

const readTools = (tools) => {
  const named = tools.filter((tool) => isObject(tool) && typeof tool.name === "string");
  if (!named.length) return { wrong: tools.length ? "None of its entries is a tool with a name." : "The list holds no tools." };
  return { tools: named, skipped: tools.length - named.length };
};

/** Every server that a configuration names, as `{name, entry, folder}`; null where it is none. */
const serversIn = (value) => {
  if (!isObject(value)) return null;
  const groups = [value, value.mcp, value.mcp_settings].flatMap((holder) => (isObject(holder) ? groupsIn(holder) : []));
  if (isObject(value.mcp) && !groupsIn(value.mcp).length) groups.push(value.mcp);
  const found = groups.flatMap((group) => entriesOf(group, ""));
  if (!isObject(value.projects)) return groups.length ? found : null;
  return [...found, ...Object.entries(value.projects).flatMap(([path, project]) => entriesOf(project?.mcpServers, path))];
};

const groupsIn = (holder) => HOLDERS.map((key) => holder[key]).filter((group) => isObject(group) || Array.isArray(group));

const entriesOf = (group, path) => {
  const folder = path.split(/[/\\]/).filter(Boolean).pop() ?? "";
  if (Array.isArray(group)) return group.filter(isObject).map((entry, at) => ({ name: String(entry.name ?? `server ${at + 1}`), entry, folder }));
  return isObject(group) ? Object.entries(group).map(([name, entry]) => ({ name, entry, folder })) : [];
};

const readServer = ({ name, entry, folder }) => {
  const made = (found) => ({ name, folder, keys: [], shown: null, version: null, ...found });
  if (!isObject(entry)) return made({ why: "It is no object in the configuration." });
  if (entry.disabled === true || entry.enabled === false) return made({ why: "It is disabled in the configuration.", isOff: true });
  if (BUILT_IN.includes(entry.type)) return made({ why: "It is built into the client and is no package." });
  const url = entry.url ?? entry.serverUrl ?? entry.httpUrl ?? entry.uri;
  if (typeof url === "string") return made(readAddress(url) ?? { why: "Its address is no public name." });
  const [command, ...args] = wordsOf(entry);
  return made(command ? readLaunch(command, args) : { why: "It names neither a command nor a url." });
};

/** The command with its arguments: a text, a list, or an object with a path. */
const wordsOf = (entry) => {
  const said = entry.command ?? entry.cmd;
  if (isObject(said)) return wordsOf({ command: said.path, args: said.args });
  const args = Array.isArray(entry.args) ? entry.args.map(String) : [];
  if (Array.isArray(said)) return [...said.map(String), ...args];
  if (typeof said !== "string") return [];
  return args.length || /[/\\]/.test(said) ? [said, ...args] : said.trim().split(/\s+/);
};

/** Each server once; those of one name that differ are told apart by their project or a number. */
const distinct = (servers) => {
  const known = new Map();
  for (const server of servers) {
    const same = known.get(server.name);
    if (same && sameAs(same, server)) continue;
    let name = server.name;
    if (known.has(name) && server.folder) name = `${server.name} in ${server.folder}`;
    for (let number = 2; known.has(name); number += 1) name = `${server.name} ${number}`;
    known.set(name, { ...server, name });
  }
  return [...known.values()];
};

const sameAs = (one, other) => one.keys.length > 0 && one.keys.join() === other.keys.join() && one.version === other.version && one.isOff === other.isOff;
