#!/bin/sh
# Tries every kernel feature the lab uses in a namespace of its own and prints the first that is missing
# (nothing when all work). The unnamed namespace ends with this process; the named one is deleted.
export PATH="$PATH:/usr/sbin:/sbin"

lack() {
  echo "$1"
  exit 1
}

if [ "${1:-}" != inside ]; then
  name=omamori-probe-$$
  trap 'ip netns del "$name" 2>/dev/null' EXIT
  trap 'exit 1' INT TERM
  unshare -n true || lack 'network namespaces'
  ip netns add "$name" || lack 'named network namespaces (ip netns)'
  unshare -n sh "$0" inside
  exit $?
fi

ip link set lo up || lack 'network namespaces'
ip link add lan type veth peer name lan0 || lack 'veth'
ip link add br0 type bridge || lack 'bridge'
ip link set lan master br0 && ip link set br0 up && ip link set lan up || lack 'bridge'
ip -6 addr add fd00::1/64 dev br0 nodad || lack 'IPv6'
nft add table bridge omamori || lack 'nf_tables (bridge family)'
nft add chain bridge omamori c '{ type filter hook forward priority -300; }' || lack 'nf_tables (bridge family)'
nft add set bridge omamori s '{ type ipv4_addr; flags interval; }' || lack 'nf_tables sets'
nft add rule bridge omamori c ip saddr @s counter drop || lack 'nf_tables sets'
nft add rule bridge omamori c log group 5 || lack 'NFLOG (nfnetlink_log)'
[ -e /proc/sys/net/bridge/bridge-nf-call-iptables ] || lack 'br_netfilter'
[ -e /proc/sys/net/bridge/bridge-nf-call-ip6tables ] || lack 'br_netfilter (IPv6)'
for iptables in iptables-nft ip6tables-nft; do
  "$iptables" -A FORWARD -m physdev --physdev-is-bridged -j NFQUEUE --queue-balance 0:1 --queue-bypass ||
    lack "NFQUEUE through $iptables"
done
exit 0
