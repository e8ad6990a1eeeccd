# Suricata 8 from the backports of the same suite: only it has Vectorscan on arm64.
suite=trixie

layer_inputs() { printf '%s\n' "$suite-backports"; }

layer_build() {
  printf 'deb %s %s-backports main\n' "$mirror" "$suite" >"$1/etc/apt/sources.list.d/backports.list"
  cp /etc/resolv.conf "$1/etc/resolv.conf"
  in_root "$1" apt-get update -q
  in_root "$1" apt-get install -y -q --no-install-recommends -t "$suite-backports" suricata
  in_root "$1" apt-get clean
  # Our own unit starts it; the packaged one runs AF_PACKET on the wrong port.
  in_root "$1" systemctl mask suricata.service
  in_root "$1" suricata --build-info >"$1/usr/share/omamori-engine-build.txt"
  grep -q 'Hyperscan support: *yes' "$1/usr/share/omamori-engine-build.txt"
  rm -rf "$1/var/lib/apt/lists" && mkdir -p "$1/var/lib/apt/lists/partial"
}
