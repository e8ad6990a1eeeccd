import type { WeaknessKind } from '../use-of.ts';

/** What was found, and the one thing to do. */
export const weaknessWords: Readonly<Record<WeaknessKind, { readonly found: string; readonly todo: string }>> = {
  'old-system': {
    found: 'A device runs a system that its maker no longer repairs.',
    todo: 'Plan its replacement or upgrade with your shop.',
  },
  'old-browser': {
    found: 'A browser that is no longer repaired was used.',
    todo: 'Change to a current one, such as Edge or Chrome.',
  },
  smb1: {
    found: 'An outdated kind of file sharing was used.',
    todo: 'Update the storage box or copier and turn the old kind off.',
  },
  'clear-password': {
    found: 'A password left your office in readable form.',
    todo: 'Set that service to encrypted and change the password.',
  },
  'old-encryption': {
    found: 'An outdated encryption was used.',
    todo: 'Updating the device or program mends it.',
  },
  'expired-certificate': {
    found: 'The certificate of a server of yours has run out.',
    todo: 'Ask whoever runs the server to renew it.',
  },
  'open-service': {
    found: 'A device in your office answered somebody outside.',
    todo: 'If you do not use this, we close that door: please call the desk.',
  },
  'device-page': {
    found: 'The settings page of a device can be seen from outside.',
    todo: 'Hide it from outside and change its first password.',
  },
  'port-opened': {
    found: 'A program had the router open a door.',
    todo: 'If you do not know why, turn UPnP off in the router.',
  },
};

export const applicationKinds: Readonly<Record<string, string>> = {
  'remote-control': 'a remote control program',
  vpn: 'a program that takes another road (VPN)',
  tor: 'a program that connects anonymously (Tor)',
  p2p: 'a file exchange program',
  mining: 'a program that mines virtual money',
};
