// SPDX-License-Identifier: GPL-2.0-only
// The page's only script. It adds filter, copy buttons and keys; nothing that the page says depends on it.

/** Inlined at the end of the body. */
export const script = `
(() => {
  const box = document.getElementById("filter");
  const shown = document.getElementById("shown");
  const rows = [...document.querySelectorAll("tr.spec")];
  const apply = () => {
    const words = box.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const view = (document.querySelector("input[name=view]:checked")?.value ?? "").split(" ").filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const state = row.dataset.state.split(" ");
      const fits = words.every((word) => row.dataset.text.includes(word)) && (view.length === 0 || view.some((one) => state.includes(one)));
      row.hidden = !fits;
      if (fits) count++;
    }
    for (const body of document.querySelectorAll("table.matrix tbody"))
      body.hidden = !body.querySelector("tr.spec:not([hidden])");
    shown.textContent = count === rows.length ? "" : count + " of " + rows.length + " specs";
  };
  document.querySelector("form.filter")?.addEventListener("input", apply);
  document.querySelector("form.filter")?.addEventListener("submit", (event) => event.preventDefault());
  const copy = async (button) => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      // A page from file:// may have no clipboard: select the text instead.
      getSelection().selectAllChildren(button.parentElement.querySelector("code"));
      document.execCommand("copy");
    }
    button.textContent = "copied";
    setTimeout(() => (button.textContent = "copy"), 1200);
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-copy]");
    if (button) void copy(button);
  });
  const open = () => (location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null);
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && event.target !== box) {
      event.preventDefault();
      box.focus();
    }
    const panel = open();
    if (!panel?.classList.contains("panel")) return;
    if (event.key === "Escape") location.hash = "-";
    const squares = [...document.querySelectorAll("a.sq[href]")].filter((one) => one.offsetParent !== null);
    const at = squares.findIndex((one) => one.hash === location.hash);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step !== undefined && at >= 0 && squares[at + step]) location.hash = squares[at + step].hash;
  });
  const mark = () => {
    document.querySelector("a.sq.open")?.classList.remove("open");
    document.querySelector('a.sq[href="' + location.hash + '"]')?.classList.add("open");
  };
  addEventListener("hashchange", mark);
  mark();
})();
`;
