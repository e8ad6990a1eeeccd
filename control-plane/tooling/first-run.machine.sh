# What the machine must be: root, system, architecture, disk, kernel. Nothing here changes it, except
# that a missing br_netfilter module is loaded (Debian's kernel has it as a module).

check_root() {
  [ "$(id -u)" = 0 ] || fail SET_NOT_ROOT
}

# Sets os_id, os_version, os_codename.
read_os() {
  os_id='' os_version='' os_codename='' os_name=''
  [ -r "$sysroot/etc/os-release" ] || fail SET_OS_UNKNOWN "$(uname -s)"
  while IFS='=' read -r name value; do
    value=${value#\"}
    value=${value%\"}
    case $name in
      ID) os_id=$value ;;
      VERSION_ID) os_version=$value ;;
      VERSION_CODENAME) os_codename=$value ;;
      PRETTY_NAME) os_name=$value ;;
    esac
  done <"$sysroot/etc/os-release"
  case $os_id:$os_version in
    debian:12 | debian:13) ;;
    ubuntu:2[4-9].*) ;; # best effort: its own Suricata is 7 or newer
    *) fail SET_OS_UNKNOWN "${os_name:-$os_id $os_version}" ;;
  esac
}

check_arch() {
  arch=$(uname -m)
  case $arch in
    x86_64 | aarch64) ;;
    *) fail SET_ARCH_UNKNOWN "$arch" ;;
  esac
}

# check_disk FOLDER MEGABYTES
check_disk() {
  free_kb=$(df -Pk "$1" 2>/dev/null | awk 'NR == 2 { print $4 }')
  case $free_kb in
    '' | *[!0-9]*) return 0 ;; # df says nothing usable: the installers will complain themselves
  esac
  [ "$free_kb" -ge $(($2 * 1024)) ] || fail SET_DISK_FULL "$1" "$2 MB"
}

# A boot of the same kernel that passed once is not probed again.
kernel_stamp() {
  boot=''
  read -r boot 2>/dev/null <"$sysroot/proc/sys/kernel/random/boot_id" || boot=unknown
  echo "2 $(uname -r) $boot"
}

kernel_is_known() {
  known=''
  [ -r "$cache/kernel-probed" ] && read -r known <"$cache/kernel-probed"
  [ "$known" = "$(kernel_stamp)" ]
}

# Really tries each feature, inside a namespace that ends with its process.
probe_kernel() {
  if ! [ -e /proc/sys/net/bridge/bridge-nf-call-iptables ] && command -v modprobe >/dev/null; then
    modprobe br_netfilter >>"$log_file" 2>&1 || say_log 'modprobe br_netfilter failed'
  fi
  lacking=$(timeout 60 sh "$tooling/first-run.kernel-probe.sh" 2>>"$log_file" 8>&- 9>&-) || lacking=${lacking:-namespaces}
  [ -z "$lacking" ] || fail SET_KERNEL "$lacking"
  kernel_stamp >"$cache/kernel-probed"
}

say_log() { echo "first-run: $*" >>"$log_file"; }
