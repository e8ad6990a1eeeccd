// The product speaks netlink to nftables (ADR 0010): nothing of it may start the nft program, which takes seconds and
// hundreds of megabytes beside big sets. Tests, benches and the lab's own witnesses may: there it is the oracle.
import type { Check, Findings } from './check.ts';
import type { SourceFile } from './source-tree.ts';

const productSources =
  /^control-plane\/(agent|center|bundle|contract)\/src\/|^control-plane\/packages\/[^/]+\/src\/|^control-plane\/web\//;
const program = /(['"`])(?:\/usr)?(?:\/s?bin\/)?nft(?:\1|\s+-)/;

export const findNftProgram = (tree: readonly SourceFile[]): Findings => {
  const problems = tree
    .filter(({ path }) => productSources.test(path) && /\.[cm]?tsx?$/.test(path) && !/\.test\.tsx?$/.test(path))
    .flatMap(({ path, text }) =>
      text
        .split('\n')
        .flatMap((line, index) => (program.test(line) ? [`${path}:${index + 1}: starts the nft program`] : [])),
    );
  return { problems };
};

export const checkNftProgram: Check = {
  name: 'nft-program',
  title: 'nftables by netlink only',
  run: (tree) => findNftProgram(tree),
};
