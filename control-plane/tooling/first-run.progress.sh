# Progress on stderr: numbered phases, one line each. On a terminal the line is rewritten in place,
# elsewhere a line at the start, every 10 s and at the end. Never more than 80 columns.

# Hundredths of a second since boot, without a fork.
now_cs() {
  if read -r up _ 2>/dev/null </proc/uptime; then
    now=${up%.*}${up#*.}
  else
    now=$(date +%s)00
  fi
}

start_progress() {
  phase_number=0
  log_named=''
  in_place=no
  colour_off='' colour_ok='' colour_bad='' colour_dim=''
  [ -t 2 ] && [ "${TERM:-dumb}" != dumb ] && [ -z "${CI:-}" ] && in_place=yes
  if [ "$in_place" = yes ] && [ -z "${NO_COLOR:-}" ]; then
    escape=$(printf '\033')
    colour_off="${escape}[0m" colour_ok="${escape}[32m" colour_bad="${escape}[31m" colour_dim="${escape}[2m"
  fi
}

# Spaces that bring $1 to $2 columns; bytes are counted so that the locale does not matter.
pad_to() {
  LC_ALL=C awk -v s="$1" -v want="$2" 'BEGIN {
    w = length(s); wide = gsub(/[\340-\357]../, "", s); w -= wide; narrow = gsub(/[\300-\337]./, "", s); w -= narrow
    for (i = w; i < want; i++) printf " "
  }'
}

# print_line MARK COLOUR WORD DETAIL BEFORE AFTER
print_line() {
  now_cs
  spent=$((now - phase_began))
  seconds=$(printf '%d.%ds' $((spent / 100)) $((spent % 100 / 10)))
  body="$3 $phase_label  $4"
  printf '%s %s/%s %s%s%s %s%s%7s%s' "$5" "$phase_number" "$phase_count" "$2" "$1" "$colour_off" \
    "$body" "$(pad_to "$body" 58)" "$seconds" "$6" >&2
}

phase_start() {
  phase_number=$((phase_number + 1))
  phase_label=$(text "$1")
  now_cs
  phase_began=$now
  phase_shown=$now
  phase_drawn=$now
  phase_detail=${2:-}
  [ "$in_place" = yes ] || [ -n "${phase_quiet:-}" ] || print_line '…' '' "$(text word_running)" "$phase_detail" '' '
'
}

# Called again and again while something runs.
phase_tick() {
  now_cs
  if [ "$in_place" = yes ]; then
    [ $((now - phase_drawn)) -ge 20 ] || return 0
    phase_drawn=$now
    print_line '…' "$colour_dim" "$(text word_running)" "$phase_detail" "$(printf '\r')" "$(printf '\033[K')"
  elif [ $((now - phase_shown)) -ge 1000 ]; then
    phase_shown=$now
    print_line '…' '' "$(text word_running)" "$phase_detail" '' '
'
  fi
}

phase_end() { # MARK COLOUR WORD DETAIL
  if [ "$in_place" = yes ]; then
    print_line "$1" "$2" "$3" "$4" "$(printf '\r')" "$(printf '\033[K')
"
  else
    print_line "$1" "$2" "$3" "$4" '' '
'
  fi
  phase_label=''
}
phase_done() { phase_end '✓' "$colour_ok" "$(text word_done)" "${1:-}"; }
phase_skip() { phase_end '–' '' "$(text word_skipped)" "${1:-}"; }

say_folded() { printf '%s\n' "$*" | fold -s -w 74 | sed 's/^/      /' >&2; }
say() { printf '      %s\n' "$*" >&2; }

# fail CODE [what-1] [what-2] [do-1] : the one coded sentence, exit 2.
fail() {
  [ -z "${phase_label:-}" ] || phase_end '✗' "$colour_bad" "$(text word_failed)" ''
  # A build machine keeps no log file: what the installers said last is shown there.
  [ -z "${CI:-}" ] || [ -z "$log_named" ] || tail -n 25 "$log_file" | sed 's/^/      | /' >&2
  printf '%s: %s → %s\n' "$1" "$(text "what_$1" "${2:-}" "${3:-}")" "$(text "do_$1" "${4:-}")" >&2
  exit 2
}

# run_logged COMMAND… : in the background with its output in the log, progress meanwhile; returns its status.
# The child is ended on Ctrl-C unless `child_must_finish` is set (dpkg must not be torn).
run_logged() {
  "$@" </dev/null >>"$log_file" 2>&1 8>&- 9>&- &
  child=$!
  while kill -0 "$child" 2>/dev/null; do
    phase_tick
    sleep 0.1
  done
  wait "$child"
  status=$?
  child=''
  [ -z "${stop_wanted:-}" ] || leave_interrupted
  return "$status"
}

name_log() {
  [ -n "$log_named" ] || say "$(text log_at "$log_shown")"
  log_named=yes
}
