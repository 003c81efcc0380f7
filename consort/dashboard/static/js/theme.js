// Runs before the first paint: the chosen theme, else the system's.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const read = () => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null;
    }
  };
  const apply = () => {
    const chosen = read();
    document.documentElement.dataset.theme = chosen ?? (dark.matches ? "dark" : "light");
    const button = document.getElementById("theme");
    if (button) button.textContent = `Theme: ${chosen ?? "auto"}`;
  };
  const next = { light: "dark", dark: null };
  window.consortTheme = {
    apply,
    turn() {
      const chosen = read();
      const following = chosen === null ? "light" : (next[chosen] ?? null);
      try {
        if (following) localStorage.setItem("theme", following);
        else localStorage.removeItem("theme");
      } catch {
        /* a browser without storage follows the system */
      }
      apply();
    },
  };
  dark.addEventListener("change", apply);
  apply();
})();
