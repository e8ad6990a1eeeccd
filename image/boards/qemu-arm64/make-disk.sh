#!/bin/bash
# One disk with two root slots, made of an image that build.sh left: make-disk.sh IMAGE DATA DISK [VERSION SEQUENCE]
#   GPT: 1 ESP (systemd-boot, kernels of both slots), 2 omamori-root-a, 3 omamori-root-b (empty), 4 omamori-data
# DATA is an ext4 file. What boots is decided by the names of the entries (Boot Loader Specification, boot counting).
set -euo pipefail
image=$1 data=$2 disk=$3 version=${4:-factory} sequence=${5:-1}
esp_mb=320
part=$disk.part
trap 'rm -rf "$part" "$disk.new"' EXIT
rm -rf "$part" && mkdir -p "$part"

root_mb=$(($(stat -c %s "$image") / 1048576))
data_mb=$(($(stat -c %s "$data") / 1048576))
debugfs -R "dump /usr/lib/systemd/boot/efi/systemd-bootaa64.efi $part/boot.efi" "$image" 2>/dev/null
[ -s "$part/boot.efi" ] || { printf 'IMG_NO_BOOT_LOADER: %s has no systemd-boot\n' "$image" >&2; exit 2; }
printf 'default omamori-*\ntimeout 0\neditor no\n' >"$part/loader.conf"
name=$(printf 'omamori-%010d-a.conf' "$sequence")
cat >"$part/$name" <<T
title Omamori
version $version
linux /omamori/a/vmlinuz
initrd /omamori/a/initrd.img
options console=ttyAMA0 root=PARTLABEL=omamori-root-a ro omamori.slot=a panic=10 systemd.firstboot=no loglevel=4
T
truncate -s "${esp_mb}M" "$part/esp"
mkfs.fat -F 32 -n OMAMORI-ESP "$part/esp" >&2
mmd -i "$part/esp" ::EFI ::EFI/BOOT ::loader ::loader/entries ::omamori ::omamori/a ::omamori/b
mcopy -i "$part/esp" "$part/boot.efi" ::EFI/BOOT/BOOTAA64.EFI
mcopy -i "$part/esp" "$part/loader.conf" ::loader/loader.conf
mcopy -i "$part/esp" "$part/$name" "::loader/entries/$name"
mcopy -i "$part/esp" "$image.vmlinuz" ::omamori/a/vmlinuz
mcopy -i "$part/esp" "$image.initrd" ::omamori/a/initrd.img

truncate -s $((esp_mb + 2 * root_mb + data_mb + 8))M "$disk.new"
sfdisk -q "$disk.new" <<T
label: gpt
start=4MiB, size=${esp_mb}MiB, type=uefi, name=omamori-esp
size=${root_mb}MiB, type=linux, name=omamori-root-a
size=${root_mb}MiB, type=linux, name=omamori-root-b
size=${data_mb}MiB, type=linux, name=omamori-data
T
at=4
for pair in "$part/esp:$esp_mb" "$image:$root_mb" ":$root_mb" "$data:$data_mb"; do
  [ -z "${pair%:*}" ] || dd if="${pair%:*}" of="$disk.new" bs=1M seek="$at" conv=notrunc,sparse status=none
  at=$((at + ${pair##*:}))
done
mv "$disk.new" "$disk"
