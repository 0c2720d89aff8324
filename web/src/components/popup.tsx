import { type ReactNode, useId, useRef, useState } from "react";
import "./popup.css";

interface PopupProps {
  /** What the button is called. */
  label: string;
  /** What stands on the button. */
  sign: ReactNode;
  className?: string;
  /** To which edge of the button the panel keeps. */
  side?: "left" | "right";
  children: ReactNode;
}

/** A button with a panel below it. The browser puts it on top, and closes it by Escape or a click elsewhere; so does a choice in it. */
export function Popup({ label, sign, className = "", side = "right", children }: PopupProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const [place, setPlace] = useState<React.CSSProperties>({});
  const [isOpen, setOpen] = useState(false);
  const onToggle = (event: React.ToggleEvent<HTMLDivElement>) => {
    const opens = event.newState === "open";
    const box = button.current?.getBoundingClientRect();
    setOpen(opens);
    if (!opens || !box) return;
    const across = side === "right" ? { right: document.documentElement.clientWidth - box.right } : { left: box.left };
    setPlace({ top: box.bottom + 8, ...across });
  };
  return (
    <div className={className}>
      <button
        ref={button}
        type="button"
        className="popup-button"
        popoverTarget={id}
        aria-label={label}
        aria-expanded={isOpen}
        title={label}
      >
        {sign}
      </button>
      {/* biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: what is clicked is a link or a button in it */}
      <div id={id} popover="auto" className="popup" style={place} onBeforeToggle={onToggle} onClick={closeAfterChoice}>
        {children}
      </div>
    </div>
  );
}

function closeAfterChoice(event: React.MouseEvent<HTMLDivElement>): void {
  if ((event.target as Element).closest("a, button")) event.currentTarget.hidePopover?.();
}
