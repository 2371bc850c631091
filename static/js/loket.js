/* Small courtesies; every page works without them. */
(function () {
  "use strict";

  /* The error summary takes the focus, so that a screen reader starts there. */
  function focusMarked(root) {
    var marked = root.querySelector("[data-focus]");
    if (marked) { marked.focus(); }
  }

  /* A second click on a button that sends is pointless; the server refuses double work anyway. */
  function guardDoubleClick(event) {
    var form = event.target;
    if (form.dataset.sent === "yes") { event.preventDefault(); return; }
    if (form.method === "post" && !event.defaultPrevented) {
      form.dataset.sent = "yes";
      window.setTimeout(function () { delete form.dataset.sent; }, 8000);
    }
  }

  document.addEventListener("DOMContentLoaded", function () { focusMarked(document); });
  document.addEventListener("submit", guardDoubleClick);
  document.addEventListener("htmx:afterSwap", function (event) { focusMarked(event.detail.target); });
  /* Back from the browser's cache: the form may be sent again. */
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });
  /* Back to a page that answered a wrong form would be the browser's question to send it again, or an error. In its
     place comes the page as it is opened by its address: a step shows what was typed in it, with what is wrong. */
  window.addEventListener("pagehide", function () {
    window.history.replaceState(window.history.state, "", window.location.href);
  });
})();
