// Judges definitions apart from the page, so that a pattern that takes too long stops nothing.
import { judge, readRules, wrongField } from "./deciding.js";

self.addEventListener("message", ({ data: { sheet, tools } }) => {
  const rules = readRules(sheet);
  for (const { at, tool } of tools) self.postMessage({ at, verdict: verdictOn(tool, rules) });
});

/** Null where a definition is too odd to be judged: the others are not to suffer from it. */
const verdictOn = (tool, rules) => {
  try {
    const wrong = wrongField(tool);
    return wrong ? { wrong } : judge(tool, rules);
  } catch (error) {
    console.warn(error.message);
    return null;
  }
};
