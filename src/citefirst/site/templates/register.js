"use strict";
(() => {
  const table = document.getElementById("register");
  const body = table.tBodies[0];
  const form = document.getElementById("filter");
  const shown = document.getElementById("shown");
  const columns = { verdict: 1, workflow: 2, status: 3, owner: 4 };
  const rows = Array.from(body.rows, (row) => ({
    row,
    cells: Array.from(row.cells, (cell) => cell.textContent),
    words: row.textContent.toLowerCase(),
  }));
  const heads = Array.from(table.tHead.rows[0].cells);
  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  let sorted = -1;
  let down = false;

  function matches(each, wanted) {
    for (const name of Object.keys(columns)) {
      const value = wanted.get(name);
      if (value && each.filters[name].indexOf(value) < 0) return false;
    }
    return wanted.words.every((word) => each.words.includes(word));
  }

  function filter() {
    const wanted = new FormData(form);
    wanted.words = String(wanted.get("q")).toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const each of rows) {
      const fits = matches(each, wanted);
      each.row.hidden = !fits;
      if (fits) count += 1;
    }
    shown.textContent = count === rows.length ? `${count} records` : `${count} of ${rows.length} records`;
    remember();
  }

  function sort(column, isDown) {
    sorted = column;
    down = isDown;
    const order = rows.slice().sort((one, other) => {
      const a = one.cells[column];
      const b = other.cells[column];
      if (!a !== !b) return a ? -1 : 1;
      return (down ? -1 : 1) * collator.compare(a, b);
    });
    const all = document.createDocumentFragment();
    for (const each of order) all.append(each.row);
    body.append(all);
    heads.forEach((head, index) => {
      if (index === column) head.setAttribute("aria-sort", down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    remember();
  }

  function remember() {
    const state = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value) state.set(name, value);
    if (sorted >= 0) state.set("sort", (down ? "-" : "") + sorted);
    const text = state.toString();
    try {
      history.replaceState(null, "", text ? `#${text}` : location.pathname.split("/").pop());
    } catch {
      // a page that was opened from some places may not change its address
    }
  }

  for (const each of rows) {
    each.filters = {
      verdict: [each.cells[1].startsWith("\u2713") ? "holds" : "does not hold"],
      workflow: [each.cells[2]],
      status: [each.cells[3]],
      owner: each.cells[4].split(", "),
    };
  }
  heads.forEach((head, index) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(index, sorted === index && !down));
    head.append(button);
  });
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  const given = new URLSearchParams(location.hash.slice(1));
  for (const field of form.elements) if (field.name && given.has(field.name)) field.value = given.get(field.name);
  form.hidden = false;
  const order = given.get("sort");
  if (order && heads[Math.abs(Number(order))]) sort(Math.abs(Number(order)), order.startsWith("-"));
  if (given.size) filter();
})();
