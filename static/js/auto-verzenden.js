// Sends the form of a page that only passes something on. Without scripts the user clicks its button.
document.querySelector("form[data-auto-verzenden]")?.submit();
