# Debian 13 for arm64: kernel, systemd, network tools. The same for every board, and nothing of ours yet.
suite=trixie

layer_inputs() { printf '%s %s\n' "$suite" "$snapshot"; }

layer_build() { # layer_build ROOT
  local packages sources
  packages=$(sed 's/#.*//' "$image/layers/10-base/packages" | xargs | tr ' ' ',')
  sources=("deb $mirror $suite main")
  # A snapshot is one moment of the archive: updates of before that moment are what the pinned date decides.
  sources+=("deb $mirror $suite-updates main")
  mmdebstrap --architectures=arm64 --variant=minbase --mode=root --format=directory \
    --aptopt='APT::Install-Recommends "false"' ${snapshot:+--aptopt='Acquire::Check-Valid-Until "false"'} \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='force-unsafe-io' --include="$packages" "$suite" "$1" "${sources[@]}"
}
