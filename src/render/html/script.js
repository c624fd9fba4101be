"use strict";
(() => {
  // "angstrom" finds "Ångström".
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const order = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  const number = new Intl.NumberFormat("en");

  for (const list of document.querySelectorAll(".list")) {
    const body = list.querySelector("tbody");
    const rows = Array.from(body.rows, (row) => ({ row, text: "" }));
    const status = list.querySelector("output");
    const search = list.querySelector("input");
    let sorted = "";

    const filter = () => {
      const words = plain(search.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const entry of rows) {
        if (words.length > 0 && !entry.text) entry.text = plain(entry.row.textContent);
        const hidden = !words.every((word) => entry.text.includes(word));
        if (entry.row.hidden !== hidden) entry.row.hidden = hidden;
        if (!hidden) shown += 1;
      }
      status.textContent = `${number.format(shown)} of ${number.format(rows.length)} shown${sorted}`;
    };

    const sort = (heading, column) => {
      const direction = heading.ariaSort === "ascending" ? "descending" : "ascending";
      for (const other of list.querySelectorAll("thead th")) other.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", direction);
      for (const entry of rows) entry.key = entry.row.cells[column].textContent;
      const sign = direction === "ascending" ? 1 : -1;
      // Whatever the direction, what is not there comes last.
      rows.sort((a, b) => !a.key - !b.key || sign * order.compare(a.key, b.key));
      const page = document.createDocumentFragment();
      for (const entry of rows) page.append(entry.row);
      body.append(page);
      sorted = `, sorted by ${heading.textContent}, ${direction}`;
      filter();
    };

    for (const [column, heading] of list.querySelectorAll("thead th").entries()) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      button.addEventListener("click", () => sort(heading, column));
      heading.append(button);
    }
    list.classList.add("sortable");
    search.addEventListener("input", filter);
    list.querySelector(".controls").hidden = false;
    // A browser that comes back to the page may have kept what was typed.
    if (search.value) filter();
  }

  for (const notice of document.querySelectorAll("[data-until]")) {
    notice.hidden = Date.now() < Date.parse(notice.dataset.until);
  }

  // Not every page has one.
  for (const copy of document.querySelectorAll(".copy")) {
    const digest = document.querySelector(".digest");
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(digest.textContent);
        copy.textContent = "Copied";
      } catch {
        // Not every page may write to the clipboard; what is selected can be copied by hand.
        getSelection().selectAllChildren(digest);
        copy.textContent = "Selected";
      }
      setTimeout(() => { copy.textContent = "Copy"; }, 2000);
    });
  }
})();
