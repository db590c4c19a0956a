// SPDX-License-Identifier: GPL-2.0-only
// The page's only script. It adds filter, copy buttons and keys; nothing that the page says depends on it.

/** Inlined at the end of the body. */
export const script = `
(() => {
  const $ = (selector) => document.querySelector(selector);
  const $$ = (selector) => [...document.querySelectorAll(selector)];
  const table = $("table.matrix"), form = $("form.filter"), box = $("#filter"), shown = $("#shown"), unfold = $("#unfold");
  const folds = $$(".fold"), rows = $$("tr.spec"), tooltip = (cell) => {
    const name = cell.parentElement.querySelector("th").innerText.split("\\n")[0];
    const column = cell.cellIndex - 1, sides = table.classList.contains("two") ? 2 : 1;
    const machine = $$("th.machine")[Math.floor(column / sides)].dataset.name;
    return [cell.className, machine, table.tHead.rows[2].cells[column].innerText, name].join(" · ");
  };
  const texts = new Map(rows.map((row) => [row, (row.parentElement.dataset.family + ": " + row.cells[0].textContent).toLowerCase()]));
  const apply = () => {
    const words = box.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const view = ($("input[name=view]:checked")?.value ?? "").split(" ").filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const state = row.dataset.state.split(" ");
      row.hidden = !(words.every((word) => texts.get(row).includes(word)) && (view.length === 0 || view.some((one) => state.includes(one))));
      if (!row.hidden) count++;
    }
    for (const body of table.tBodies) body.hidden = !body.querySelector("tr.spec:not([hidden])");
    const searching = words.length + view.length > 0;
    table.classList.toggle("searching", searching);
    shown.textContent = searching ? count + " of " + rows.length + " specs" : "";
  };
  const pressed = (yes) => {
    unfold.setAttribute("aria-pressed", yes);
    unfold.textContent = yes ? "fold all" : "unfold all";
  };
  if (form) {
    form.hidden = false;
    form.addEventListener("input", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    unfold.addEventListener("click", () => {
      const yes = unfold.getAttribute("aria-pressed") !== "true";
      for (const fold of folds) fold.checked = yes;
      pressed(yes);
    });
    table.addEventListener("change", () => pressed(folds.every((fold) => fold.checked)));
    table.addEventListener("mouseover", ({ target }) => {
      const cell = target.closest("tbody td");
      if (cell?.className && !cell.title) cell.title = tooltip(cell);
    });
    table.addEventListener("click", ({ target }) => {
      // A square without a link of its own leads where its spec leads.
      const link = target.closest("td") && !target.closest("a") ? target.closest("tr.spec")?.querySelector("th a") : null;
      if (link) link.click();
    });
  }
  // Where a panel was opened from.
  let from;
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
    const link = event.target.closest("a");
    if (link && !link.closest(".panel")) from = link;
  });
  const open = () => (location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null);
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && box && event.target !== box) {
      event.preventDefault();
      box.focus();
    }
    if (!open()?.classList.contains("panel")) return;
    if (event.key === "Escape") location.hash = "-";
    const squares = $$(".matrix td a").filter((one) => one.offsetParent !== null);
    const at = squares.findIndex((one) => one.hash === location.hash);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step !== undefined && at >= 0 && squares[at + step]) location.hash = squares[at + step].hash;
  });
  // A panel takes the focus, so that keys move it, and gives it back.
  const mark = () => {
    const target = open();
    for (const cell of $$("td.open")) cell.classList.remove("open");
    if (target?.tagName === "DETAILS") target.open = true;
    if (target?.classList.contains("panel")) {
      $('.matrix td a[href="' + location.hash + '"]')?.parentElement.classList.add("open");
      target.focus();
    } else if (location.hash === "#-") from?.focus?.();
  };
  addEventListener("hashchange", mark);
  mark();
})();
`;
