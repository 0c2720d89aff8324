import { Component, type ReactNode } from "react";

interface PartBoundaryProps {
  onBreak: () => void;
  children: ReactNode;
}

/** A dialog that breaks must not take the page with it: it goes away, and whoever put it there hears of it. */
export class PartBoundary extends Component<PartBoundaryProps, { broke: boolean }> {
  override state = { broke: false };

  static getDerivedStateFromError(): { broke: boolean } {
    return { broke: true };
  }

  override componentDidCatch(error: unknown): void {
    console.error(error);
    this.props.onBreak();
  }

  override render(): ReactNode {
    return this.state.broke ? null : this.props.children;
  }
}
