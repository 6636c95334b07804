// Policies as files for clients: written for the name that the server has in one's own
// configuration, and copied whole where the page shows only their head.
(() => {
  "use strict";
  const place = document.querySelector(".formats[data-forms]");
  if (!place) return;
  // Names that every format writes as they are; any other needs to be compiled anew.
  const ORDINARY = /^(?!.*__)[A-Za-z](?:[A-Za-z0-9_-]{0,46}[A-Za-z0-9-])?$/;
  const [addresses, KEY] = [place.dataset.forms.split(" "), `name of ${place.dataset.server}`];
  const shown = [...place.querySelectorAll("var")];
  const written = shown[0]?.textContent;
  const kept = (() => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // storage is switched off
    }
  })();
  let name = written && ORDINARY.test(kept ?? "") ? kept : written;

  const make = (tag, props, ...inside) => {
    const made = Object.assign(document.createElement(tag), props);
    made.append(...inside);
    return made;
  };
  const documents = new Map();
  const fetched = (preset) => {
    const address = addresses.find((each) => each.endsWith(`/${preset}.json`));
    if (!documents.has(address)) {
      const found = fetch(address).then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)));
      found.catch(() => documents.delete(address));
      documents.set(address, found);
    }
    return documents.get(address);
  };
  const whole = async (target, preset = "recommended") => {
    const held = await fetched(preset);
    const format = held.formats.find((each) => each.target === target);
    return format.parts.join(name ?? held.client_name);
  };

  // Read by the copy buttons of site.js, which copy what the page shows without it.
  for (const block of place.querySelectorAll(".code[data-form]")) {
    block.whole = () => whole(block.dataset.form);
  }
  for (const link of place.querySelectorAll("a[data-form]")) {
    const { form, which } = link.dataset;
    const copy = make("button", { type: "button" }, "Copy");
    copy.setAttribute("aria-label", `Copy: ${link.textContent}`);
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(await whole(form, which));
        copy.textContent = "Copied";
      } catch {
        copy.textContent = "Open the file";
      }
      setTimeout(() => (copy.textContent = "Copy"), 2000);
    });
    link.addEventListener("click", async (event) => {
      if (!name || name === written) return;
      event.preventDefault();
      try {
        const data = new Blob([await whole(form, which)], { type: "text/plain" });
        const href = URL.createObjectURL(data);
        make("a", { href, download: link.download }).click();
        setTimeout(() => URL.revokeObjectURL(href), 1000);
      } catch {
        copy.textContent = "It could not be fetched";
      }
    });
    link.after(" ", copy);
  }

  if (!written) return;
  const told = make("span", { className: "note", role: "status" });
  const input = make("input", { value: name, maxLength: 48, spellcheck: false, autocomplete: "off" });
  const write = () => shown.forEach((each) => (each.textContent = name));
  input.addEventListener("input", () => {
    const typed = input.value.trim();
    const fits = typed === "" || ORDINARY.test(typed);
    input.setAttribute("aria-invalid", String(!fits));
    told.textContent = fits ? "" : `Still written for ${name}: for a name like this, use toolrisk policy compile.`;
    if (!fits) return;
    name = typed || written;
    write();
    try {
      if (name === written) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, name);
    } catch {
      // it then lasts as long as the page
    }
  });
  write();
  place.before(make("p", { className: "client-name" }, make("label", {}, "Name of the server in your configuration ", input), " ", told));
})();
