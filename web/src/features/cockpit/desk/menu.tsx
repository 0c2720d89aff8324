import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { Glyph, type GlyphName } from "@/components/glyph";

interface MenuProps {
  label: string;
  /** How many of its choices are on. */
  on?: number;
  glyph?: GlyphName;
  children: (close: () => void) => ReactNode;
}

/** A button that opens a small panel below it. Escape, a press elsewhere, or leaving it with Tab closes it. */
export function Menu({ label, on = 0, glyph, children }: MenuProps) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const panel = useId();
  useEffect(() => {
    if (!open) return;
    const outside = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    window.addEventListener("pointerdown", outside);
    root.current?.querySelector<HTMLElement>(`${CHOICES}`)?.focus();
    return () => window.removeEventListener("pointerdown", outside);
  }, [open]);
  const close = () => {
    setOpen(false);
    root.current?.querySelector("button")?.focus();
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === "Escape" && open) {
      event.stopPropagation();
      close();
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (open) step(root.current, event.key === "ArrowDown" ? 1 : -1);
      else setOpen(true);
    }
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: its button and its choices are what one presses
    <div
      className="menu"
      ref={root}
      data-own-keys
      onKeyDown={onKeyDown}
      onBlur={(event) => {
        if (event.relatedTarget && !root.current?.contains(event.relatedTarget)) setOpen(false);
      }}
    >
      <button
        type="button"
        className={on > 0 ? "desk-button desk-on" : "desk-button"}
        aria-expanded={open}
        aria-controls={panel}
        onClick={() => setOpen(!open)}
      >
        {glyph && <Glyph name={glyph} />}
        <span>{label}</span>
        {on > 0 && <b>{on}</b>}
        <Glyph name="more" />
      </button>
      {open && (
        <div className="menu-panel" id={panel}>
          {children(close)}
        </div>
      )}
    </div>
  );
}

const CHOICES = ".menu-panel :is(input, button, a)";

function step(root: HTMLElement | null, by: 1 | -1): void {
  const all = [...(root?.querySelectorAll<HTMLElement>(CHOICES) ?? [])];
  const at = all.indexOf(document.activeElement as HTMLElement);
  all[(at + by + all.length) % all.length]?.focus();
}
