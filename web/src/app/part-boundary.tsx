import { Component, type ReactNode } from "react";

/** A dialog that breaks, or whose script does not come, must not take the page with it: it stays away, and can be asked for again. */
export class PartBoundary extends Component<{ children: ReactNode }, { broke: boolean }> {
  override state = { broke: false };

  static getDerivedStateFromError(): { broke: boolean } {
    return { broke: true };
  }

  override componentDidCatch(error: unknown): void {
    console.error(error);
  }

  override render(): ReactNode {
    if (!this.state.broke) return this.props.children;
    return (
      <p className="part-missing" role="status">
        This could not be opened: the server does not answer. The page itself is still there.
      </p>
    );
  }
}
