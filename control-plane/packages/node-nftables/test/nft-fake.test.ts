import { FakeNft } from '../src/index.ts';
import { describeNftContract } from './nft-contract.ts';

describeNftContract('the fake', async () => ({ nft: new FakeNft().open(), close: async () => undefined }));
