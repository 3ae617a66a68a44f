import { z } from 'zod';
import { configSchema } from '../src/settings/config-schema.ts';

interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly required?: readonly string[];
}

/** Every key of the config file with what it takes and means, as Markdown. A key that says nothing of itself is an `Error`. */
export function configKeys(): string {
  const schema = z.toJSONSchema(configSchema, { io: 'input' }) as Schema;
  return rowsOf(schema, '')
    .map(([key, takes, meaning]) => `| \`${key}\` | ${takes} | ${meaning} |`)
    .reduce(
      (text, row) => `${text}\n${row}`,
      '| key | takes | means |\n| --- | --- | --- |',
    );
}

function rowsOf(
  { properties = {}, required = [] }: Schema,
  above: string,
): readonly (readonly [string, string, string])[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const key = `${above}${name}`;
    if (schema.description === undefined)
      throw new Error(`expected a description of the config key ${key}, got none`);
    const meaning = required.includes(name)
      ? `${schema.description} Required.`
      : schema.description;
    const below = schema.items?.properties === undefined ? schema : schema.items;
    return [
      [key, takes(schema), meaning.replaceAll('|', '\\|')] as const,
      ...rowsOf(below, `${key}[].`),
    ];
  });
}

function takes(schema: Schema): string {
  const { type, anyOf, items, additionalProperties } = schema;
  if (schema.enum !== undefined) return schema.enum.map((one) => `\`${one}\``).join(', ');
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (anyOf !== undefined) return [...new Set(anyOf.map(takes))].join(' or ');
  if (type === 'array') return `list of ${items === undefined ? 'values' : takes(items)}`;
  if (typeof additionalProperties === 'object')
    return `mapping to ${takes(additionalProperties)}`;
  return type === 'object' ? 'mappings' : 'text';
}
