/** Says whether a service, or one part of it, is still worth asking. */
export interface Circuit {
  /** `null` where it may be asked, else why it is not. */
  readonly closedTo: (service: string, group: string) => string | null;
  readonly failed: (service: string, group: string) => void;
  readonly answered: (service: string, group: string) => void;
}

/** A group that fails so often in a row is not asked again for a while. */
const GROUP_FAILURES = 4;
/** A service is, when this many groups of it fail and none answers between. */
const SERVICE_GROUPS = 6;
const SERVICE_FAILURES = 12;
/** Then one request finds out whether it is well again. */
const COOL_MS = 15_000;

interface Health {
  failures: number;
  readonly groups: Set<string>;
  openedAt: number;
}

/** One memory a run. A sick repository closes no other; a sick service closes itself. */
export function circuits(clock: () => number): Circuit {
  const groups = new Map<string, Health>();
  const services = new Map<string, Health>();
  const healthOf = (map: Map<string, Health>, key: string): Health => {
    const before = map.get(key);
    if (before !== undefined) return before;
    const made = { failures: 0, groups: new Set<string>(), openedAt: clock() };
    map.set(key, made);
    return made;
  };
  /** Closed, but for one request each time that it has cooled. */
  const isClosed = (health: Health, isSick: boolean): boolean => {
    if (!isSick) return false;
    if (clock() - health.openedAt < COOL_MS) return true;
    health.openedAt = clock();
    return false;
  };
  return {
    closedTo: (service, group) => {
      const one = healthOf(groups, group);
      const all = healthOf(services, service);
      const oneIsSick = one.failures >= GROUP_FAILURES;
      const allAreSick =
        all.failures >= SERVICE_FAILURES && all.groups.size >= SERVICE_GROUPS;
      if (isClosed(all, allAreSick)) return TOO_OFTEN;
      return isClosed(one, oneIsSick) ? TOO_OFTEN : null;
    },
    failed: (service, group) => {
      const one = healthOf(groups, group);
      const all = healthOf(services, service);
      one.failures += 1;
      all.failures += 1;
      all.groups.add(group);
      one.openedAt = clock();
      all.openedAt = clock();
    },
    answered: (service, group) => {
      groups.delete(group);
      services.delete(service);
    },
  };
}

const TOO_OFTEN = 'it failed too often in this run to be asked again';
