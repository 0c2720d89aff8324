// Runs before the first paint, so that a light screen never flashes dark. A file, because the page allows no inline script.
// The theme of the address, else the one chosen on this screen; without either a television is dark, and a desk is as its system is.
(() => {
  const root = document.documentElement;
  const asked = new URLSearchParams(location.search);
  let chosen = asked.get("theme");
  try {
    chosen ??= localStorage.getItem("heartbeat-theme");
  } catch {
    // A browser without storage keeps no choice.
  }
  if (chosen !== "light" && chosen !== "dark") {
    chosen = null;
    if (!asked.has("tv")) root.dataset.follows = "system";
  }
  const system = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
  root.dataset.theme = chosen ?? (root.dataset.follows ? system : "dark");
  if (root.dataset.theme === "light") {
    document.querySelector('meta[name="theme-color"]')?.setAttribute("content", "#F4F6F8");
  }
})();
