// Enter sends a message, Shift+Enter begins a line; the newest words are in sight.
const message = document.querySelector(".say textarea");
message?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  message.form.requestSubmit();
});
document.getElementById("play-run")?.scrollIntoView({ block: "end" });
