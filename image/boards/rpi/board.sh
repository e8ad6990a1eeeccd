# Raspberry Pi 4, CM4 and 400 (the safe first target) and 5: a card with a FAT partition that the board's own firmware
# reads, and the root. Built here, not yet started on a board: the rig file of hil-tests/rig says what that needs.
board_packages='raspi-firmware'
board_components='main non-free-firmware'

result_path() { printf '%s/rpi-%s.img' "$cache" "${keys[-1]}"; }

boot_mb=256 root_mb=1600 data_mb=512

# MBR: 1 = FAT "OMAMORI-FW" (firmware, kernel, initrd, device trees), 2 = read-only root, 3 = data.
make_result() {
  local new=$result.new part=$cache/rpi.part
  write_papers
  rm -f "$new" "$part".*
  fill_boot "$root" "$cache/rpi-boot"
  mkfs.fat -C -F 32 -n OMAMORI-FW "$part.boot" $((boot_mb * 1024)) >&2
  mcopy -s -i "$part.boot" "$cache/rpi-boot"/* ::
  mkfs.ext4 -q -F -L omamori-root -d "$root" "$part.root" ${root_mb}M >&2
  mkfs.ext4 -q -F -L omamori-data "$part.data" ${data_mb}M >&2
  truncate -s $((boot_mb + root_mb + data_mb + 4))M "$new"
  sfdisk -q "$new" <<T
label: dos
start=4MiB, size=${boot_mb}MiB, type=c, bootable
size=${root_mb}MiB, type=83
size=${data_mb}MiB, type=83
T
  dd if="$part.boot" of="$new" bs=1M seek=4 conv=notrunc,sparse status=none
  dd if="$part.root" of="$new" bs=1M seek=$((4 + boot_mb)) conv=notrunc,sparse status=none
  dd if="$part.data" of="$new" bs=1M seek=$((4 + boot_mb + root_mb)) conv=notrunc,sparse status=none
  rm -rf "$part".* "$cache/rpi-boot"
  mv "$new" "$result"
}

# fill_boot ROOT FOLDER: names as the firmware looks for them (config.txt of raspberrypi.com), never a version in a name.
fill_boot() {
  local from=$1 to=$2 kernel
  rm -rf "$to" && mkdir -p "$to/overlays"
  kernel=$(ls "$from/lib/modules")
  cp "$from"/usr/lib/raspi-firmware/{bootcode.bin,start*.elf,fixup*.dat} "$to"
  cp "$from"/usr/lib/linux-image-"$kernel"/broadcom/bcm271*.dtb "$to"
  cp -L "$from/boot/vmlinuz-$kernel" "$to/vmlinuz"
  cp -L "$from/boot/initrd.img-$kernel" "$to/initrd.img"
  cp "$image/boards/rpi/config.txt" "$image/boards/rpi/cmdline.txt" "$to"
  check_boot "$to"
}

# Everything config.txt names is there, and what the firmware itself asks for.
check_boot() {
  local name
  for name in bootcode.bin start4.elf fixup4.dat bcm2711-rpi-4-b.dtb bcm2711-rpi-cm4-io.dtb cmdline.txt \
    $(awk -F'[= ]' '$1 == "kernel" || $1 == "initramfs" { print $2 }' "$1/config.txt"); do
    [ -s "$1/$name" ] || { printf 'the boot partition lacks %s\n' "$name" >&2; return 1; }
  done
}
