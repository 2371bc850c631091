// Warns before the session ends and lets the user stay. Tabs of the same browser tell each other when it was extended.
(() => {
  "use strict";
  const dialog = document.getElementById("sessie-waarschuwing");
  if (!dialog || typeof dialog.showModal !== "function") return;
  const form = dialog.querySelector("form");
  const remaining = dialog.querySelector("[data-resterend]");
  const announcement = dialog.querySelector("[data-aankondiging]");
  const notLonger = dialog.querySelector("[data-niet-langer]");
  const warnBefore = Number(dialog.dataset.waarschuwVooraf) * 1000;
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("loket-sessie") : null;
  let end = Date.now() + Number(dialog.dataset.eindigtOver) * 1000;
  let announced = Infinity;
  let focusBefore = null;

  const inWords = (ms) => {
    const seconds = Math.max(0, Math.ceil(ms / 1000));
    if (seconds > 60) return `${Math.ceil(seconds / 60)} minuten`;
    return seconds === 1 ? "1 seconde" : `${seconds} seconden`;
  };

  const close = () => {
    if (dialog.open) dialog.close();
  };

  const extendTo = (newEnd) => {
    if (newEnd <= end) return;
    end = newEnd;
    announced = Infinity;
    if (end - Date.now() > warnBefore) close();
  };

  const announce = (left) => {
    // Screen readers hear each minute, the last half minute and the last ten seconds; not every second.
    const step = left > 60000 ? Math.ceil(left / 60000) * 60000 : [10000, 30000, 60000].find((limit) => left <= limit);
    if (step < announced) {
      announced = step;
      announcement.textContent = `Uw sessie eindigt over ${inWords(left)}.`;
    }
  };

  let dismissed = false;
  const tick = () => {
    const left = end - Date.now();
    // Two seconds of grace: asking for a page just before the server's own limit would extend the session.
    if (left <= -2000) {
      window.location.assign(dialog.dataset.aanmelden);
      return;
    }
    if (left > warnBefore) {
      dismissed = false;
    } else {
      remaining.textContent = inWords(left);
      announce(left);
      if (!dialog.open && !dismissed) {
        focusBefore = document.activeElement;
        dialog.showModal();
        form.querySelector("button").focus();
      }
    }
    window.setTimeout(tick, 1000);
  };

  dialog.addEventListener("close", () => {
    // Escape closes the warning: it does not come back for this end, the session is not extended.
    dismissed = end - Date.now() <= warnBefore;
    if (focusBefore && focusBefore.isConnected) focusBefore.focus();
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const response = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
        credentials: "same-origin",
      });
      if (response.redirected || !response.ok) throw new Error("not extended");
      const answer = await response.json();
      extendTo(Date.now() + answer.eindigt_over * 1000);
      channel?.postMessage(end);
      // After many hours the session ends anyway; then say so instead of pretending that it was extended.
      if (end - Date.now() > warnBefore) close();
      else notLonger.hidden = false;
    } catch {
      form.submit();
    }
  });

  channel?.addEventListener("message", (event) => extendTo(Number(event.data)));
  channel?.postMessage(end);
  tick();
})();
