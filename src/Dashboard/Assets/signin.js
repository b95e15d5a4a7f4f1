// Where the Functions host checks the key: it takes the key in a header, which no form can send. The key is kept nowhere.
const form = document.querySelector("form.signin");
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form));
  body.delete("key");
  const headers = { [form.dataset.keyHeader]: form.elements.key.value };
  const answer = await fetch(form.action, { method: "POST", body, headers });
  if (answer.redirected) location.assign(answer.url);
  else if (answer.status === 401) location.reload();
  else location.assign(form.elements.to.value);
});
