/** Looks up interface texts and fills `{placeholders}`. The texts live in i18n/*.json, one key set for all languages. */
import type { Lang } from './types';

export type Texts<K extends string> = Record<Lang, Record<K, string>>;
export type Translate<K extends string> = (key: K, values?: Record<string, string | number>) => string;

export function translator<K extends string>(texts: Texts<K>, lang: Lang): Translate<K> {
  return (key, values) => fill(texts[lang][key], values);
}

export function fill(text: string, values: Record<string, string | number> = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}
