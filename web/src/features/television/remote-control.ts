import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";

/** As browsers on televisions name the key, and the codes of those that name it not. */
const BACK_KEYS = new Set(["GoBack", "BrowserBack", "XF86Back"]);
const BACK_CODES = new Set([461, 10009]);
const OK_KEYS = new Set(["Accept", "Select", "OK"]);

/** OK opens what is in focus; Back leads to the wall, and from the wall nowhere: a screen may not leave it. */
export function useRemoteControl(): void {
  const router = useRouter();
  useEffect(() => {
    const goBack = () => {
      if (router.state.location.pathname === "/") focused()?.blur();
      else if (router.history.canGoBack()) router.history.back();
      else void router.navigate({ to: "/" });
    };
    const listen = (event: KeyboardEvent) => {
      if (OK_KEYS.has(event.key)) focused()?.click();
      if (!isBack(event)) return;
      event.preventDefault();
      goBack();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [router]);
}

function isBack({ key, keyCode }: KeyboardEvent): boolean {
  return BACK_KEYS.has(key) || BACK_CODES.has(keyCode);
}

function focused(): HTMLElement | null {
  return document.activeElement instanceof HTMLElement ? document.activeElement : null;
}
