import { rules } from './index.ts';

/** What the config may name. */
export const ruleIds = rules.map(({ id }) => id);

/** The rules as reporters show them: with the address of each one's page. */
export const ruleCatalogue = rules.map(({ id, title, severity, folds, leaves }) => ({
  id,
  title,
  severity,
  ...(folds === undefined ? {} : { folds }),
  ...(leaves === undefined ? {} : { leaves }),
  page: `https://github.com/gar-preflight/gar-preflight/blob/main/docs/rules/${id}.md`,
}));
