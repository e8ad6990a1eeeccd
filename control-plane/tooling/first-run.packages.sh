# Debian packages: only the missing ones, from the machine's own sources. Services that packages bring
# are not started, PostgreSQL makes no cluster. A source entry is copied, never written with a host name.

for_lab='suricata nftables iptables iproute2 dnsmasq-base udhcpc procps ca-certificates'
for_image='mmdebstrap arch-test qemu-user-static e2fsprogs zstd'
for_machine='qemu-system-arm openssh-client'
for_tests='mosquitto postgresql chromium fonts-noto-cjk tcpdump clamav-daemon'

# Lowest versions that will do; everything else is fine as it is.
lowest_version() {
  case $1 in
    suricata) echo '1:7.0' ;;
    mosquitto) echo '2.0.20' ;;
    qemu-system-arm) echo '1:10.0' ;;
  esac
}

# Sets `missing` to the packages of "$@" that are absent or too old.
find_missing() {
  missing=''
  # A package that was never seen makes dpkg-query fail; what it printed about the others still counts.
  # shellcheck disable=SC2016  # dpkg's own placeholders
  found=$(dpkg-query -W -f '${Package} ${db:Status-Status} ${Version}\n' "$@" 2>/dev/null) || :
  for package in "$@"; do
    version=$(printf '%s\n' "$found" | awk -v p="$package" '$1 == p && $2 == "installed" { print $3; exit }')
    lowest=$(lowest_version "$package")
    if [ -z "$version" ] || { [ -n "$lowest" ] && dpkg --compare-versions "$version" lt "$lowest"; }; then
      missing="$missing${missing:+ }$package"
    fi
  done
}

# Debian 12 has these too old; its backports have them.
wants_backports() {
  [ "$os_id:$os_version" = debian:12 ] || return 1
  case $1 in suricata | mosquitto | qemu-system-arm) return 0 ;; *) return 1 ;; esac
}

count_words() { echo $#; }

install_packages() {
  command -v apt-get >/dev/null || fail SET_NO_APT '' '' "apt-get install $missing"
  name_log
  mkdir -p "$lock_folder"
  exec 8>"$lock_folder/omamori-packages.lock" # machine wide: two clones share apt and policy-rc.d
  take_lock 8 || fail SET_LOCK_TIMEOUT
  # shellcheck disable=SC2086  # a list of words
  find_missing $wanted
  [ -n "$missing" ] || { exec 8>&-; return 0; }
  total=$(count_words $missing)
  plain='' newer=''
  for package in $missing; do
    if wants_backports "$package"; then newer="$newer $package"; else plain="$plain $package"; fi
  done
  [ -z "$newer" ] || enable_backports
  hold_services
  mend_dpkg
  phase_detail=$(text updating)
  run_logged apt_get update || package_failure
  # shellcheck disable=SC2086  # lists of words
  [ -z "$newer" ] || install_from "$os_codename-backports" $newer
  # shellcheck disable=SC2086
  [ -z "$plain" ] || install_from "$os_codename" $plain
  release_services
  # shellcheck disable=SC2086
  find_missing $wanted
  [ -z "$missing" ] || package_failure
  exec 8>&-
}

# A run that was killed inside dpkg left packages half configured; apt refuses to work until that is mended.
mend_dpkg() {
  child_must_finish=yes
  [ -z "$(dpkg --audit 2>/dev/null)" ] || run_logged dpkg --configure -a || say_log 'dpkg --configure -a failed'
  child_must_finish=''
}

# install_from RELEASE PACKAGES… : download first, which may be interrupted; unpacking may not. A package's
# dependencies come from the same release, because Suricata of the backports needs libhtp of the backports.
install_from() {
  release=$1
  shift
  phase_detail=$(text downloading $#)
  run_logged apt_get install -y --no-install-recommends -t "$release" --download-only "$@" || package_failure
  phase_detail=$(text installing $#)
  child_must_finish=yes
  run_logged apt_get install -y --no-install-recommends -t "$release" "$@" || package_failure
  child_must_finish=''
}

# Runs as the background child itself, so that a signal to it reaches apt-get.
apt_get() {
  export DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1 LC_ALL=C.UTF-8
  exec apt-get -q -o DPkg::Lock::Timeout=120 -o Acquire::Retries=2 -o Acquire::http::Timeout=30 \
    -o Acquire::https::Timeout=30 -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold "$@"
}

package_failure() {
  release_services
  [ -z "${source_placed:-}" ] || rm -f "$source_placed" # a source that did not help is not left behind
  recent=$(tail -n 60 "$log_file")
  case $recent in
    *'No space left'* | *"don't have enough free space"*) fail SET_DISK_FULL /var "2000 MB" ;;
    *'Could not get lock'* | *'Unable to acquire the dpkg'*) fail SET_PACKAGES_BUSY ;;
    *'Could not resolve'* | *'Temporary failure'* | *'Could not connect'* | *'Connection timed out'* | \
      *'Connection refused'* | *'Connection failed'* | *'Network is unreachable'* | *'Failed to fetch'*)
      fail SET_NO_NETWORK "$(text debian_source)" ;;
  esac
  fail SET_PACKAGES "$missing" '' "$log_shown"
}

# invoke-rc.d and deb-systemd-invoke ask policy-rc.d; 101 = do not start. Only placed when there is none.
hold_services() {
  policy=$sysroot/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ] || grep -q 'omamori first-run' "$policy" 2>/dev/null; then
    printf '#!/bin/sh\n# omamori first-run: packages may not start services while they are installed\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    policy_placed=$policy
  fi
  # Debian's installer of PostgreSQL makes and starts a cluster unless told not to; tests bring their own.
  clusters=$sysroot/etc/postgresql-common/createcluster.conf
  case " $missing " in
    *' postgresql '*)
      if [ ! -e "$clusters" ]; then
        mkdir -p "${clusters%/*}"
        printf '# omamori first-run: tests start their own clusters\ncreate_main_cluster = false\n' >"$clusters"
      fi
      ;;
  esac
}

release_services() {
  [ -z "${policy_placed:-}" ] || rm -f "$policy_placed"
  policy_placed=''
}

# Copies the machine's own entry of the plain suite with "-backports" added; security entries do not have
# the plain suite name, so they are never taken.
enable_backports() {
  suite=$os_codename-backports
  folder=$sysroot/etc/apt/sources.list.d
  for file in "$sysroot/etc/apt/sources.list" "$folder"/*.list "$folder"/*.sources; do
    [ -f "$file" ] || continue
    if source_has_suite "$file" "$suite"; then return 0; fi
  done
  for file in "$folder"/*.sources; do
    [ -f "$file" ] || continue
    entry=$(copy_deb822_entry "$file" "$os_codename" "$suite")
    if [ -n "$entry" ]; then
      source_placed=$folder/omamori-backports.sources
      printf '%s\n' "$entry" >"$source_placed"
      return 0
    fi
  done
  for file in "$sysroot/etc/apt/sources.list" "$folder"/*.list; do
    [ -f "$file" ] || continue
    entry=$(copy_list_entry "$file" "$os_codename" "$suite")
    if [ -n "$entry" ]; then
      source_placed=$folder/omamori-backports.list
      printf '%s\n' "$entry" >"$source_placed"
      return 0
    fi
  done
  fail SET_NO_SOURCE "$suite"
}

source_has_suite() {
  awk -v suite="$2" '
    /^[ \t]*#/ { next }
    /^deb[ \t]/ || /^Suites:/ { for (i = 1; i <= NF; i++) if ($i == suite) found = 1 }
    END { exit !found }' "$1"
}

# copy_deb822_entry FILE SUITE NEW_SUITE → the first usable stanza with Suites and Components replaced.
copy_deb822_entry() {
  awk -v suite="$2" -v new="$3" '
    function flush_stanza() {
      if (binary && has_suite && has_main && enabled && !done) { printf "%s", body; done = 1 }
      body = ""; binary = 0; has_suite = 0; has_main = 0; enabled = 1; field = ""
    }
    BEGIN { enabled = 1 }
    /^[ \t]*$/ { flush_stanza(); next }
    /^[ \t]*#/ { next }
    /^[^ \t]/ { field = tolower($1); sub(/:.*/, "", field) }
    {
      for (i = (/^[ \t]/ ? 1 : 2); i <= NF; i++) {
        if (field == "types" && $i == "deb") binary = 1
        if (field == "suites" && $i == suite) has_suite = 1
        if (field == "components" && $i == "main") has_main = 1
        if (field == "enabled" && tolower($i) == "no") enabled = 0
      }
      if (/^[ \t]/ && (field == "types" || field == "suites" || field == "components")) next
      if (field == "types") $0 = "Types: deb"
      if (field == "suites") $0 = "Suites: " new
      if (field == "components") $0 = "Components: main"
      body = body $0 "\n"
    }
    END { flush_stanza() }' "$1"
}

# copy_list_entry FILE SUITE NEW_SUITE → the first `deb … SUITE … main …` line with the suite replaced.
copy_list_entry() {
  awk -v suite="$2" -v new="$3" '
    $1 != "deb" { next }
    {
      at = 2
      if ($2 ~ /^\[/) while (at <= NF && $at !~ /\]$/) at++
      at += ($2 ~ /^\[/) ? 2 : 1
      main = 0
      for (i = at + 1; i <= NF; i++) if ($i == "main") main = 1
      if ($at != suite || !main) next
      line = $1
      for (i = 2; i < at; i++) line = line " " $i
      print line " " new " main"
      exit
    }' "$1"
}
