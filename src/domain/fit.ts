/** Does a Pod fit a node? `maybe` where it hangs on a label that nobody here can know. */
export type Fit = 'yes' | 'maybe' | 'no';

const ORDER: readonly Fit[] = ['no', 'maybe', 'yes'];

/** As good as the worst of them; `yes` of none. */
export function all(fits: readonly Fit[]): Fit {
  return ORDER.find((one) => fits.includes(one)) ?? 'yes';
}

/** As good as the best of them; `no` of none. */
export function any(fits: readonly Fit[]): Fit {
  return ORDER.findLast((one) => fits.includes(one)) ?? 'no';
}

/** What is known for sure. */
export function surely(holds: boolean): Fit {
  return holds ? 'yes' : 'no';
}
