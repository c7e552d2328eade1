"use strict";
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0], key = (row, i) => row.cells[i].dataset.sort ?? row.cells[i].textContent.trim();
  table.classList.add("sorting");
  [...table.tHead.rows[0].cells].forEach((head, i) => {
    head.tabIndex = 0;
    const sort = () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const order = (a, b) => key(a, i).localeCompare(key(b, i), "zh-CN", { numeric: true });
      const number = (row) => Number(key(row, i).replace("·", "0"));
      const rows = [...body.rows], plain = rows.every((row) => !Number.isNaN(number(row)));
      rows.sort((a, b) => (plain ? number(a) - number(b) : order(a, b)) * (up ? 1 : -1));
      body.append(...rows);
    };
    head.addEventListener("click", sort);
    head.addEventListener("keydown", (event) => { if (event.key === "Enter") sort(); });
  });
}
for (const input of document.querySelectorAll("input[data-table]")) {
  const rows = [...document.getElementById(input.dataset.table).tBodies[0].rows], told = input.nextElementSibling;
  input.parentElement.hidden = false;
  input.addEventListener("input", () => {
    const words = input.value.trim().toLowerCase().split(/\s+/);
    let shown = 0;
    for (const row of rows) {
      row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
      shown += !row.hidden;
    }
    told.textContent = input.value.trim() ? `${shown} / ${rows.length}` : "";
  });
}
