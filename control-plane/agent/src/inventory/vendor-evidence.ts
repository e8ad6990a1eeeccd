import type { Evidence } from './evidence-table.ts';

/**
 * What a maker (of the network part, by IEEE's list) speaks for: how much of what it sells to offices is of one kind. A
 * maker of many kinds speaks weakly for each, and needs what the device itself says beside it.
 */
export const VENDOR_EVIDENCE: readonly Evidence[] = [
  { fact: 'vendor', match: /hikvision|dahua|^axis comm|hanwha|i-pro|vivotek|reolink/i, kind: ['camera', 0.75] },
  { fact: 'vendor', match: /synology|qnap|asustor|drobo/i, kind: ['nas', 0.75] },
  {
    fact: 'vendor',
    match: /^brother|ricoh|kyocera|konica|fuji ?xerox|fujifilm business|^riso|oki ?data|lexmark/i,
    kind: ['printer', 0.7],
  },
  { fact: 'vendor', match: /^canon/i, kind: ['printer', 0.55] },
  { fact: 'vendor', match: /seiko epson/i, kind: ['printer', 0.55] },
  { fact: 'vendor', match: /star micronics|square, inc|pax comp|ingenico|verifone|toshiba tec/i, kind: ['pos', 0.65] },
  { fact: 'vendor', match: /yealink|polycom|grandstream|snom|saxa|nakayo|iwatsu|avaya/i, kind: ['ip-phone', 0.65] },
  { fact: 'vendor', match: /nintendo|sony interactive/i, kind: ['game-console', 0.8] },
  {
    fact: 'vendor',
    match: /espressif|tuya|shelly|allterco|switchbot|woan tech|itead|sonoff|lifx|signify/i,
    kind: ['smart-device', 0.65],
  },
  { fact: 'vendor', match: /nec platforms|^yamaha|elecom|^nec access/i, kind: ['router', 0.45] },
  { fact: 'vendor', match: /ubiquiti|aruba|ruckus|cambium|meraki/i, kind: ['access-point', 0.45] },
  { fact: 'vendor', match: /buffalo/i, kind: ['access-point', 0.3] },
  { fact: 'vendor', match: /netgear|allied telesis|d-link|tp-link/i, kind: ['switch', 0.25] },
  {
    fact: 'vendor',
    match: /dell|lenovo|fujitsu|dynabook|vaio|micro-star|asustek|gigabyte|mouse ?computer/i,
    kind: ['pc', 0.4],
  },
  { fact: 'vendor', match: /hewlett packard|^hp inc/i, kind: ['pc', 0.25] },
  { fact: 'vendor', match: /lg innotek|tcl king|hisense|funai|vizio|^roku/i, kind: ['tv', 0.4] },
];
