// Comforts on top of pages that work without them: a theme switch, copy buttons, and formats
// of policies that stay chosen from page to page.
(() => {
  "use strict";
  const root = document.documentElement;
  const themes = ["auto", "light", "dark"];
  const stored = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // storage is switched off
    }
  };
  const store = (key, value) => {
    try {
      localStorage.setItem(key, value);
    } catch {
      // it then lasts as long as the page
    }
  };
  const apply = (theme) => {
    if (theme === "auto") delete root.dataset.theme;
    else root.dataset.theme = theme;
  };
  let theme = themes.includes(stored("theme")) ? stored("theme") : "auto";
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
      store("theme", theme);
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
        // forms.js knows how to get the whole of a text that the page shows the head of.
        const whole = block.whole ? await block.whole() : `${block.querySelector("code").textContent}\n`;
        await navigator.clipboard.writeText(whole);
        made.textContent = "Copied";
      } catch {
        made.textContent = "Press Ctrl-C";
        getSelection().selectAllChildren(block.querySelector("code"));
      }
      setTimeout(() => (made.textContent = "Copy"), 2000);
    });
    block.append(made);
  };

  const rememberFormat = (choice) => {
    if (choice.id === stored("format")) choice.checked = true;
    choice.addEventListener("change", () => store("format", choice.id));
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".top-row").forEach(addThemeSwitch);
    document.querySelectorAll("[data-copy]").forEach(addCopyButton);
    document.querySelectorAll(".formats > input").forEach(rememberFormat);
  });
})();
