/** Knows where the history of a reopened conversation ends: at the first status frame, or after a short silence. */
export class FirstPage {
  #seq = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #done = false;

  constructor(private readonly onEnd: (upTo: number) => void) {}

  saw(seq: number): void {
    if (this.#done) return;
    this.#seq = Math.max(this.#seq, seq);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#end(), 400);
  }

  /** A status before any event says only that the line is open. */
  statusCame(): void {
    if (!this.#done && this.#seq > 0) this.#end();
  }

  #end(): void {
    this.#done = true;
    clearTimeout(this.#timer);
    this.onEnd(this.#seq);
  }
}
