// Judges definitions apart from the page, so that a pattern that takes too long stops nothing.
import { judge, readRules, wrongField } from "./deciding.js";

self.addEventListener("message", ({ data: { sheet, tools } }) => {
  const rules = readRules(sheet);
  for (const { at, tool } of tools) {
    const wrong = wrongField(tool);
    self.postMessage({ at, verdict: wrong ? { wrong } : judge(tool, rules) });
  }
});
