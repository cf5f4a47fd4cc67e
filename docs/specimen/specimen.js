// Lets the specimen show its states; nothing of this belongs to the client.
const query = new URLSearchParams(location.search);
const root = document.documentElement;
root.dataset.theme = query.get("theme") ?? "auto";
root.dir = query.get("dir") ?? "ltr";
document.querySelector("dialog.modal")?.showModal();
const menu = document.querySelector(".menu-button");
if (query.has("menu")) menu?.setAttribute("aria-expanded", "true");
menu?.addEventListener("click", () => menu.setAttribute("aria-expanded", String(menu.ariaExpanded !== "true")));
for (const select of document.querySelectorAll("#theme")) {
  select.value = root.dataset.theme;
  select.addEventListener("change", () => { root.dataset.theme = select.value; });
}
for (const select of document.querySelectorAll("#environment")) {
  select.addEventListener("change", () => {
    select.closest(".bar").dataset.environment = select.value.toLowerCase();
  });
}
for (const button of document.querySelectorAll("[data-opens]")) {
  button.addEventListener("click", () => document.getElementById(button.dataset.opens).showModal());
}
for (const button of document.querySelectorAll("[data-toast]")) {
  button.addEventListener("click", () => { document.querySelector(".toast").textContent = button.dataset.toast; });
}
if (query.has("at")) document.getElementById(query.get("at"))?.scrollIntoView();
