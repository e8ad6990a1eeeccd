# Layers in the order of their numbers. The name of a result is a hash of its folder, of what `layer_inputs` prints,
# and of the layer below. A result is a zstd tar of the whole root so far: any layer can be taken up from its file.

name_layers() {
  layers=() keys=()
  local below=start folder
  for folder in "$image"/layers/*/; do
    folder=${folder%/}
    below=$(
      # shellcheck source=/dev/null
      . "$folder/layer.sh"
      { printf '%s\n' "$below"; hash_folder "$folder"; layer_inputs; } | sha256sum | cut -c1-16
    )
    layers+=("$(basename "$folder")")
    keys+=("$below")
  done
}

hash_folder() { (cd "$1" && find . -type f -print0 | sort -z | xargs -0 sha256sum); }

result_of() { printf '%s/%s-%s.tar.zst' "$cache" "${layers[$1]}" "${keys[$1]}"; }

show_layers() {
  local at
  for at in "${!layers[@]}"; do
    [ -f "$(result_of "$at")" ] && say "kept   ${layers[$at]}" || say "build  ${layers[$at]}"
  done
}

build_layers() {
  built=0 root=$cache/root
  local at newest=-1
  for at in "${!layers[@]}"; do [ ! -f "$(result_of "$at")" ] || newest=$at; done
  trap leave_root EXIT
  leave_root
  rm -rf "$root"
  [ "$newest" -lt 0 ] || { say "taking up ${layers[$newest]}"; unpack_root "$newest"; }
  for at in "${!layers[@]}"; do
    [ "$at" -gt "$newest" ] || continue
    build_layer "$at"
    built=$((built + 1))
  done
}

# Of each layer and of the image itself the two newest results stay.
forget_old() {
  local name old
  for name in "${layers[@]}" "$board"; do
    # shellcheck disable=SC2012  # names of ours: no strange characters
    { ls -t "$cache/$name"-*.tar.zst "$cache/$name"-*.ext4 2>/dev/null || :; } | tail -n +3 | while read -r old; do
      rm -f "$old" "$old".*
    done
  done
}

# Beside the image: its packages with their versions, what it was made from, and the SBOM.
write_papers() {
  cp "$root/usr/share/omamori-packages" "$result.packages.txt"
  cp "$root/usr/share/omamori-engine-build.txt" "$result.engine.txt"
  write_sbom "$result.sbom.json"
  printf '{"board":"%s","snapshot":%s,"layers":[%s],"unpackedBytes":%d,"kernel":"%s"}\n' "$board" \
    "$([ -n "$snapshot" ] && printf '"%s"' "$snapshot" || printf null)" \
    "$(for at in "${!layers[@]}"; do printf '%s"%s-%s"' "$([ "$at" = 0 ] || printf ,)" "${layers[$at]}" "${keys[$at]}"; done)" \
    "$(du -sbx "$root" | cut -f1)" "$(ls "$root/lib/modules")" >"$result.manifest.json"
}

# What dpkg and the lock file name, as CycloneDX.
write_sbom() {
  "$repository/node_modules/.bin/node" "$repository/control-plane/tooling/write-sbom.ts" \
    --packages "$root/usr/share/omamori-packages" --lock "$repository/package-lock.json" --name "omamori-$board" >"$1"
}

unpack_root() {
  mkdir -p "$root"
  tar --zstd -xpf "$(result_of "$1")" -C "$root" --numeric-owner --xattrs
}

build_layer() {
  local name=${layers[$1]} log=$cache/${layers[$1]}.log begun=$SECONDS
  say "building $name (log: $log)"
  if ! (
    set -euo pipefail
    # shellcheck source=/dev/null
    . "$image/layers/$name/layer.sh"
    layer_build "$root"
  ) >"$log" 2>&1; then
    tail -n 15 "$log" >&2
    fail IMG_LAYER "$name"
  fi
  leave_root
  tar --zstd -cpf "$(result_of "$1").new" -C "$root" --numeric-owner --xattrs .
  mv "$(result_of "$1").new" "$(result_of "$1")"
  say "built $name in $((SECONDS - begun)) s"
}

# in_root ROOT COMMAND…: a program of the image, emulated where need be; no daemon is started by a package.
in_root() {
  local inside=$1
  shift
  mountpoint -q "$inside/proc" || mount -t proc proc "$inside/proc"
  mountpoint -q "$inside/dev" || mount --rbind /dev "$inside/dev"
  printf '#!/bin/sh\nexit 101\n' >"$inside/usr/sbin/policy-rc.d"
  chmod 755 "$inside/usr/sbin/policy-rc.d"
  chroot "$inside" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
    DEBIAN_FRONTEND=noninteractive "$@"
}
export -f in_root

leave_root() {
  [ -d "$root" ] || return 0
  rm -f "$root/usr/sbin/policy-rc.d"
  local place
  for place in dev proc; do
    ! mountpoint -q "$root/$place" || umount -R -l "$root/$place"
  done
}
