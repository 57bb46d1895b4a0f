/** Characters that are kept of what a chart's code prints, of its beginning and of its end each. */
const kept = 16 * 1024;

export interface PrintedText {
  add(text: string): void;
  /** All of it, or its beginning and its end. */
  text(): string;
}

/** Collects what is printed, in bounded memory however much it is. */
export function printedText(): PrintedText {
  let head = '';
  let tail = '';
  let left = 0;
  return {
    add(text) {
      const room = kept - head.length;
      head += text.slice(0, Math.max(0, room));
      tail += text.slice(Math.max(0, room));
      if (tail.length > kept) {
        left += tail.length - kept;
        tail = tail.slice(-kept);
      }
    },
    text: () => (left === 0 ? head + tail : `${head}\n… ${left} characters left out …\n${tail}`),
  };
}
