// The inbox: keys, and new questions by themselves. Every decision is an ordinary form; keys press its buttons.
import { follow, refresh } from "./live.js";

const cards = () => [...document.querySelectorAll("[data-question]")];
const current = () => document.activeElement?.closest?.("[data-question]");
const isTyping = (element) => element?.matches?.("input:not([type=checkbox]), textarea, select, [contenteditable]");

function move(by) {
  const all = cards();
  if (all.length === 0) return;
  const at = all.indexOf(current());
  const next = all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))];
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

// Presses the button of a key; a part that opens gets the focus in its first input.
function press(key) {
  const card = current() ?? (cards().length === 1 ? cards()[0] : undefined);
  const button = card?.querySelector(`[data-key="${key}"]`);
  if (!button) return;
  button.click();
  if (button.tagName === "SUMMARY") button.parentElement.querySelector("textarea, input:not([type=hidden]), select")?.focus();
}

const help = document.getElementById("keys");
const keys = {
  j: () => move(1),
  k: () => move(-1),
  a: () => press("a"),
  r: () => press("r"),
  e: () => press("e"),
  x: () => current()?.querySelector("input[type=checkbox]")?.click(),
  "?": () => help?.showModal(),
  Enter: () => current()?.querySelector("h2 a")?.click(),
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || help?.open) return;
  if (event.key === "Escape" && isTyping(event.target)) { event.target.closest("[data-question]")?.focus(); return; }
  if (isTyping(event.target)) return;
  if (event.key === "Enter" && event.target !== current()) return;
  if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
});
for (const button of document.querySelectorAll("[data-keys]")) {
  button.hidden = false;
  button.addEventListener("click", () => help.showModal());
}

function showCount(count) {
  const badge = document.getElementById("pending-count");
  if (badge) { badge.textContent = count; badge.hidden = count === 0; }
  document.title = (count > 0 ? `(${count}) ` : "") + document.title.replace(/^\(\d+\) /, "");
}

const list = document.getElementById("inbox-list");
if (list) {
  let mark;
  // What somebody fills in, or has chosen, is not taken away under their hands.
  const isBusy = () => document.querySelector("#inbox-list details[open], #inbox-list input[type=checkbox]:checked")
    || isTyping(document.activeElement);
  const isOld = () => mark !== undefined && document.getElementById("inbox-list").dataset.mark !== mark;
  let loading = false;
  const load = async () => {
    if (loading || isBusy() || !isOld()) return;
    loading = true;
    const at = current()?.dataset.question;
    try {
      await refresh("inbox-list");
    } catch {
      // The host is away; the list is loaded when it is back.
    }

    loading = false;
    if (at) document.querySelector(`[data-question="${CSS.escape(at)}"]`)?.focus({ preventScroll: true });
  };
  follow(list.dataset.live, {
    inbox: (state) => {
      showCount(state.count);
      mark = state.mark;
      load();
    },
  });
  setInterval(load, 1000);
}
