// The control API of the sandbox (bot/sandbox/control.py lists it).

async function read(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw Object.assign(new Error(body.error || response.statusText), { kind: body.kind });
  return body;
}

const post = (path, body) =>
  fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }).then(read);

export const getState = () => fetch("/sandbox/state").then(read);
export const getMessages = (chat) => fetch(`/sandbox/messages/${chat}`).then(read);
/** `user`: {name, language_code, role?}; with a role they get a link of their own. */
export const addUser = (user) => post("/sandbox/users", user);
export const setClock = (change) => post("/sandbox/clock", change);
export const setFaults = (change) => post("/sandbox/faults", change);
export const clearFaults = () => fetch("/sandbox/faults", { method: "DELETE" }).then(read);
export const act = (what, body) => post(`/sandbox/act/${what}`, body);
export const fileAddress = (fileId) => `/sandbox/files/${encodeURIComponent(fileId)}`;

/** Sends files: `what` is photo or file. */
export function upload(what, fields, files) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  [...files].forEach((file, at) => form.append(`file${at}`, file, file.name || `file${at}`));
  return fetch(`/sandbox/act/${what}`, { method: "POST", body: form }).then(read);
}

/** Calls back with every event; `onopen` also after a lost connection, so that the page reads all anew. */
export function listen(onevent, onopen) {
  const source = new EventSource("/sandbox/live");
  source.onopen = onopen;
  source.onmessage = (event) => onevent(JSON.parse(event.data));
}
