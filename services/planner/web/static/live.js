// Keeps the page live: the server sends changed fragments, each replaces the element with its id in place.
(() => {
  const live = document.querySelector(".live");
  const announce = document.querySelector("#announce");
  let known = new Set([...document.querySelectorAll("[data-page-alert]")].map((e) => e.dataset.pageAlert));
  const source = new EventSource(document.body.dataset.events);
  source.addEventListener("fragment", (message) => {
    const { id, html } = JSON.parse(message.data);
    const place = document.getElementById(id);
    if (!place) return;
    const open = [...place.querySelectorAll("details[open]")].map((d) => d.id);
    place.innerHTML = html;
    open.forEach((d) => { const e = document.getElementById(d); if (e) e.open = true; });
    sayNewAlerts();
  });
  source.addEventListener("clock", (message) => {
    live.classList.remove("lost");
    live.textContent = message.data;
    document.body.classList.remove("stale");
  });
  source.onerror = () => {
    if (!live.classList.contains("lost")) live.textContent = live.dataset.lost + " " + live.textContent.replace(/^\D*/, "");
    live.classList.add("lost");
    document.body.classList.add("stale");
  };
  function sayNewAlerts() {
    const now = [...document.querySelectorAll("[data-page-alert]")];
    const fresh = now.filter((e) => !known.has(e.dataset.pageAlert));
    if (fresh.length) announce.textContent = fresh.map((e) => e.dataset.title).join(". ");
    known = new Set(now.map((e) => e.dataset.pageAlert));
  }
  document.addEventListener("keydown", (event) => {
    if (event.target.matches("input, textarea") || event.ctrlKey || event.metaKey) return;
    const link = { "[": "a[rel=prev]", "]": "a[rel=next]" }[event.key];
    if (link) document.querySelector(link)?.click();
    if (event.key === "p") window.print();
    if (event.key === "j" || event.key === "k") step(event.key === "j" ? 1 : -1);
  });
  function step(by) {
    const all = [...document.querySelectorAll(".alert summary")];
    const at = all.indexOf(document.activeElement);
    all[Math.min(Math.max(at + by, 0), all.length - 1)]?.focus();
  }
})();
