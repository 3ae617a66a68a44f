/** Lets time go by before GitHub is asked again. In milliseconds. */
export type Pause = (milliseconds: number) => Promise<void>;

/** By the clock on the wall. */
export const pause: Pause = (milliseconds) =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
