import { useEffect, useState } from "react";

const SHOWN_MILLISECONDS = 8000;
const SEEN = "heartbeat-full-screen-hint";

/** Said once to whoever sets the screen up, and only where a browser's bars still stand around the wall. */
export function FullScreenHint() {
  const [shown, setShown] = useState(() => !isFull() && !wasSeen());
  useEffect(() => {
    if (!shown) return;
    remember();
    const hide = () => setShown(false);
    const timer = setTimeout(hide, SHOWN_MILLISECONDS);
    document.addEventListener("fullscreenchange", hide);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("fullscreenchange", hide);
    };
  }, [shown]);
  if (!shown) return null;
  return (
    <div className="full-screen-hint" role="status">
      Press <kbd>F</kbd> for full screen
    </div>
  );
}

/** A kiosk browser fills the screen without saying so. */
function isFull(): boolean {
  return Boolean(document.fullscreenElement) || window.innerHeight >= window.screen.height;
}

function wasSeen(): boolean {
  try {
    return sessionStorage.getItem(SEEN) !== null;
  } catch {
    return false;
  }
}

function remember(): void {
  try {
    sessionStorage.setItem(SEEN, "1");
  } catch {
    // Said again after the next reload, then.
  }
}
