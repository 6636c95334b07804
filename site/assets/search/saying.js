// Sentences about results that the search box and the page to browse by share.
import { counted } from "./draw.js";

export const KIND = {
  risk: "Risk", category: "Category", signal: "Signal", contradiction: "Annotation", attack: "Attack", page: "Page",
};

export const aboutTopic = ({ kind, about, count }) =>
  [about, count === null ? "" : `${counted(count, "tool")}${kind === "contradiction" ? " contradict it" : ""}`]
    .filter(Boolean)
    .join(" · ");

export const aboutVendor = ({ tools, servers }) =>
  `${counted(tools, "tool")} on ${counted(servers, "server")}`;

/** Which words were taken for a slip of the finger, or an empty text. */
export const readAs = (words) =>
  words
    .filter(({ isMended }) => isMended)
    .map(({ typed, meant }) => `“${typed}” read as ${meant.slice(0, 2).map(({ term }) => `“${term}”`).join(" or ")}`)
    .join(", ");
