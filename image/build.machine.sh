# What the build itself needs of this machine: packages, the way to run arm64 programs, room on the disk.

build_packages='mmdebstrap arch-test qemu-user-static e2fsprogs zstd dosfstools mtools fakeroot fdisk curl'

prepare_machine() {
  local missing=''
  command -v apt-get >/dev/null || fail IMG_NO_APT
  for package in $build_packages; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -q '^installed$' || missing="$missing $package"
  done
  if [ -n "$missing" ]; then
    say "installing$missing"
    # shellcheck disable=SC2086  # a list of words
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q $missing >"$cache/packages.log" 2>&1 ||
      fail IMG_PACKAGES "$cache/packages.log"
  fi
  mirror=$(debian_mirror)
  [ -z "$snapshot" ] || use_snapshot
  [ -n "$mirror" ] || fail IMG_NO_MIRROR
  export mirror
  enable_emulation
  local free
  free=$(df --output=avail -k "$cache" | tail -n 1)
  [ "$free" -gt 6000000 ] || fail IMG_DISK_FULL "$cache"
}

# A mirror of snapshots offers whole days of the archive; this machine's own source does not. Without one the versions
# that were taken are written down beside the image, see write_manifest.
use_snapshot() {
  mirror=${snapshot_base%/}/$snapshot
  curl -fsSIL --max-time 20 "$mirror/dists/trixie/InRelease" >/dev/null 2>&1 || fail IMG_SNAPSHOT "$mirror"
}

# The first main Debian source of this machine: the repository names no host.
debian_mirror() {
  local line
  for file in /etc/apt/sources.list.d/*.sources; do
    [ -f "$file" ] || continue
    line=$(awk '/^URIs:/ { uri = $2 } /^Components:.*main/ && uri ~ /\/debian\/?$/ { print uri; exit }' "$file")
    [ -z "$line" ] || { printf '%s\n' "$line"; return; }
  done
  awk '$1 == "deb" { for (i = 2; i <= NF; i++) if ($i ~ /^https?:.*\/debian\/?$/) { print $i; exit } }' \
    /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null
}

# binfmt_misc is machine wide: registering twice is an error of the kernel, not of ours.
enable_emulation() {
  [ "$(uname -m)" != aarch64 ] || return 0
  local door=/proc/sys/fs/binfmt_misc
  [ -e "$door/register" ] || mount -t binfmt_misc binfmt_misc "$door" 2>/dev/null ||
    fail IMG_NO_EMULATION 'no binfmt_misc'
  [ -e "$door/qemu-aarch64" ] || cat /usr/lib/binfmt.d/qemu-aarch64.conf >"$door/register" 2>/dev/null
  arch-test arm64 >/dev/null 2>&1 || fail IMG_NO_EMULATION 'arch-test arm64 fails'
}
