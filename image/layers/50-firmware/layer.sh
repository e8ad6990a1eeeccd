# What makes Debian an appliance: firmware/rootfs and the board's own files over the root, units switched on.
units='systemd-networkd omamori-failsafe omamori-network omamori-time-floor omamori-time-save.timer omamori-update omamori-agent.path omamori-engine.path'
unwanted='apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer fstrim.timer systemd-pstore.service
  systemd-networkd-wait-online.service suricata.service getty@tty1.service e2scrub_all.timer e2scrub_reap.service'

layer_inputs() {
  hash_folder "$repository/firmware/rootfs"
  [ ! -d "$image/boards/$board/rootfs" ] || hash_folder "$image/boards/$board/rootfs"
}

layer_build() { # layer_build ROOT
  local source name wanted
  for source in "$repository/firmware/rootfs" "$image/boards/$board/rootfs"; do
    [ ! -d "$source" ] || tar -cf - --owner=0 --group=0 -C "$source" . | tar -xpf - -C "$1" --no-overwrite-dir
  done
  mkdir -p "$1/data"
  : >"$1/etc/machine-id" # empty, not missing: made in memory at each boot, no questions asked
  rm -f "$1/etc/resolv.conf" "$1/etc/apt/sources.list.d/backports.list" "$1"/etc/ssh/ssh_host_*
  ln -s ../run/systemd/resolve/resolv.conf "$1/etc/resolv.conf"
  # A password nobody knows is none: the way in is the page of the box, for the rig its key.
  # "*", not "!": sshd would refuse a locked account even its key.
  in_root "$1" usermod -p '*' root
  wanted=$units
  ! [ -f "$1/etc/systemd/system/rig-ssh.service" ] || wanted="$wanted rig-ssh"
  # shellcheck disable=SC2086  # lists of words
  in_root "$1" systemctl enable $wanted
  for name in $unwanted ssh.service ssh.socket sshd-keygen.service; do in_root "$1" systemctl mask "$name"; done
  in_root "$1" dpkg-query -W -f '${Package} ${Version} ${Architecture}\n' >"$1/usr/share/omamori-packages"
}
