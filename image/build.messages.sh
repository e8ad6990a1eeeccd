# What the build says: help, progress, and one coded sentence when it cannot go on (control-plane/docs/errors.md).

show_help() {
  cat <<'T'
npm run image -- --board qemu-arm64|rpi   the appliance's image
  --cache FOLDER   where finished layers are kept (default: .cache/image)
  --snapshot BASE  Debian as it was on the day of image/snapshot-date, from a snapshot mirror: BASE/DATE
  --dry-run        which layers would be built and which are kept
  --install-only   only what the build itself needs
The first build takes 10 to 20 minutes and 4 GB; a second one seconds. Root.
T
}

say() { printf '%s\n' "$*" >&2; }

fail() { # fail CODE [fact]
  local fact=${2:-}
  case $1 in
    IMG_OPTION_UNKNOWN) say "$1: the option $fact is not known; see npm run image -- --help" ;;
    IMG_BOARD_UNKNOWN) say "$1: there is no board $fact; use one of: $(ls "$image/boards" | tr '\n' ' ')" ;;
    IMG_NOT_ROOT) say "$1: building an image needs root" ;;
    IMG_BUSY) say "$1: another build works in $fact; wait for it or give --cache" ;;
    IMG_NO_APT) say "$1: the build needs a Debian machine with apt-get" ;;
    IMG_PACKAGES) say "$1: the build's own packages cannot be installed; see $fact" ;;
    IMG_SNAPSHOT) say "$1: the snapshot mirror does not have the day of image/snapshot-date ($fact); leave --snapshot out to build from this machine's source" ;;
    IMG_NO_MIRROR) say "$1: no Debian source is configured on this machine; add one to /etc/apt/sources.list.d" ;;
    IMG_NO_EMULATION) say "$1: this kernel cannot run arm64 programs ($fact); load binfmt_misc or build on an arm64 machine" ;;
    IMG_DISK_FULL) say "$1: less than 6 GB free under $fact; free some or give --cache" ;;
    IMG_LAYER) say "$1: the layer $fact could not be built; the last lines of its log are above" ;;
    *) say "$1: $fact" ;;
  esac
  exit 2
}
