/** Numbers questions to the server. An answer that comes after that to a later question tells what was, not what is. */
export class InOrder {
  private asked = 0;
  private answered = 0;

  /** The number of a question that is asked now. */
  next(): number {
    this.asked += 1;
    return this.asked;
  }

  /** Whether a question's answer still counts. */
  counts(order: number): boolean {
    return order >= this.answered;
  }

  /** No answer to a question before this one counts any more; without one, none to any before now. */
  take(order = this.next()): void {
    this.answered = order;
  }
}
