# What one board needs besides: its boot firmware, and on the emulated one the rig's way in. From here on the results of
# the boards differ.
suite=trixie

layer_inputs() { printf '%s\n%s\n%s\n' "$board" "$board_packages" "$board_components"; }

layer_build() { # layer_build ROOT
  printf 'deb %s %s %s\n' "$mirror" "$suite" "$board_components" >"$1/etc/apt/sources.list.d/board.list"
  cp /etc/resolv.conf "$1/etc/resolv.conf"
  mkdir -p "$1/boot/firmware" # a hook of the Pi's firmware package refuses to work without it
  in_root "$1" apt-get update -q
  # shellcheck disable=SC2086  # a list of words
  in_root "$1" apt-get install -y -q --no-install-recommends $board_packages
  in_root "$1" apt-get clean
  rm -rf "$1/boot/firmware"
  rm -f "$1/etc/apt/sources.list.d/board.list"
  rm -rf "$1/var/lib/apt/lists" && mkdir -p "$1/var/lib/apt/lists/partial"
}
