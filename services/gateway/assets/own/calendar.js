/* The calendar of a shared offer: choosing a day fills the form beside it, without a new page. Without scripts its links do the same. */
"use strict";
(function () {
  const form = document.getElementById("booking");
  if (!form) return;
  const from = form.elements.namedItem("starts_at");
  const to = form.elements.namedItem("ends_at");

  // The days that the form's period touches are marked, also when its fields are changed by hand or another month is shown.
  function mark() {
    const first = from.value.slice(0, 10);
    const last = (to.value || from.value).slice(0, 10);
    document.querySelectorAll("#month td[data-day]").forEach(function (cell) {
      cell.classList.toggle("chosen", first !== "" && first <= cell.dataset.day && cell.dataset.day <= last);
    });
  }

  document.addEventListener("click", function (event) {
    const link = event.target.closest && event.target.closest("#month a[data-from]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    from.value = link.dataset.from;
    to.value = link.dataset.to;
    mark();
    form.querySelector("[data-chosen]").textContent = "已填入 " + link.dataset.from.replace("T", " ") + " 至 " + link.dataset.to.replace("T", " ") + "，可以再改。";
    from.focus();
  });
  form.addEventListener("input", mark);
  document.addEventListener("htmx:after:swap", mark);
  mark();
})();
