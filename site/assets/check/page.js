// Check my stack: reads what is pasted, looks it up, and shows verdicts, combinations and policies.
// What is pasted stays in this page: it is neither stored nor put into any address.
import { counted, make } from "../search/draw.js";
import { showAnswer } from "./answer.js";
import { fetchIndex, lookUpServer, lookUpTools } from "./lookup.js";
import { read } from "./reading.js";

const LONGEST = 8_000_000;
const EXAMPLE = {
  mcpServers: {
    files: { command: "npx", args: ["-y", "@modelcontextprotocol/server-filesystem", "/workspace"] },
    fetch: { command: "uvx", args: ["mcp-server-fetch"] },
  },
};
const root = document.getElementById("check");
const text = make("textarea", { id: "stack", spellcheck: "false", autocomplete: "off", "aria-describedby": "stack-note" });
const file = make("input", { type: "file", accept: ".json,.jsonc,.json5,.toml,.yaml,.yml,application/json,application/toml,application/yaml,text/plain" });
const status = make("p", { id: "stack-status", role: "status" });
const answer = make("div", { id: "answer" });

let latest = 0;

const check = async () => {
  const own = (latest += 1);
  answer.replaceChildren();
  status.className = "";
  status.textContent = "Looking it up …";
  try {
    const found = text.value.length > LONGEST ? { wrong: "This is more than the page can read; use toolrisk scan." } : await read(text.value);
    if (found.wrong) return fail(found.wrong);
    const index = await fetchIndex();
    const servers = await lookUp(found, index);
    if (own !== latest) return; // it was asked again, or cleared, in the meantime
    showAnswer(answer, servers, index);
    status.textContent = found.skipped ? `${counted(found.skipped, "entry").replace("entrys", "entries")} without a name left out.` : "";
    answer.querySelector("h2").focus();
  } catch (error) {
    fail("The published files could not be read. Try again, or use toolrisk scan on the command line.");
    console.warn(error.message);
  }
};

const lookUp = async (found, index) => {
  if (found.servers) return Promise.all(found.servers.map((server) => lookUpServer(server, index)));
  const tools = await lookUpTools(found.tools, index);
  return [{ name: "", tools }];
};

const fail = (sentence) => {
  status.className = "wrong";
  status.textContent = sentence;
};

const button = (label, onclick, kind = "") => {
  const made = make("button", { type: "button", class: kind || undefined }, label);
  made.addEventListener("click", onclick);
  return made;
};

const clear = () => {
  latest += 1;
  text.value = "";
  status.textContent = "";
  answer.replaceChildren();
  text.focus();
};

const open = async () => {
  if (!file.files.length) return;
  text.value = await file.files[0].text();
  file.value = "";
  await check();
};

file.addEventListener("change", open);
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) check();
});
root.append(
  make("label", { for: "stack" }, "Client configuration (JSON, TOML or YAML) or tools/list"),
  text,
  make(
    "div",
    { class: "actions" },
    button("Check", check, "main"),
    make("label", { class: "file" }, "Open a file", file),
    button("Try an example", () => ((text.value = JSON.stringify(EXAMPLE, null, 2)), check())),
    button("Clear", clear),
  ),
  make("p", { class: "note", id: "stack-note" }, "Ctrl-Enter checks too. Of a command only the name of its package is used. Values of variables, headers and arguments are neither used nor shown."),
  status,
  answer,
);
