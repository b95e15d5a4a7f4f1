// Keeps a page as the server has it while it is open: server-sent events with patches of HTML, which the server has rendered, and
// events that the page's own module takes. Connects again after a break, also over a restart of the host.
import { showTimes } from "./page.js";

const policy = globalThis.trustedTypes?.createPolicy("page", { createHTML: (html) => html });

export function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = policy ? policy.createHTML(html) : html;
  showTimes(template.content);
  return template.content;
}

// Whether somebody writes in a part, or has opened a form or an event in it: that is not taken away under their hands.
function isInUse(element) {
  const active = document.activeElement;
  return element.querySelector(".more-form[open], .events details[open]") !== null
    || (element.contains(active) && active.matches("input:not([type=hidden]), textarea, select"));
}

// The newest patch of each part that is in use; it is put in when the part is not.
const waiting = new Map();
setInterval(() => {
  for (const [target, frame] of [...waiting]) {
    waiting.delete(target);
    patch(frame);
  }
}, 1000);

export function patch(frame) {
  const { target, html } = frame;
  const element = document.getElementById(target);
  if (!element) return;
  if (isInUse(element)) {
    waiting.set(target, frame);
    return;
  }

  waiting.delete(target);
  element.replaceWith(parse(html));
}

function say(text) {
  const state = document.getElementById("live-state");
  if (state && state.textContent !== text) state.textContent = text;
}

// Follows an address. `events` has a function for each name of event beside "patch"; "again" is called after a break.
export function follow(url, events = {}) {
  let last = "";
  let source;
  let lost = false;
  let tries = 0;
  let timer;
  const take = (event) => {
    if (event.lastEventId) last = event.lastEventId;
    return JSON.parse(event.data);
  };
  const open = () => {
    const address = new URL(url, location.href);
    if (last) address.searchParams.set("after", last);
    source = new EventSource(address);
    source.onopen = () => {
      tries = 0;
      if (lost) events.again?.();
      lost = false;
      say("");
    };
    // The browser gives up after an answer that is no stream, such as that of a host that starts.
    source.onerror = () => {
      source.close();
      lost = true;
      if (++tries > 1) say(document.body.dataset.lost ?? "");
      timer = setTimeout(open, Math.min(5000, 250 * tries));
    };
    source.addEventListener("patch", (event) => patch(take(event)));
    source.addEventListener("end", () => {
      source.close();
      events.end?.();
    });
    for (const name of Object.keys(events)) {
      if (name !== "again" && name !== "end") source.addEventListener(name, (event) => events[name](take(event)));
    }
  };
  open();
  const stop = () => { clearTimeout(timer); source.close(); };
  addEventListener("pagehide", stop);
  return stop;
}

// Loads a part of this page again, or of another, and puts it in the place of the element of this id.
export async function refresh(target, url = location.href) {
  const answer = await fetch(url, { headers: { "X-Fragment": target } });
  if (!answer.ok) return false;
  document.getElementById(target)?.replaceWith(parse(await answer.text()));
  return true;
}
