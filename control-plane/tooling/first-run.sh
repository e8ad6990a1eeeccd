#!/bin/sh
# Set-up inside the command. `sh first-run.sh COMMAND [args…]` makes the machine ready (packages, kernel
# check, npm ci, web pages), then becomes the pinned Node running COMMAND. Everything it says goes to
# stderr; stdout belongs to the command. Exit 2 with one coded sentence when the machine cannot be made ready.
# For tests: OMAMORI_SYSROOT stands before /etc and /usr/sbin, and programs are found through PATH.
set -u
tooling=$(cd "$(dirname "$0")" && pwd) || exit 2
root=$(cd "$tooling/../.." && pwd) || exit 2
root=${OMAMORI_ROOT:-$root}
sysroot=${OMAMORI_SYSROOT:-}
modules=$root/node_modules
cache=$root/.cache
log_shown=.cache/first-run.log
log_file=$root/$log_shown
lock_folder=$sysroot/run/lock
PATH=$PATH:/usr/sbin:/sbin
export PATH

for part in messages help progress machine packages modules; do
  # shellcheck source=/dev/null
  . "$tooling/first-run.$part.sh"
done

# What the set-up itself understands; sets lang, bad_lang, install_only, help_wanted.
read_arguments() {
  case ${LANG:-} in ja*) lang=ja ;; *) lang=en ;; esac
  install_only=no help_wanted=no lang_next=no hil_machine=no fleet_only=no bad_lang=''
  for argument in "$@"; do
    if [ "$lang_next" = yes ]; then
      set_lang "$argument"
      lang_next=no
      continue
    fi
    case $argument in
      --help | -h) help_wanted=yes ;;
      --install-only) install_only=yes ;;
      --fleet) fleet_only=yes ;;
      *qemu-arm64) hil_machine=yes ;;
      --no-color) NO_COLOR=1 && export NO_COLOR ;;
      --lang) lang_next=yes ;;
      --lang=*) set_lang "${argument#--lang=}" ;;
    esac
  done
  [ "$lang_next" = no ] || bad_lang=' '
}
set_lang() {
  case $1 in ja | en) lang=$1 ;; *) bad_lang=${1:- } ;; esac
}

on_signal() {
  stop_wanted=yes
  if [ -n "${child:-}" ]; then
    if [ -n "${child_must_finish:-}" ]; then
      printf '\n' >&2
      say "$(text finishing_packages)"
      return 0
    fi
    kill -TERM "$child" 2>/dev/null
    wait "$child" 2>/dev/null
    child=''
  fi
  leave_interrupted
}

leave_interrupted() {
  trap '' INT TERM HUP
  clean_up
  [ "${in_place:-no}" = no ] || printf '\n' >&2
  printf 'SET_INTERRUPTED: %s\n' "$(text interrupted)" >&2
  exit 130
}

clean_up() {
  release_services
  drop_unfinished_modules
}

# take_lock DESCRIPTOR: waits up to 20 minutes for another set-up. Without flock there is no protection.
take_lock() {
  command -v flock >/dev/null || return 0
  flock -n "$1" && return 0
  say "$(text waiting_lock)"
  flock -w 1200 "$1"
}

# A simulated fleet is a center alone: no namespaces, no engine.
needs_root() {
  case $command in
    start) [ "$fleet_only" = no ] ;;
    scenario | test | test-corpus | test-cases | bench | soak | hil | image) return 0 ;;
    *) return 1 ;;
  esac
}
needs_web() { case $command in check | bench | fuzz | rules) return 1 ;; *) return 0 ;; esac }

# Sets todo to the phases that have work; the machine itself is always looked at.
find_work() {
  todo=''
  wanted=''
  if needs_root; then
    wanted=$for_lab
    case $command in
      test | test-corpus | test-cases | soak) wanted="$wanted $for_tests" ;;
      image) wanted=$for_image ;;
      hil) [ "$hil_machine" = no ] || wanted="$wanted $for_machine $for_image" ;;
    esac
    # shellcheck disable=SC2086
    find_missing $wanted
    [ -z "$missing" ] || todo="$todo packages"
    kernel_is_known || todo="$todo kernel"
  fi
  if modules_in_place; then
    needs_web && ! web_in_place && todo="$todo web"
  else
    todo="$todo modules"
    needs_web && todo="$todo web"
  fi
}

look_at_machine() {
  check_arch
  if needs_root; then
    check_root
    read_os
  fi
  mkdir -p "$cache" 2>/dev/null && [ -w "$cache" ] || fail SET_NOT_WRITABLE "$root"
}

run_phases() {
  phase_count=$(count_words machine $todo)
  phase_quiet=yes
  phase_start phase_machine
  phase_quiet=''
  needed=200
  case $todo in *packages* | *modules*) needed=2000 ;; esac
  check_disk "$root" "$needed"
  case $todo in *packages*) check_disk "$sysroot/var" "$needed" ;; esac
  phase_done "$(uname -m)"
  for phase in $todo; do
    phase_start "phase_$phase"
    case $phase in
      packages)
        phase_detail=$(text names "$(count_words $missing)")
        say_folded "$(text names "$missing")"
        install_packages
        phase_done "$(text installed "${total:-0}")"
        ;;
      kernel) probe_kernel; phase_done ;;
      modules) modules_in_place || install_modules; phase_done ;;
      web) web_in_place || build_web; phase_done ;;
    esac
  done
}

set_up() {
  now_cs
  set_up_began=$now
  look_at_machine
  find_work
  if [ -n "$todo" ]; then
    exec 9>"$cache/first-run.lock"
    take_lock 9 || fail SET_LOCK_TIMEOUT
    find_work # another set-up may have done it meanwhile
    : >"$log_file"
  fi
  if [ -n "$todo" ]; then
    run_phases
  else
    phase_count=1 phase_quiet=yes
    phase_start phase_all
    phase_began=$set_up_began
    check_disk "$root" 200
    phase_done "$(text in_place)"
  fi
  exec 9>&-
}

entry_of() {
  case $1 in
    start) echo hil-tests/lab/start.ts ;;
    scenario) echo hil-tests/scenarios/run-scenario.ts ;;
    test | test-corpus | test-cases) echo control-plane/tooling/run-tests.ts ;;
    check) echo control-plane/tooling/run-checks.ts ;;
    center) echo control-plane/center/src/main.ts ;;
    bench | fuzz | soak) echo control-plane/tooling/run-named.ts ;;
    rules) echo control-plane/bundle/src/rules-command.ts ;;
    image) echo image/build.sh ;;
    hil) echo hil-tests/rig/run-hil.ts ;;
  esac
}

command=${1:-}
[ $# -eq 0 ] || shift
read_arguments "$@"
start_progress
program_entry=$(entry_of "$command")
[ -n "$program_entry" ] || fail SET_COMMAND_UNKNOWN "$command"
[ -z "$bad_lang" ] || fail SET_LANG_UNKNOWN "$bad_lang"
if [ "$help_wanted" = yes ]; then
  show_help "$command"
  exit 0
fi
child='' child_must_finish='' stop_wanted='' policy_placed='' source_placed='' modules_unfinished='' missing=''
trap on_signal INT TERM HUP
trap clean_up EXIT
exec 7>&1 1>&2
set_up
exec 1>&7 7>&-
if [ "$install_only" = yes ]; then
  say "$(text install_only)"
  exit 0
fi
trap - INT TERM HUP EXIT
# The command gets the rest. --lang stays for those that talk to people themselves.
skip_next=no
for argument in "$@"; do
  shift
  if [ "$skip_next" = yes ]; then
    skip_next=no
    continue
  fi
  case $command:$argument in
    *:--no-color) continue ;;
    start:--lang* | scenario:--lang*) ;;
    *:--lang) skip_next=yes && continue ;;
    *:--lang=*) continue ;;
  esac
  set -- "$@" "$argument"
done
case $command in
  test-corpus) set -- --corpus "$@" ;;
  test-cases) set -- --cases "$@" ;;
  bench | fuzz | soak) set -- "$command" "$@" ;;
esac
OMAMORI_LANG=$lang
INIT_CWD=${INIT_CWD:-$PWD}
export OMAMORI_LANG INIT_CWD
cd "$root" || exit 2
[ "$command" != image ] || exec bash "$program_entry" "$@"
exec "$modules/.bin/node" --disable-warning=ExperimentalWarning "$program_entry" "$@"
