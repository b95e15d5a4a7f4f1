// A run while it is open: its parts as they change, and the words of models as they come.
import { follow, refresh } from "./live.js";

const words = document.getElementById("live-words");
const speaking = new Map();

function place({ memberRunId, member }) {
  let box = speaking.get(memberRunId);
  if (!box && words) {
    box = document.createElement("p");
    const by = document.createElement("span");
    by.className = "by";
    by.textContent = member ?? "";
    const text = document.createElement("span");
    box.append(by, text);
    words.append(box);
    speaking.set(memberRunId, box);
  }
  return box?.lastElementChild;
}

const live = document.querySelector("[data-live]");
if (live) {
  const address = new URL(live.dataset.live, location.href);
  address.search = location.search;
  address.searchParams.delete("after");
  follow(address, {
    // A text begins anew at offset 0: of another turn, or where the call is made again after a crash.
    words: (delta) => {
      if (delta.kind !== "ContentDelta") return;
      const text = place(delta);
      if (text) text.textContent = (delta.offset === 0 ? "" : text.textContent) + delta.text;
    },
    said: ({ memberRunId }) => {
      speaking.get(memberRunId)?.remove();
      speaking.delete(memberRunId);
    },
    end: () => { words?.replaceChildren(); speaking.clear(); },
  });
}

// A row of the timeline is shown without loading the page; the address is the row's all the same.
document.addEventListener("click", async (event) => {
  const row = event.target.closest?.("a[data-row]");
  if (!row || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (!await refresh("run-detail", row.href)) { location.assign(row.href); return; }
  history.pushState(null, "", row.href);
  for (const one of document.querySelectorAll("#run-timeline li")) one.classList.toggle("selected", one.contains(row));
});
addEventListener("popstate", () => location.reload());
