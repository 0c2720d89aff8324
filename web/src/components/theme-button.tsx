import { useTheme } from "@/lib/theme";
import { Glyph } from "./glyph";

export function ThemeButton() {
  const [theme, toggle] = useTheme();
  const other = theme === "dark" ? "light" : "dark";
  return (
    <button type="button" className="tool" onClick={toggle} title={`Show in ${other} colours (T)`}>
      <Glyph name={theme === "dark" ? "sun" : "moon"} />
      <span>{other}</span>
    </button>
  );
}
