// From the rules that fired to category, risk, signals and recommendation: what
// classifier/deciding.py, precision.py and risk.py do for the rules alone.
import { readFeatures } from "./features.js";
import { compileClauses, firedOn } from "./matching.js";
import { isObject } from "./parameters.js";
import { readLexicon } from "./words.js";

const CLOSE = 10;
const CATEGORIES = ["Financial", "Destructive", "Execute", "Write", "Read"];
const RISKS = ["Low", "Medium", "High", "Critical"];
const IRREVERSIBLE = ["Destructive", "Financial"];
const CONFINED = [
  ["draft", IRREVERSIBLE],
  ["sandbox", [...IRREVERSIBLE, "Execute"]],
  ["test_mode", IRREVERSIBLE],
  ["session", IRREVERSIBLE],
  ["prepared_only", ["Financial"]],
  ["page", ["Execute"]],
  ["predefined_job", ["Execute"]],
];
const NO_CONFINEMENT_OF_CODE = ["predefined_job", "page"];

/** The published rules, ready for judging. */
export const readRules = (sheet) => ({ ...sheet, clauses: compileClauses(sheet.clauses), lexicon: readLexicon(sheet.lexicon) });

/** What a field of a definition has that no definition may have, or null. */
export const wrongField = (tool) => {
  for (const key of ["title", "description"]) if ((tool[key] ?? null) !== null && typeof tool[key] !== "string") return key;
  for (const key of ["inputSchema", "outputSchema", "annotations"]) if ((tool[key] ?? null) !== null && !isObject(tool[key])) return key;
  return null;
};

/** The verdict of the rules alone on one definition; `category` is null where none decides. */
export const judge = (tool, rules) => {
  const fired = firedOn(readFeatures(tool, rules.lexicon), rules);
  const decision = decide(fired);
  const named = (kind) => new Set(fired.map(({ rule }) => rule[kind]).filter(Boolean));
  const [signals, modifiers] = [named("signal"), named("modifier")];
  const measured = precisionOf(decision, modifiers, rules.precision);
  const needsReview = !decision.rule || measured.share < rules.precision.review_below || rules.undecidable.some((one) => modifiers.has(one));
  const isSteering = signals.has("hidden_instructions");
  const verdict = {
    category: decision.category,
    risk: decision.rule || isSteering ? riskOf(decision.category ?? "Read", signals, modifiers, needsReview, rules.base_risk) : null,
    needs_review: needsReview,
    signals: rules.signals.filter((signal) => signals.has(signal)),
    because: decision.rule ? { id: decision.rule.id, says: decision.rule.says, page: decision.rule.page, ...measured } : null,
  };
  return { ...verdict, rule: recommended(verdict, rules.recommended) };
};

/** The strongest rule decides, and of equals the one for the worse category. */
export const decide = (fired) => {
  const rank = ({ rule }) => CATEGORIES.indexOf(rule.category);
  const byId = (a, b) => (a.rule.id < b.rule.id ? -1 : 1);
  const speaking = fired.filter(({ rule }) => rule.category);
  speaking.sort((a, b) => b.strength - a.strength || rank(a) - rank(b) || byId(a, b));
  const [best] = speaking;
  if (!best) return { category: null, rule: null, situation: "undecided" };
  const { category } = best.rule;
  const contender = speaking.find(({ rule }) => rule.category !== category);
  const isBacked = speaking.filter(({ rule }) => rule.category === category).length > 1;
  const isContested = contender && best.strength - contender.strength <= CLOSE;
  return { category, rule: best.rule, situation: isContested ? "contested" : isBacked ? "backed" : "alone" };
};

const precisionOf = ({ category, rule, situation }, modifiers, { certain, prior_weight: weight, ...counts }) => {
  const share = ([right, seen], prior) => (right + weight * prior) / (seen + weight);
  const prior = share(counts.by_situation[situation] ?? [0, 0], 0.5);
  const [right, seen] = (rule && counts.by_rule[`${rule.id}:${situation}`]) ?? [0, 0];
  const found = Math.round((rule ? share([right, seen], prior) : prior) * 1000) / 1000;
  const isHeld = category === "Read" && modifiers.has("speaks_of_acting");
  return { right, seen, share: isHeld ? Math.min(found, certain) : found };
};

const riskOf = (category, signals, modifiers, needsReview, bases) => {
  const confinement = CONFINED.find(
    ([modifier, categories]) =>
      modifiers.has(modifier) &&
      categories.includes(category) &&
      !(NO_CONFINEMENT_OF_CODE.includes(modifier) && signals.has("freeform_code")),
  );
  let rank = RISKS.indexOf(bases[category]);
  if (isRaised(category, signals, modifiers, Boolean(confinement))) rank = Math.min(RISKS.length - 1, rank + 1);
  if (confinement) rank = Math.max(0, rank - 1);
  if (signals.has("hidden_instructions")) return "Critical";
  return RISKS[needsReview && rank === 0 ? 1 : rank];
};

const isRaised = (category, signals, modifiers, isConfined) => {
  const has = (...wanted) => wanted.every((signal) => signals.has(signal));
  if (category === "Read") return has("secrets") || (has("url_input") && !modifiers.has("fixed_host")) || has("private_data", "bulk");
  if (category === "Write") return has("privilege") || has("external_send", "bulk") || has("secrets");
  return category === "Execute" && has("freeform_code") && !isConfined;
};

const recommended = ({ category, needs_review: needsReview, signals }, sheet) => {
  const placed = signals.find((signal) => Object.hasOwn(sheet.signals, signal));
  if (placed) return sheet.signals[placed];
  if (needsReview) return sheet.needs_review;
  const rule = sheet.placements[category];
  const isOpen = rule && rule.action === "allow" && signals.some((signal) => sheet.guarded.includes(signal));
  return isOpen ? { ...rule, ...sheet.unguarded } : rule;
};
