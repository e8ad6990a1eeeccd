#!/bin/bash
# The appliance's image, layer by layer: image/build.sh --board qemu-arm64|rpi. Each layer is a folder with `layer.sh`
# (what it is made of, how it is made); its result is kept under a name made of all that went into it, so that a run
# that was stopped goes on where it was and a change builds only what stands on it. Progress on stderr; the last line
# on stdout is one JSON object. Exit 2 with one coded sentence when something is missing.
set -euo pipefail
image=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "$image/.." && pwd)
export image repository
cache=${OMAMORI_IMAGE_CACHE:-$repository/.cache/image}
board='' dry_run=no snapshot_base=${OMAMORI_SNAPSHOT:-} snapshot=''

for part in messages machine layers; do
  # shellcheck source=/dev/null
  . "$image/build.$part.sh"
done

while [ $# -gt 0 ]; do
  case $1 in
    --board) board=${2:-} && shift ;;
    --board=*) board=${1#--board=} ;;
    --cache) cache=${2:-} && shift ;;
    --snapshot) snapshot_base=${2:-} && shift ;;
    --dry-run) dry_run=yes ;;
    --install-only) dry_run=install ;;
    --help | -h) show_help && exit 0 ;;
    *) fail IMG_OPTION_UNKNOWN "$1" ;;
  esac
  shift
done
[ -n "$board" ] && [ -f "$image/boards/$board/board.sh" ] || fail IMG_BOARD_UNKNOWN "${board:-none}"
# shellcheck source=/dev/null
. "$image/boards/$board/board.sh"
[ -z "$snapshot_base" ] || snapshot=$(grep -v '^#' "$image/snapshot-date")
export board cache snapshot

[ "$(id -u)" = 0 ] || fail IMG_NOT_ROOT
begun=$SECONDS
name_layers
if [ "$dry_run" = yes ]; then
  show_layers
  exit 0
fi
mkdir -p "$cache"
exec 9>"$cache/lock"
flock -n 9 || fail IMG_BUSY "$cache"
prepare_machine
[ "$dry_run" = no ] || exit 0
result=$(result_path)
built=0
if [ -f "$result" ]; then
  say "kept   $(basename "$result")"
else
  build_layers
  make_result
  leave_root
  rm -rf "$root"
  forget_old
fi
printf '{"ok":true,"board":"%s","image":"%s","layers":%d,"built":%d,"bytes":%d,"seconds":%d}\n' \
  "$board" "$result" "${#layers[@]}" "$built" "$(stat -c %s "$result")" "$((SECONDS - begun))"
