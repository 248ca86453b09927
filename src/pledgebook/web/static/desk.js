// What makes the desk quick. Every page works without it.
"use strict";

// Filters apply as they are chosen; words as soon as the fingers rest.
for (const form of document.querySelectorAll("form[data-quick]")) {
  const send = () => {
    for (const field of form.elements) {
      if (field.name && !field.value) field.disabled = true; // keep addresses short
    }
    form.submit();
  };
  for (const field of form.querySelectorAll("select")) field.addEventListener("change", send);
  form.addEventListener("submit", (event) => { event.preventDefault(); send(); });
}

// "/" goes to the search, as in many readers.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const search = document.querySelector("input[type=search], #quick");
    if (search) { event.preventDefault(); search.focus(); }
  }
});
