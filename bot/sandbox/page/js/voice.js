// A voice message from the microphone, where the browser gives one. Nothing is kept outside this page until it is sent.

import { upload } from "./api.js";
import { h, toast } from "./dom.js";
import { t } from "./words.js";

/** Records until stopped, then sends; `place` is where the bar of the recording stands. */
export async function recordVoice(view, place) {
  const stream = await navigator.mediaDevices?.getUserMedia({ audio: true }).catch(() => null);
  if (!stream) return toast(t("noMicrophone"), view.toasts);
  const recorder = new MediaRecorder(stream);
  const parts = [];
  const begun = performance.now();
  const seconds = () => Math.round((performance.now() - begun) / 1000);
  const passed = h("span", { role: "timer" }, `🔴 ${t("recording")}`);
  let send = true;
  const bar = h("div", { class: "recording" }, passed,
    h("button", { type: "button", class: "link", onclick: () => { send = false; recorder.stop(); } }, t("cancel")),
    h("button", { type: "button", class: "icon primary", testid: "voice-stop", "aria-label": t("stop"), title: t("stop"), onclick: () => recorder.stop() }, "➤"));
  const timer = setInterval(() => { passed.textContent = `🔴 ${t("recording")} ${seconds()} ${t("seconds")}`; }, 500);
  recorder.ondataavailable = (event) => parts.push(event.data);
  recorder.onstop = async () => {
    clearInterval(timer);
    stream.getTracks().forEach((track) => track.stop());
    bar.remove();
    if (!send) return;
    const sound = new File(parts, "voice.ogg", { type: recorder.mimeType.split(";")[0] });
    await view.attempt(() => upload("file", { user: view.user.id, chat: view.chat, kind: "voice", duration: Math.max(1, seconds()) }, [sound]), `🎤 ${t("voice")}`);
  };
  recorder.start();
  place.append(bar);
  bar.querySelector('[data-testid="voice-stop"]').focus();
  return bar;
}
