import type { Evidence } from './evidence-table.ts';

/**
 * What shows in a device's own traffic: the name it looks for to see whether it is online, its clock, its maker's push
 * service; user agents; the first packet of a connection (initial time to live and order of options, as the systems'
 * network stacks write them). Only what a row here reads is kept of the traffic: which sites a person visits is no fact.
 */
export const TRAFFIC_EVIDENCE: readonly Evidence[] = [
  {
    fact: 'habit',
    match: /(?:^|\.)msftconnecttest\.com$|^www\.msftncsi\.com$/,
    kind: ['pc', 0.5],
    system: ['windows', 0.75],
  },
  { fact: 'habit', match: /^time\.windows\.com$|(?:^|\.)windowsupdate\.com$/, system: ['windows', 0.5] },
  { fact: 'habit', match: /^captive\.apple\.com$|-courier\.push\.apple\.com$/, system: ['ios', 0.4] },
  { fact: 'habit', match: /^captive\.apple\.com$|-courier\.push\.apple\.com$/, system: ['macos', 0.35] },
  {
    fact: 'habit',
    match: /^swscan\.apple\.com$|^swcdn\.apple\.com$|^time-macos\.apple\.com$/,
    kind: ['pc', 0.6],
    system: ['macos', 0.7],
  },
  {
    fact: 'habit',
    match: /^time-ios\.apple\.com$|^iphone-ld\.apple\.com$/,
    kind: ['phone', 0.4],
    system: ['ios', 0.7],
  },
  {
    fact: 'habit',
    match: /^connectivitycheck\.(?:gstatic|android)\.com$|^mtalk\.google\.com$/,
    kind: ['phone', 0.4],
    system: ['android', 0.6],
  },
  {
    fact: 'habit',
    match: /^connectivity-check\.ubuntu\.com$|^ntp\.ubuntu\.com$|\.debian\.pool\.ntp\.org$/,
    system: ['linux', 0.6],
  },
  { fact: 'habit', match: /(?:^|\.)nintendo(?:wifi)?\.net$/, kind: ['game-console', 0.85] },
  { fact: 'habit', match: /(?:^|\.)(?:dl|np)\.playstation\.net$/, kind: ['game-console', 0.7] },
  { fact: 'habit', match: /(?:^|\.)xboxlive\.com$/, kind: ['game-console', 0.4] },
  {
    fact: 'habit',
    match: /(?:^|\.)(?:lgtvsdp|lgsmartad|samsungcloudsolution|sonybivstatic|bravia)\.(?:com|net)$/,
    kind: ['tv', 0.8],
  },
  {
    fact: 'habit',
    match: /(?:^|\.)(?:airregi\.jp|smaregi\.jp|squareup\.com|ubiregi\.com|stores\.jp)$/,
    kind: ['pos', 0.45],
  },
  {
    fact: 'habit',
    match:
      /(?:^|\.)(?:tuya(?:cn|us|eu)\.com|switch-bot\.com|ewelink\.cc|tplinkcloud\.com|iot\.[a-z0-9-]+\.amazonaws\.com)$/,
    kind: ['smart-device', 0.6],
  },
  {
    fact: 'habit',
    match: /(?:^|\.)(?:quickconnect\.to|synology\.com|myqnapcloud\.com|buffalonas\.com)$/,
    kind: ['nas', 0.35],
  },
  {
    fact: 'habit',
    match: /(?:^|\.)(?:hik-connect\.com|hikvision\.com|dahuasecurity\.com|easy4ipcloud\.com)$/,
    kind: ['camera', 0.5],
  },
  { fact: 'user-agent', match: /Windows NT \d/, kind: ['pc', 0.5], system: ['windows', 0.6] },
  {
    fact: 'user-agent',
    match: /Microsoft-(?:CryptoAPI|Delivery-Optimization|WNS)|Windows-Update-Agent/,
    kind: ['pc', 0.5],
    system: ['windows', 0.8],
  },
  { fact: 'user-agent', match: /Macintosh; Intel Mac OS X/, kind: ['pc', 0.5], system: ['macos', 0.5] },
  { fact: 'user-agent', match: /\(iPhone;|^CaptiveNetworkSupport.*iPhone/, kind: ['phone', 0.8], system: ['ios', 0.8] },
  { fact: 'user-agent', match: /\(iPad;/, kind: ['tablet', 0.8], system: ['ios', 0.8] },
  {
    fact: 'user-agent',
    match: /Android \d+.*Mobile|^Dalvik\/.*Android/,
    kind: ['phone', 0.6],
    system: ['android', 0.8],
  },
  {
    fact: 'user-agent',
    match: /Android \d+(?!.*(?:Mobile|TV|BRAVIA)).*Safari/,
    kind: ['tablet', 0.5],
    system: ['android', 0.7],
  },
  { fact: 'user-agent', match: /SMART-TV|SmartTV|BRAVIA|Web0S|AppleTV|AFT[A-Z]/, kind: ['tv', 0.85] },
  { fact: 'user-agent', match: /Nintendo|PlayStation|Xbox/, kind: ['game-console', 0.85] },
  { fact: 'user-agent', match: /CrOS /, kind: ['pc', 0.7], system: ['chromeos', 0.85] },
  { fact: 'user-agent', match: /X11; (?:Ubuntu; )?Linux|^Debian APT-HTTP/, kind: ['pc', 0.3], system: ['linux', 0.6] },
  { fact: 'tcp', match: /^128 mss,nop,ws,nop,nop,sack$/, kind: ['pc', 0.4], system: ['windows', 0.6] },
  { fact: 'tcp', match: /^64 mss,nop,ws,nop,nop,ts,sack,end$/, system: ['macos', 0.3] },
  { fact: 'tcp', match: /^64 mss,nop,ws,nop,nop,ts,sack,end$/, system: ['ios', 0.3] },
  { fact: 'tcp', match: /^64 mss,sack,ts,nop,ws$/, system: ['linux', 0.3] },
  { fact: 'tcp', match: /^64 mss,sack,ts,nop,ws$/, system: ['android', 0.25] },
  { fact: 'speaks', match: /^sip$/, kind: ['ip-phone', 0.45] },
];
