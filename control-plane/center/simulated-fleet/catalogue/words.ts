// Words that made-up companies are made of. Plants, landscapes and trades only: any likeness to a company is chance.
import type { Industry } from '@omamori/contract/console-api/place';

/** Number by JIS X 0401 and weight: roughly where small companies are. The others of the 47 weigh 1. */
export const PREFECTURE_WEIGHTS: Readonly<Record<number, number>> = {
  ...{ 1: 4, 4: 2, 11: 5, 12: 4, 13: 12, 14: 6, 22: 4, 23: 7, 26: 3, 27: 9, 28: 5, 33: 2, 34: 3, 40: 5 },
};

/** Shares of companies, in percent: made for small members of chambers of commerce, not measured. */
export const INDUSTRY_SHARES: readonly (readonly [Industry, number])[] = [
  ['manufacturing', 28],
  ['construction', 14],
  ['wholesale', 12],
  ['retail', 11],
  ['food-lodging', 7],
  ['medical-care', 8],
  ['transport', 5],
  ['real-estate', 4],
  ['professional', 7],
  ['other', 4],
];

export const NAMES = [
  ...['あけぼの', '青葉', '朝霧', '泉', '梅里', '大楠', '鏡池', '風花', '霞丘', '桐生野', '銀杏', '楠本'],
  ...['けやき', '小春', '東雲', '白樺', '杉並木', '涼風', '瀬音', '空木', '滝見', '千草', '月見', '椿'],
  ...['照葉', '常盤', '夏草', '七瀬', '虹の丘', '萩原野', '花菱', '早蕨', '日向野', '藤波', '穂波', '松籟'],
  ...['三日月', '深山', '山吹', '夕凪', '若竹', '雪割', '鈴蘭', '木蓮', '渚', '峰', '茜', '楓'],
] as const;

/** What stands after the name, by trade. */
export const TRADES: Readonly<Record<Industry, readonly [string, ...string[]]>> = {
  manufacturing: ['製作所', '精機', '鉄工所', '化成', '食品工業', '印刷', '木工'],
  construction: ['工務店', '建設', '設備', '電気工業', '塗装'],
  wholesale: ['商事', '物産', '卸売', '資材'],
  retail: ['商店', '薬局', '書店', '酒店', '呉服店'],
  'food-lodging': ['旅館', '食堂', '製菓', '茶房'],
  'medical-care': ['医院', '歯科', 'ケアサービス', '整骨院'],
  transport: ['運輸', '倉庫', '交通'],
  'real-estate': ['不動産', '住宅'],
  professional: ['会計事務所', '設計', '法務事務所', '測量'],
  other: ['企画', '商会', 'サービス'],
};

/** By trade: a clinic is no joint-stock company. */
export const FORMS: Readonly<Record<'company' | 'medical' | 'office', readonly [string, ...string[]]>> = {
  company: ['株式会社', '有限会社', '株式会社', '合同会社'],
  medical: ['医療法人', ''],
  office: [''],
};

export const SITES = ['本社', '本社', '本社', '本店', '第一工場', '支店', '営業所', '倉庫'] as const;

/** The company's own words for its devices, and the name that the device gives itself. */
export const DEVICES = [
  ...[['受付', 'DESKTOP-UKETSUKE'] as const, ['経理1番', 'KEIRI-01'] as const, ['経理2番', 'KEIRI-02'] as const],
  ...[['事務所サーバー', 'SERVER'] as const, ['共有の保存箱', 'NAS-01'] as const, ['社長室', 'SHACHO-PC'] as const],
  ...[['営業1番', 'EIGYO-01'] as const, ['営業2番', 'EIGYO-02'] as const, ['複合機', 'MFP-3520'] as const],
  ...[['駐車場カメラ', 'IPCAM'] as const, ['会議室', 'KAIGI-PC'] as const, ['倉庫の端末', 'SOKO-TAB'] as const],
] as const;

/** Reason of the desk for what it judged harmless. */
export const HARMLESS = '業務の通信でした（模擬）';
/** First line of every letter. */
export const LETTER_MARK = '【模擬データ / SIMULATED】';
