// Two comforts on top of pages that work without them: a theme switch and copy buttons.
(() => {
  "use strict";
  const root = document.documentElement;
  const themes = ["auto", "light", "dark"];
  const stored = () => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null; // storage is switched off
    }
  };
  const store = (theme) => {
    try {
      localStorage.setItem("theme", theme);
    } catch {
      // it then lasts as long as the page
    }
  };
  const apply = (theme) => {
    if (theme === "auto") delete root.dataset.theme;
    else root.dataset.theme = theme;
  };
  let theme = themes.includes(stored()) ? stored() : "auto";
  apply(theme);

  const button = (text, className) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = className;
    made.textContent = text;
    return made;
  };

  const addThemeSwitch = (row) => {
    const made = button("", "theme");
    const label = () => {
      made.textContent = { auto: "Auto", light: "Light", dark: "Dark" }[theme];
      made.setAttribute("aria-label", `Colour theme: ${theme}`);
    };
    made.addEventListener("click", () => {
      theme = themes[(themes.indexOf(theme) + 1) % themes.length];
      apply(theme);
      store(theme);
      label();
    });
    label();
    row.append(made);
  };

  const addCopyButton = (block) => {
    const made = button("Copy", "copy");
    made.setAttribute("aria-label", `Copy ${block.dataset.copy}`);
    made.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(`${block.querySelector("code").textContent}\n`);
        made.textContent = "Copied";
      } catch {
        made.textContent = "Press Ctrl-C";
        getSelection().selectAllChildren(block.querySelector("code"));
      }
      setTimeout(() => (made.textContent = "Copy"), 2000);
    });
    block.append(made);
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".top-row").forEach(addThemeSwitch);
    document.querySelectorAll("[data-copy]").forEach(addCopyButton);
  });
})();
