# Our agent as one file with its three workers, the box's page beside it, and koffi with its compiled part for arm64,
# version and checksum of the lock file.
program=control-plane/agent/src/main.ts
antivirus=control-plane/agent/src/protection/antivirus/antivirus-worker.ts
update=control-plane/agent/src/system-update/update-command.ts
workers='log/nflog-worker netlink/doorbell-worker'

layer_inputs() {
  (
    cd "$repository"
    find control-plane/agent/src control-plane/contract/src control-plane/bundle/src control-plane/packages/*/src \
      control-plane/web/local-admin/dist -type f ! -name '*.test.ts' ! -name '.omamori-build' -print0 |
      sort -z | xargs -0 sha256sum
    sha256sum package-lock.json control-plane/tooling/bundle-program.ts
  )
}

layer_build() { # layer_build ROOT
  local place=$1/opt/omamori name targets="agent.mjs=$program antivirus-worker.js=$antivirus update.mjs=$update"
  cd "$repository"
  [ -f control-plane/web/local-admin/dist/index.html ]
  for name in $workers; do
    targets="$targets $(basename "$name").js=control-plane/packages/node-nftables/src/$name.ts"
  done
  rm -rf "$place" && mkdir -p "$place/node_modules/@koromix"
  # shellcheck disable=SC2086  # a list of words
  node_modules/.bin/node control-plane/tooling/bundle-program.ts --out "$place" $targets
  printf '{"type":"module"}\n' >"$place/package.json"
  cp -r control-plane/web/local-admin/dist "$place/page"
  unpack_locked koffi "$place/node_modules/koffi"
  unpack_locked @koromix/koffi-linux-arm64 "$place/node_modules/@koromix/koffi-linux-arm64"
  rm -rf "$place"/node_modules/koffi/{doc,vendor,lib}
  in_root "$1" /opt/node/bin/node /opt/omamori/agent.mjs --help
}

# unpack_locked PACKAGE FOLDER: the very archive that package-lock.json names.
unpack_locked() {
  local version integrity folder archive
  read -r version integrity < <(node_modules/.bin/node -e '
    const lock = JSON.parse(require("node:fs").readFileSync("package-lock.json", "utf8"));
    const { version, integrity } = lock.packages[`node_modules/${process.argv[1]}`];
    console.log(version, integrity);' "$1")
  folder=$(mktemp -d)
  archive=$folder/$(cd "$folder" && npm pack --silent "$1@$version")
  [ "sha512-$(openssl dgst -sha512 -binary "$archive" | base64 -w 0)" = "$integrity" ]
  mkdir -p "$2"
  tar -xzf "$archive" -C "$2" --strip-components=1
  rm -rf "$folder"
}
