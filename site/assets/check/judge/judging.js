// Has definitions judged by a worker that is ended when one of them takes too long.

const WORKER = new URL("./worker.js", import.meta.url);
const PATIENCE = 6_000;

/** The verdicts of definitions, in their order; null for one that takes too long to judge. */
export const judgeAll = async (tools, sheet, patience = PATIENCE) => {
  const verdicts = tools.map(() => undefined);
  while (verdicts.includes(undefined)) {
    const left = tools.map((tool, at) => ({ at, tool })).filter(({ at }) => verdicts[at] === undefined);
    await round({ sheet, tools: left }, verdicts, patience);
  }
  return verdicts;
};

/** One worker, until it is done or one definition takes too long, which gets null. */
const round = (task, verdicts, patience) =>
  new Promise((resolve) => {
    const worker = new Worker(WORKER, { type: "module" });
    const open = task.tools.map(({ at }) => at);
    let timer;
    const end = () => {
      clearTimeout(timer);
      worker.terminate();
      resolve();
    };
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        verdicts[open[0]] = null;
        end();
      }, patience);
    };
    worker.addEventListener("error", (event) => {
      console.warn(event.message ?? "the worker cannot be started");
      for (const at of open) verdicts[at] = null;
      end();
    });
    worker.addEventListener("message", ({ data: { at, verdict } }) => {
      verdicts[at] = verdict;
      open.shift();
      if (open.length) wait();
      else end();
    });
    wait();
    worker.postMessage(task);
  });
