/** The desk's interface texts in three languages: the shared ones and its own. */
import commonEn from '../shared/i18n/en.json';
import commonFi from '../shared/i18n/fi.json';
import commonSv from '../shared/i18n/sv.json';
import { translator, type Texts, type Translate } from '../shared/translate';
import type { Lang } from '../shared/types';
import en from './i18n/en.json';
import fi from './i18n/fi.json';
import sv from './i18n/sv.json';

export type Key = keyof typeof fi | keyof typeof commonFi;
export type T = Translate<Key>;

const texts: Texts<Key> = {
  fi: { ...commonFi, ...fi },
  sv: { ...commonSv, ...sv },
  en: { ...commonEn, ...en },
};

/** Names of what the audit log tells, in the order of a conversation's life. */
export const DEED_KEYS = Object.keys(fi).filter((key): key is Extract<Key, `deed_${string}`> => key.startsWith('deed_'));

export const translate = (lang: Lang): T => translator(texts, lang);
export const LANGUAGE_NAMES: Record<Lang, string> = { fi: 'Suomi', sv: 'Svenska', en: 'English' };
