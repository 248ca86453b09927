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

// Review by keyboard: the letter beside a button presses it.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  const button = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
  if (button.tagName === "SUMMARY") button.parentElement.querySelector("input, select")?.focus();
});

// The statement that is asked about is in sight.
for (const box of document.querySelectorAll(".excerpt")) {
  const asked = box.querySelector(".chosen");
  if (asked) box.scrollTop = Math.max(0, asked.offsetTop - box.offsetTop - 60);
}

// A form is sent once, however often its button is pressed.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
}
addEventListener("pageshow", () => { for (const form of document.querySelectorAll("form[method=post]")) delete form.dataset.sent; });

// What other reviewers decide is told while the page is open.
const task = document.querySelector("#task");
if (task) {
  let last = Number(task.dataset.last);
  const about = task.dataset.about.split(" ").filter(Boolean);
  const line = document.querySelector("#meanwhile");
  setInterval(async () => {
    if (document.hidden) return;
    const answer = await fetch(`/review/recent?since=${last}`).catch(() => null);
    if (!answer?.ok) return;
    const news = await answer.json();
    last = news.last;
    for (const decision of news.decisions) {
      const here = about.every((name) => decision.about.includes(name));
      line.textContent = here
        ? `${decision.author} has just decided this one: ${decision.verdict}. Load the page for the next.`
        : `${decision.author} has decided another one: ${decision.verdict}.`;
      line.hidden = false;
    }
  }, 4000);
}
