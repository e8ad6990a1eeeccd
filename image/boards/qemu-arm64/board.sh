# The emulated box: QEMU virt, three virtio NICs, a management NIC with ssh that no real box has.
board_packages='openssh-server qemu-guest-agent tcpdump systemd-boot-efi'
board_components=main

result_path() { printf '%s/qemu-arm64-%s.ext4' "$cache" "${keys[-1]}"; }

# The root as one read-only ext4; kernel and initrd beside it, because QEMU loads them itself (no boot loader here).
make_result() {
  local new=$result.new
  rm -f "$new"
  cp -L "$root/boot"/vmlinuz-* "$result.vmlinuz"
  cp -L "$root/boot"/initrd.img-* "$result.initrd"
  write_papers
  mkfs.ext4 -q -F -L omamori-root -d "$root" "$new" 1600M >&2
  mv "$new" "$result"
}
