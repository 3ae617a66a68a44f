/** One answer as it came in, whatever its status. */
export interface Incoming {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}
