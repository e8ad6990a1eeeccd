# Debian 13 for arm64: kernel, systemd, network tools. Nothing of ours yet.
suite=trixie

layer_inputs() { printf '%s %s\n' "$suite" "$board_packages"; }

layer_build() { # layer_build ROOT
  local packages
  packages=$(sed 's/#.*//' "$image/layers/10-base/packages" | xargs | tr ' ' ',')
  mmdebstrap --architectures=arm64 --variant=minbase --mode=root --format=directory \
    --aptopt='APT::Install-Recommends "false"' \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='force-unsafe-io' --include="$packages${board_packages:+,${board_packages// /,}}" \
    "$suite" "$1" "deb $mirror $suite main" "deb $mirror $suite-updates main"
}
