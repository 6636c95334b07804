// What a configured server is: the package or address behind its command, as the catalogue names it.
// Of a command only a public name is kept; arguments, variables and folders are left behind.
// What is known of commands is data that `toolrisk scan` reads too, with the same tests.
const TABLE = await (await fetch(new URL("launches.json", import.meta.url))).json();
const NPM = "npm";
const PYPI = "pypi";
const DEEPEST = 4;
const whole = (pattern) => new RegExp(`^(?:${pattern})$`);
const SPECS = { [NPM]: whole(TABLE.specs.npm), [PYPI]: whole(TABLE.specs.pypi) };
const LOCAL_WORD = whole(TABLE.local);
const PYTHON = whole(TABLE.python);
const MODULE = whole(TABLE.module);
const ENDINGS = new RegExp(`${TABLE.endings}$`, "i");
const DENO = new RegExp(`^${TABLE.deno}`);
const INSTALLED = whole(TABLE.installed);
const FLAGS = whole(TABLE.containers.flags);
const IMAGE = whole(TABLE.containers.image);
const REFERENCE = whole(TABLE.commands.reference);

const unknown = (reason) => ({ why: TABLE.said[reason] });
const said = (sentence, name) => TABLE.said[sentence].replace("{name}", name);
const keyOf = (source, name) => `${source}:${source === PYPI ? name.toLowerCase().replace(/[_.]/g, "-") : name}`;
const keysOf = (packages, name) => packages.map(([source, pattern]) => keyOf(source, pattern.replace("{name}", name)));
const isLocal = (word) => LOCAL_WORD.test(word);

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
  if (depth > DEEPEST) return unknown("no_package");
  const first = command.replaceAll("\\", "/").split("/").pop().replace(ENDINGS, "");
  const words = [first, ...args];
  const again = (rest) => (rest.length ? readLaunch(rest[0], rest.slice(1), depth + 1) : unknown("no_package"));
  if (first === "cmd" && args[0]?.toLowerCase() === "/c") return again(args.slice(1));
  if (TABLE.shells.includes(first) && /^-\w*c$/.test(args[0] ?? "")) return again(shellWords(args[1] ?? ""));
  if (first === "env") return again(withoutSettings(args));
  for (const [source, runners] of Object.entries(TABLE.runners)) {
    const runner = runners.find((each) => each.every((word, at) => words[at] === word));
    if (runner) return readPackage(source, words.slice(runner.length));
  }
  if (first === "uv") return readUv(args, again);
  if (PYTHON.test(first)) return readPython(args);
  if (TABLE.containers.programs.includes(first)) return readContainer(args);
  if (first === "deno") return readDeno(args);
  if (TABLE.scripts.includes(first)) return readScript(args);
  return isLocal(first) ? unknown("local") : readCommand(first);
};

const shellWords = (line) => (/[;&|`$<>(]/.test(line) ? [] : line.trim().split(/\s+/).map((word) => word.replace(/^(["'])(.*)\1$/, "$2"))).filter((word) => word && word !== "exec");

const withoutSettings = (words) => {
  const start = words.findIndex((word) => !/^(?:-|\w+=)/.test(word));
  return start < 0 ? [] : words.slice(start);
};

const readPackage = (source, words) => {
  const [options, rest] = splitOptions(words, TABLE.takes_value.runner);
  if (TABLE.shell_options.some((option) => options.has(option))) return unknown("no_package");
  const naming = TABLE.names_package[source].find((option) => options.has(option));
  const spec = options.get(naming) || rest[0];
  const found = spec === undefined ? null : packageOf(source, spec);
  if (!found) return unknown("no_package");
  const address = TABLE.bridges.includes(found.shown) ? rest.slice(1).find((word) => /^https?:/.test(word)) : undefined;
  return (address && readAddress(address)) || found;
};

const packageOf = (source, spec) => {
  const match = SPECS[source].exec(spec);
  if (!match) return null;
  const version = match[2] && match[2] !== "latest" ? match[2] : null;
  return { keys: [keyOf(source, match[1])], shown: match[1], version };
};

const readUv = (args, again) => {
  const [, rest] = splitOptions(args, TABLE.takes_value.uv);
  if (rest[0] === "tool" && rest[1] === "run") return readPackage(PYPI, rest.slice(2));
  if (rest[0] !== "run") return unknown("no_package");
  const [options, [target, ...further]] = splitOptions(rest.slice(1), TABLE.takes_value.uv);
  const module = options.get("-m") ?? options.get("--module");
  if (module) return readModule(module);
  if (target === undefined) return unknown("no_package");
  if (isLocal(target) || (TABLE.own_runners.includes(target) && further[0] === "run")) return unknown("local");
  if (PYTHON.test(target)) return again([target, ...further]);
  const own = packageOf(PYPI, target);
  const added = options.has("--with") ? packageOf(PYPI, options.get("--with")) : null;
  if (!own || !added) return own ?? unknown("no_package");
  return own.keys[0] === added.keys[0] ? added : { ...own, keys: [...own.keys, ...added.keys], version: own.version ?? added.version };
};

const readPython = (args) => {
  const [options] = splitOptions(args, TABLE.takes_value.python, "-m");
  return options.has("-m") ? readModule(options.get("-m")) : unknown("local");
};

const readModule = (module) => {
  const name = module.split(".")[0];
  if (!MODULE.test(name)) return unknown("no_package");
  return { keys: [keyOf(PYPI, name)], shown: name, version: null, taken: said("module_taken", name) };
};

const readContainer = (args) => {
  const words = args[0] === "container" ? args.slice(1) : args;
  if (words[0] !== "run") return unknown("image");
  let at = 1;
  while (at < words.length && words[at].startsWith("-")) at += isWhole(words[at]) ? 1 : 2;
  const [, name] = IMAGE.exec(words[at] ?? "") ?? [];
  if (!name) return unknown("image");
  return { keys: keysOf(TABLE.containers.packages, name), shown: `mcp/${name}`, version: null, taken: said("image_taken", name) };
};

// An option without a value of its own, or with one attached to it.
const isWhole = (option) => FLAGS.test(option) || option.includes("=") || (/^-[a-zA-Z]./.test(option) && !option.startsWith("--"));

const readDeno = (args) => {
  const found = args.map((word) => DENO.exec(word)).find(Boolean);
  return (found && packageOf(NPM, found[1])) || unknown("local");
};

const readScript = (args) => {
  const name = args.map((word) => INSTALLED.exec(word)).find(Boolean)?.[1].replace("\\", "/");
  return name ? { keys: [keyOf(NPM, name)], shown: name, version: null } : unknown("local");
};

/** A command by itself: perhaps the one of a package with the same name. */
const readCommand = (name) => {
  if (SPECS[PYPI].exec(name)?.[1] !== name) return unknown("no_package");
  const [, own] = REFERENCE.exec(name) ?? [];
  const keys = [...keysOf(TABLE.commands.packages, name), ...(own ? keysOf(TABLE.commands.reference_packages, own) : [])];
  return { keys, shown: `a package for the command ${name}`, version: null, taken: said("command_taken", name) };
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
