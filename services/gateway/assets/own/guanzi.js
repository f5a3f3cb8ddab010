/* What the pages do beyond forms and links: menu, shortcuts, bulk selection, confirmation, print. No business here. */
"use strict";
(function () {
  const one = (selector, root) => (root || document).querySelector(selector);
  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));

  function typing(element) {
    return element && (/^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) || element.isContentEditable);
  }

  // "/" goes to the search field; "g" then a letter goes to a page of the menu (its data-key).
  let pending = 0;
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") return closeSheets();
    if (typing(event.target)) return;
    if (event.key === "/") {
      const search = one("[data-search]") || one("#quick");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    } else if (event.key === "g") {
      pending = Date.now();
    } else if (Date.now() - pending < 1500) {
      const link = one('.side a[data-key="' + CSS.escape(event.key) + '"]');
      pending = 0;
      if (link) { event.preventDefault(); link.click(); }
    }
  });

  function closeSheets() {
    document.body.classList.remove("menu-open");
    mark();
    all("details.who[open]").forEach(function (sheet) { sheet.open = false; });
  }

  function mark() {
    const button = one(".menu-button");
    if (button) button.setAttribute("aria-expanded", String(document.body.classList.contains("menu-open")));
  }

  document.addEventListener("click", function (event) {
    const target = event.target.closest ? event.target : document.body;
    if (target.closest(".menu-button")) {
      event.preventDefault();
      document.body.classList.toggle("menu-open");
      mark();
    } else if (document.body.classList.contains("menu-open") && !target.closest(".side")) {
      closeSheets();
    }
    if (!target.closest("details.who")) all("details.who[open]").forEach(function (sheet) { sheet.open = false; });
    if (target.closest("[data-print]")) window.print();
  });

  // A form that asks before it acts.
  document.addEventListener("submit", function (event) {
    const button = event.submitter;
    const question = (button && button.dataset.ask) || event.target.dataset.ask;
    if (question && !window.confirm(question)) { event.preventDefault(); event.stopImmediatePropagation(); }
  }, true);

  // Bulk selection: the bar shows how many; the box in the head takes the page.
  const BOXES = 'input[type="checkbox"][name="asset_no"], input[type="checkbox"][name="entry_id"], input[type="checkbox"][name="case_id"], input[type="checkbox"][name="demand_id"], input[type="checkbox"][name="print_id"]';
  function count(form) {
    const boxes = all(BOXES, form);
    const taken = boxes.filter(function (box) { return box.checked; }).length;
    const bar = one("[data-bulk]", form);
    if (bar) bar.hidden = taken === 0;
    const figure = one("[data-bulk-count]", form);
    if (figure) figure.textContent = String(taken + Number(figure.dataset.elsewhere || 0));
    all("[data-take-all]", form).forEach(function (head) {
      head.checked = taken > 0 && taken === boxes.length;
      head.indeterminate = taken > 0 && taken < boxes.length;
    });
    boxes.forEach(function (box) { box.closest("tr").setAttribute("aria-selected", String(box.checked)); });
  }
  document.addEventListener("change", function (event) {
    const form = event.target.closest("form[data-selection]");
    if (form) {
      if (event.target.matches("[data-take-all]")) {
        all(BOXES, form).forEach(function (box) { box.checked = event.target.checked; });
      }
      count(form);
    }
    const block = event.target.closest("[data-show-by]");
    if (block && event.target.name === block.dataset.showBy) showBy(block, event.target.value);
  });
  // The class decides the type: choosing one shows the fields of its type.
  function followClass() {
    const field = one('input[name="class_code"][list]');
    const kind = field && one('select[name="kind"]', field.form);
    const option = kind && all("#class-codes option").find(function (choice) { return choice.value === field.value; });
    if (option) { kind.value = option.dataset.kind; showBy(kind.closest("[data-show-by]"), kind.value); }
  }
  document.addEventListener("input", function (event) { if (event.target.name === "class_code") followClass(); });
  function showBy(block, value) {
    all("[data-when]", block).forEach(function (part) {
      const on = part.dataset.when.split(" ").includes(value);
      part.hidden = !on;
      all("input,select,textarea", part).forEach(function (field) { field.disabled = !on; });
    });
  }
  function settle(root) {
    all("form[data-selection]", root).forEach(count);
    all("[data-show-by]", root).forEach(function (block) {
      const field = one('[name="' + block.dataset.showBy + '"]:checked, select[name="' + block.dataset.showBy + '"]', block);
      if (field) showBy(block, field.value);
    });
    const fault = one("[aria-invalid=true]", root);
    // Never away from a field in which somebody types: other parts of the page are swapped meanwhile.
    if (fault && (!document.activeElement || document.activeElement === document.body)) fault.focus();
  }
  document.addEventListener("DOMContentLoaded", function () { settle(document); });
  document.addEventListener("htmx:after:swap", function () { settle(document); followClass(); });
  // The token that forms carry also goes with what htmx sends.
  // A page left open must not keep its session alive: it asks again by itself only while somebody is there to see it.
  const WATCHED_MS = 600000;
  let touched = Date.now();
  ["pointerdown", "pointermove", "keydown", "touchstart"].forEach(function (kind) {
    document.addEventListener(kind, function () { touched = Date.now(); }, { passive: true });
  });
  document.addEventListener("htmx:config:request", function (event) {
    const asking = event.detail.ctx.sourceElement;
    const repeats = asking && (asking.getAttribute("hx-trigger") || "").startsWith("every");
    if (repeats && (document.hidden || Date.now() - touched > WATCHED_MS)) event.preventDefault();
  });
  document.addEventListener("htmx:config:request", function (event) {
    const token = one('meta[name="csrf-token"]');
    const request = event.detail.ctx.request;
    if (token) request.headers["X-CSRF-Token"] = token.content;
    // Fields left empty need not stand in the address.
    if (request.method === "GET" && request.body instanceof FormData) {
      Array.from(request.body.keys()).forEach(function (name) { if (request.body.get(name) === "") request.body.delete(name); });
    }
  });
})();
