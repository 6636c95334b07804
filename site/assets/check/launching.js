// What a configured server is: the package or address behind its command, as the catalogue names it.
// Of a command only a public name is kept; arguments, variables and folders are left behind.
const NPM = "npm";
const PYPI = "pypi";
const RUNNERS = [
  [NPM, [["npx"], ["bunx"], ["pnpx"], ["bun", "x"], ["pnpm", "dlx"], ["yarn", "dlx"], ["npm", "exec"], ["npm", "x"]]],
  [PYPI, [["uvx"], ["uv", "tool", "run"], ["pipx", "run"]]],
];
const TAKES_VALUE = ["--from", "--spec", "--with", "--package", "-p", "--python", "--index", "--index-url", "--default-index", "--cache", "--registry"];
const UV_TAKES_VALUE = [
  ...TAKES_VALUE,
  ...["--directory", "--project", "--cache-dir", "--config-file", "--env-file", "--extra", "--group", "--with-editable", "--with-requirements", "-m", "--module"],
];
const PYTHON_TAKES_VALUE = ["-m", "-W", "-X"];
const DOCKER_FLAGS = /^(?:-[itdqP]+|--(?:rm|init|interactive|tty|detach|privileged|read-only|quiet|publish-all|no-healthcheck|oom-kill-disable|sig-proxy))$/;
const SPECS = {
  npm: /^((?:@[^/@\s]+\/)?[^/@:\s.][^/@:\s]*)(?:@([^/\s]*))?$/,
  pypi: /^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?(?:(?:==|@)([^\s;,[\]<>=!~]+)|[<>~!=].*)?$/,
};
const BRIDGES = ["mcp-remote", "mcp-proxy"];
const SHELLS = ["sh", "bash", "zsh", "dash"];
const PYTHON = /^(?:py|pypy|python)[\d.]*$/;
const DEEPEST = 4;

const LOCAL = { why: "It is started from a file of yours, which no catalogue knows." };
const NO_PACKAGE = { why: "It is started by a command that names no package of npm or PyPI." };
const IMAGE = { why: "It runs a container image that stands for no package of npm or PyPI." };

const keyOf = (source, name) => `${source}:${source === PYPI ? name.toLowerCase().replace(/[_.]/g, "-") : name}`;
const isLocal = (word) => /[/\\]/.test(word) || /\.(?:py|[mc]?[jt]s)$/.test(word);

/** The public part of an address, or null. */
export const readAddress = (url) => {
  try {
    const { protocol, host, pathname } = new URL(url);
    if (!protocol.startsWith("http")) return null;
    return { keys: [`url:${`${protocol}//${host}${pathname}`.replace(/\/+$/, "")}`], shown: host, version: null };
  } catch {
    return null; // it holds a variable, or is no address
  }
};

/** What a command starts: `keys` that the catalogue may have, or `why` there are none. */
export const readLaunch = (command, args, depth = 0) => {
  if (depth > DEEPEST) return NO_PACKAGE;
  const first = command.replaceAll("\\", "/").split("/").pop().replace(/\.(?:cmd|exe|bat)$/i, "");
  const words = [first, ...args];
  const again = (rest) => (rest.length ? readLaunch(rest[0], rest.slice(1), depth + 1) : NO_PACKAGE);
  if (first === "cmd" && args[0]?.toLowerCase() === "/c") return again(args.slice(1));
  if (SHELLS.includes(first) && /^-\w*c$/.test(args[0] ?? "")) return again(shellWords(args[1] ?? ""));
  if (first === "env") return again(args.slice(args.findIndex((word) => !/^(?:-|\w+=)/.test(word))));
  for (const [source, runners] of RUNNERS) {
    const runner = runners.find((each) => each.every((word, at) => words[at] === word));
    if (runner) return readPackage(source, words.slice(runner.length));
  }
  if (first === "uv") return readUv(args, again);
  if (PYTHON.test(first)) return readPython(args);
  if (["docker", "podman", "nerdctl"].includes(first)) return readContainer(args);
  if (first === "deno") return readDeno(args);
  if (["node", "bun", "tsx"].includes(first)) return readScript(args);
  return isLocal(first) ? LOCAL : readCommand(command, first);
};

const shellWords = (line) => (/[;&|`$<>(]/.test(line) ? [] : line.trim().split(/\s+/).map((word) => word.replace(/^(["'])(.*)\1$/, "$2"))).filter((word) => word && word !== "exec");

const readPackage = (source, words) => {
  const [options, rest] = splitOptions(words, TAKES_VALUE);
  if (options.has("-c") || options.has("--call")) return NO_PACKAGE;
  const named = options.get("--from") ?? options.get("--spec") ?? options.get("--package") ?? (source === NPM ? options.get("-p") : undefined);
  const spec = named || rest[0];
  const found = spec === undefined ? null : packageOf(source, spec);
  if (!found) return NO_PACKAGE;
  const address = BRIDGES.includes(found.shown) ? rest.slice(1).find((word) => /^https?:/.test(word)) : undefined;
  return (address && readAddress(address)) || found;
};

const packageOf = (source, spec) => {
  const match = SPECS[source].exec(spec);
  if (!match) return null;
  const version = match[2] && match[2] !== "latest" ? match[2] : null;
  return { keys: [keyOf(source, match[1])], shown: match[1], version };
};

const readUv = (args, again) => {
  const [, rest] = splitOptions(args, UV_TAKES_VALUE);
  if (rest[0] === "tool" && rest[1] === "run") return readPackage(PYPI, rest.slice(2));
  if (rest[0] !== "run") return NO_PACKAGE;
  const [options, [target, ...further]] = splitOptions(rest.slice(1), UV_TAKES_VALUE);
  const module = options.get("-m") ?? options.get("--module");
  if (module) return moduleOf(module);
  if (target === undefined) return NO_PACKAGE;
  if (isLocal(target) || (["mcp", "fastmcp"].includes(target) && further[0] === "run")) return LOCAL;
  if (PYTHON.test(target)) return again([target, ...further]);
  const own = packageOf(PYPI, target);
  const added = options.has("--with") ? packageOf(PYPI, options.get("--with")) : null;
  if (!own || !added) return own ?? NO_PACKAGE;
  return own.keys[0] === added.keys[0] ? added : { ...own, keys: [...own.keys, ...added.keys], version: own.version ?? added.version };
};

const readPython = (args) => {
  const [options] = splitOptions(args, PYTHON_TAKES_VALUE, "-m");
  return options.has("-m") ? moduleOf(options.get("-m")) : LOCAL;
};

const moduleOf = (module) => {
  const name = module.split(".")[0];
  if (!/^\w+$/.test(name)) return NO_PACKAGE;
  return { keys: [keyOf(PYPI, name)], shown: name, version: null, taken: `The module ${name} is taken for the package of that name.` };
};

const readContainer = (args) => {
  const words = args[0] === "container" ? args.slice(1) : args;
  if (words[0] !== "run") return IMAGE;
  let at = 1;
  while (at < words.length && words[at].startsWith("-")) at += isWhole(words[at]) ? 1 : 2;
  const image = (words[at] ?? "").replace(/^(?:index\.)?docker\.io\//, "").replace(/@.*$/, "").replace(/:[^/]*$/, "");
  const [, name] = /^mcp\/([a-z0-9][a-z0-9._-]*)$/.exec(image) ?? [];
  if (!name) return IMAGE;
  const taken = `The image mcp/${name} is taken for the package of that server; the two can differ.`;
  return { keys: [keyOf(NPM, `@modelcontextprotocol/server-${name}`), keyOf(PYPI, `mcp-server-${name}`)], shown: `mcp/${name}`, version: null, taken };
};

// An option without a value of its own, or with one attached to it.
const isWhole = (option) => DOCKER_FLAGS.test(option) || option.includes("=") || (/^-[a-zA-Z]./.test(option) && !option.startsWith("--"));

const readDeno = (args) => {
  const found = args.map((word) => /^npm:\/?((?:@[^/@]+\/)?[^/@]+(?:@[^/]+)?)/.exec(word)).find(Boolean);
  return (found && packageOf(NPM, found[1])) || LOCAL;
};

const readScript = (args) => {
  const found = args.map((word) => /(?:^|[/\\])node_modules[/\\]((?:@[^/\\]+[/\\])?[^/\\.][^/\\]*)[/\\]/.exec(word)).find(Boolean);
  return found ? { keys: [keyOf(NPM, found[1].replace("\\", "/"))], shown: found[1].replace("\\", "/"), version: null } : LOCAL;
};

/** A command by itself: perhaps the one of a package with the same name. */
const readCommand = (command, name) => {
  if (!SPECS.pypi.test(name) || name !== SPECS.pypi.exec(name)[1]) return NO_PACKAGE;
  const [, own] = /^mcp-server-(.+)$/.exec(name) ?? [];
  const keys = [keyOf(PYPI, name), keyOf(NPM, name), ...(own ? [keyOf(NPM, `@modelcontextprotocol/server-${own}`)] : [])];
  return { keys, shown: `a package for the command ${name}`, version: null, taken: `The command ${name} is taken for the package of that name.` };
};

/** Options with their values, and the words behind them; reading ends behind `last`. */
const splitOptions = (words, takesValue, last) => {
  const options = new Map();
  let at = 0;
  while (at < words.length && words[at].startsWith("-") && !options.has(last)) {
    const [option, ...rest] = words[at].split("=");
    const isAssigned = words[at].includes("=");
    let value = rest.join("=");
    at += 1;
    if (option === "--") break;
    if (takesValue.includes(option) && !isAssigned && at < words.length) {
      value = words[at];
      at += 1;
    }
    options.set(option, value);
  }
  return [options, words.slice(at)];
};
