import type { NftError } from '../nft-error.ts';

export type NflogErrorCode =
  | 'NFT_LOG_BAD_OPTION'
  | 'NFT_LOG_GROUP_TAKEN'
  | 'NFT_LOG_SOCKET'
  | 'NFT_LOG_UNSUPPORTED'
  | 'NFT_LOG_WORKER'
  | 'NFT_PERMISSION';

export type NflogError = NftError<NflogErrorCode>;
