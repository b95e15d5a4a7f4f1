// What every page does with a script: times in the viewer's zone, and the visitor's menu closes when another place is clicked.
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto", style: "short" });
const units = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

function ago(at) {
  const seconds = (at - Date.now()) / 1000;
  const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size) ?? units.at(-1);
  return relative.format(Math.round(seconds / size), unit);
}

// Shows the times of a part of the page; live.js calls it for what it puts in.
export function showTimes(root = document) {
  for (const time of root.querySelectorAll("time[data-when]")) {
    const at = new Date(time.dateTime);
    time.textContent = time.dataset.when === "relative" ? ago(at) : exact.format(at);
    time.title = time.dataset.when === "relative" ? exact.format(at) : ago(at);
  }
}

showTimes();
setInterval(showTimes, 30000);
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
