// The parameters of a tool, out of its schema or its description, with bounded work: what
// classifier/parameters.py and documented.py do.
import { splitName } from "./words.js";

const [DEEPEST, MOST_PARAMETERS, MOST_NODES, MOST_VALUES, LONGEST_NAME] = [6, 200, 1000, 60, 300];
const BRANCHES = ["anyOf", "oneOf", "allOf"];
const BLOCK =
  /\b(?:args|arguments|parameters|params|inputs?)\b[^\n:]{0,20}:([\s\S]*?)(?=\n\s*(?:returns?|raises?|examples?|outputs?|notes?|yields?)\b\s*:|$)/i;
const ENTRY = /(?:\n|\s[-*•])[ \t]*[-*•]?[ \t]*[`*"']{0,2}([A-Za-z_][A-Za-z0-9_]{0,60})[`*"']{0,2}[ \t]*(?:\(([^)\n]{0,60})\))?[ \t]*:/g;
const TYPES = { str: "string", int: "integer", float: "number", bool: "boolean", list: "array", dict: "object" };
for (const type of ["string", "integer", "number", "boolean", "array", "object"]) TYPES[type] = type;

export const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const listed = (value) => (Array.isArray(value) ? value.slice(0, MOST_VALUES) : []);
const entries = (properties) => {
  if (!isObject(properties)) return [];
  return Object.entries(properties).slice(0, MOST_PARAMETERS).filter(([, schema]) => isObject(schema));
};

/** The parameters of a schema, those of the top level before what is nested in them. */
export const readParameters = (root) => {
  const queue = [{ path: "inputSchema", schema: root, depth: 0 }];
  const [seen, found] = [new Set(), []];
  for (let at = 0; at < queue.length && found.length < MOST_PARAMETERS && seen.size < MOST_NODES; at += 1) {
    const node = queue[at];
    if (!isObject(node.schema) || seen.has(node.schema) || node.depth > DEEPEST) continue;
    seen.add(node.schema);
    for (const [name, schema] of entries(node.schema.properties)) found.push(parameter(`${node.path}.properties.${name}`, name, schema));
    if (queue.length - at < MOST_NODES) queue.push(...below(node, root));
  }
  return found.slice(0, MOST_PARAMETERS);
};

const parameter = (path, name, schema) => ({
  path,
  text: name,
  tokens: splitName(name),
  types: typesOf(schema),
  description: typeof schema.description === "string" ? schema.description : null,
  choices: choicesOf(path, schema),
});

const below = ({ path, schema, depth }, root) => {
  const found = entries(schema.properties).map(([name, inner]) => ({ path: `${path}.properties.${name}`, schema: inner, depth: depth + 1 }));
  if (isObject(schema.items)) found.push({ path: `${path}.items`, schema: schema.items, depth });
  for (const key of BRANCHES) listed(schema[key]).forEach((branch, at) => found.push({ path: `${path}.${key}[${at}]`, schema: branch, depth }));
  if (typeof schema.$ref === "string" && schema.$ref.startsWith("#/")) found.push(referenced(schema.$ref, root, depth));
  return found;
};

const referenced = (reference, root, depth) => {
  const steps = reference.slice(2).split("/").slice(0, 10).map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  const target = steps.reduce((value, step) => (isObject(value) && Object.hasOwn(value, step) ? value[step] : null), root);
  return { path: ["inputSchema", ...steps].join("."), schema: target, depth };
};

const typesOf = (schema) => {
  const branches = [schema, ...BRANCHES.flatMap((key) => listed(schema[key]).filter(isObject))];
  const declared = branches.flatMap(({ type }) => (Array.isArray(type) ? listed(type) : [type]));
  return new Set(declared.filter((type) => typeof type === "string"));
};

const choicesOf = (path, schema) => {
  const found = valuesOf(path, schema);
  if (isObject(schema.items)) found.push(...valuesOf(`${path}.items`, schema.items));
  for (const key of BRANCHES)
    listed(schema[key]).forEach((branch, at) => found.push(...(isObject(branch) ? valuesOf(`${path}.${key}[${at}]`, branch) : [])));
  return found;
};

const valuesOf = (path, schema) => {
  const found = typeof schema.const === "string" ? [{ path: `${path}.const`, value: schema.const.slice(0, LONGEST_NAME) }] : [];
  listed(schema.enum).forEach((value, at) => {
    if (typeof value === "string") found.push({ path: `${path}.enum[${at}]`, value: value.slice(0, LONGEST_NAME) });
  });
  return found;
};

/** The parameters that the first `Args:` block of a description names. */
export const documentedParameters = (description) => {
  const block = BLOCK.exec(description);
  if (!block) return [];
  const end = block.index + block[0].length;
  const start = end - block[1].length;
  const found = [...description.slice(start, end).matchAll(ENTRY)].slice(0, MOST_PARAMETERS);
  return found.map((entry) => documented(entry, start, description));
};

const documented = (entry, start, description) => {
  const from = start + entry.index + entry[0].indexOf(entry[1]);
  const kinds = (entry[2] ?? "").toLowerCase().match(/[a-z]+/g) ?? [];
  return {
    path: "description",
    text: description,
    tokens: splitName(entry[1]).map(({ word, start: at, end }) => ({ word, start: at + from, end: end + from })),
    types: new Set(kinds.filter((kind) => Object.hasOwn(TYPES, kind)).map((kind) => TYPES[kind])),
    description: null,
    choices: [],
  };
};
