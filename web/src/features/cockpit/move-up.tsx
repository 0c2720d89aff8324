import { Component } from "react";
import { findTile } from "./find-tile";

interface MoveUpProps {
  /** Codes of the tiles that have just turned red. */
  codes: string[];
}

type Places = Map<string, DOMRect>;

const MOVE = { duration: 500, easing: "cubic-bezier(0.2, 0.7, 0.2, 1)" };

/**
 * A tile that turned red moves from where it stood to where it stands now; nothing else moves.
 * A class, because only one is asked where things stand just before the page changes.
 */
export class MoveUp extends Component<MoveUpProps> {
  override getSnapshotBeforeUpdate({ codes: before }: MoveUpProps): Places | null {
    const fresh = this.props.codes.filter((code) => !before.includes(code));
    if (fresh.length === 0 || wantsNoMotion()) return null;
    return new Map(fresh.map((code) => [code, findTile(code)?.getBoundingClientRect() ?? new DOMRect()]));
  }

  override componentDidUpdate(_props: MoveUpProps, _state: unknown, places: Places | null): void {
    for (const [code, from] of places ?? []) {
      const moved = findTile(code);
      moved?.animate(way(from, moved.getBoundingClientRect()), MOVE);
    }
  }

  override render() {
    return null;
  }
}

/** From its old place and size; one that was on no page fades in from a little below. */
export function way(from: DOMRect, to: DOMRect): Keyframe[] {
  if (from.width === 0) return [{ opacity: 0, transform: "translateY(12%)" }, {}];
  const shift = `translate(${from.left - to.left}px, ${from.top - to.top}px)`;
  const scale = `scale(${from.width / to.width}, ${from.height / to.height})`;
  return [
    { transform: `${shift} ${scale}`, transformOrigin: "0 0" },
    { transform: "none", transformOrigin: "0 0" },
  ];
}

function wantsNoMotion(): boolean {
  return window.matchMedia?.("(prefers-reduced-motion: reduce)").matches;
}
