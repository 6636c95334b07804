// Run the shared cases through the engine of the page; returns what differs and what is left open.
(vectors) => {
  const { Num, parse, read, standing, evaluate } = globalThis.toolrisk.policy;
  const differing = [];
  const open = [];
  let calls = 0;
  const policyOf = (text) => {
    try {
      const { policy, problems } = read(parse(text));
      return problems.length ? null : policy;
    } catch (error) {
      if (error instanceof SyntaxError) return null;
      throw error;
    }
  };
  const decide = (policy, call) => {
    const used = call.counters.map((it) => [`${it.scope} ${it.window} ${it.name}`, new Num(it.used)]);
    const options = { counters: new Map(used), approved: call.approved };
    const made = evaluate(policy, call.tool, parse(call.arguments), options);
    const reserves = made.reservations.map((it) => [it.scope, it.window, it.name, it.rule]);
    return { outcome: made.outcome, rule: made.rule, reason: made.reason, hidden: made.hidden, reserves };
  };
  for (const { policy: text, valid, effect, calls: asked = [] } of vectors.cases) {
    const policy = policyOf(text);
    if ((policy !== null) !== valid) differing.push({ text, valid });
    if (!policy || !valid) continue;
    for (const tool of vectors.tools) {
      if (!effect[standing(policy, tool)].includes(tool)) differing.push({ text, tool, standing: standing(policy, tool) });
    }
    for (const call of asked) {
      calls += 1;
      const made = decide(policy, call);
      if (made.outcome === "unknown") open.push({ text, call });
      else for (const key of Object.keys(made)) {
        if (JSON.stringify(made[key]) !== JSON.stringify(call[key])) differing.push({ text, call, made });
      }
    }
  }
  return { differing, open, calls };
}
