// Runs before the first paint, so that a light screen never flashes dark. A file, because the page allows no inline script.
try {
  const chosen = new URLSearchParams(location.search).get("theme") ?? localStorage.getItem("heartbeat-theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // A browser without storage shows the default theme.
}
