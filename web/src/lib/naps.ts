/** Waits that somebody may end early. */
export class Naps {
  private readonly waiting = new Set<() => void>();

  take(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.waiting.delete(end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      this.waiting.add(end);
    });
  }

  readonly end = (): void => {
    for (const end of this.waiting) end();
  };
}
