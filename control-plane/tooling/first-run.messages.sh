# Every sentence of the set-up, in English and Japanese. Keys are shared; arguments are positional (%s).
# Sourced by first-run.sh; `lang` is "en" or "ja". Lines must fit 80 columns (full-width counts 2).

text() {
  key=$1
  shift
  format=$(sentence "$lang:$key")
  # Exactly as many arguments as the sentence has holes: printf would repeat itself for more.
  # shellcheck disable=SC2059  # the catalogue is the format
  case $format in
    *%s*%s*) printf -- "$format" "$1" "$2" ;;
    *%s*) printf -- "$format" "$1" ;;
    *) printf '%s' "$format" ;;
  esac
}

sentence() {
  case $1 in
    en:word_done) echo 'done   ' ;;      ja:word_done) echo '完了' ;;
    en:word_failed) echo 'failed ' ;;    ja:word_failed) echo '失敗' ;;
    en:word_skipped) echo 'skipped' ;;   ja:word_skipped) echo '不要' ;;
    en:word_running) echo 'running' ;;   ja:word_running) echo '実行' ;;
    en:phase_machine) echo 'machine' ;;  ja:phase_machine) echo 'マシンの確認' ;;
    en:phase_packages) echo 'Debian packages' ;;   ja:phase_packages) echo 'Debian パッケージ' ;;
    en:phase_kernel) echo 'kernel features' ;;     ja:phase_kernel) echo 'カーネルの機能' ;;
    en:phase_modules) echo 'Node modules' ;;       ja:phase_modules) echo 'Node モジュール' ;;
    en:phase_web) echo 'web pages' ;;              ja:phase_web) echo '画面のビルド' ;;
    en:phase_all) echo 'set-up' ;;                 ja:phase_all) echo '準備' ;;
    en:in_place) echo 'everything is in place' ;;  ja:in_place) echo 'そろっています' ;;
    en:present) echo 'in place' ;;                 ja:present) echo '導入済み' ;;
    en:updating) echo 'reading the package lists' ;;  ja:updating) echo 'パッケージ一覧を取得中' ;;
    en:downloading) echo 'downloading, packages: %s' ;; ja:downloading) echo '%s 個をダウンロード中' ;;
    en:installing) echo 'installing, packages: %s' ;;   ja:installing) echo '%s 個をインストール中' ;;
    en:installed) echo '%s installed' ;;              ja:installed) echo '%s 個を導入' ;;
    en:names) echo 'missing: %s' ;;                   ja:names) echo '不足: %s' ;;
    en:fetching_node) echo 'fetching Node 24' ;;       ja:fetching_node) echo 'Node 24 を取得中' ;;
    en:fetching_modules) echo 'npm ci' ;;             ja:fetching_modules) echo 'npm ci' ;;
    en:building) echo 'building' ;;                   ja:building) echo 'ビルド中' ;;
    en:probing) echo 'trying in a throw-away namespace' ;;  ja:probing) echo '使い捨ての名前空間で確認中' ;;
    en:waiting_lock) echo 'another set-up is running; waiting for it' ;;
    ja:waiting_lock) echo '別の準備が実行中です。終わるのを待ちます' ;;
    en:log_at) echo 'log: %s' ;;                      ja:log_at) echo 'ログ: %s' ;;
    en:finishing_packages) echo 'Stopping. Waiting until the package step is whole …' ;;
    ja:finishing_packages) echo '中断します。パッケージの処理が終わるまで待っています …' ;;
    en:interrupted) echo 'Stopped. Nothing is running; the next start goes on from here.' ;;
    ja:interrupted) echo '中断しました。動いているものはありません。次回は続きから始まります。' ;;
    en:install_only) echo 'Everything is in place. Start with: npm start' ;;
    ja:install_only) echo '準備ができました。次のコマンドで始まります: npm start' ;;
    *) failure_sentence "$1" ;;
  esac
}

# Pairs what_* / do_* by code. One sentence each; `fail CODE` prints `CODE: what → do`.
failure_sentence() {
  case $1 in
    en:what_SET_COMMAND_UNKNOWN) echo 'there is no command "%s"' ;;
    ja:what_SET_COMMAND_UNKNOWN) echo 'コマンド "%s" はありません' ;;
    en:do_SET_COMMAND_UNKNOWN) echo 'use start, test, test-corpus, test-cases, check, scenario or center' ;;
    ja:do_SET_COMMAND_UNKNOWN) echo 'start, test, test-corpus, test-cases, check, scenario, center のどれかを使ってください' ;;
    en:what_SET_LANG_UNKNOWN) echo '--lang takes ja or en, not "%s"' ;;
    ja:what_SET_LANG_UNKNOWN) echo '--lang には ja か en を指定します("%s" は使えません)' ;;
    en:do_SET_LANG_UNKNOWN) echo 'run again with --lang ja or --lang en' ;;
    ja:do_SET_LANG_UNKNOWN) echo '--lang ja か --lang en を付けて、もう一度実行してください' ;;
    en:what_SET_NOT_ROOT) echo 'network namespaces and packages need root' ;;
    ja:what_SET_NOT_ROOT) echo '名前空間とパッケージの操作に root 権限が必要です' ;;
    en:do_SET_NOT_ROOT) echo 'run the same command as root, for example with sudo' ;;
    ja:do_SET_NOT_ROOT) echo '同じコマンドを root で実行してください(例: sudo)' ;;
    en:what_SET_OS_UNKNOWN) echo 'this system (%s) is not Debian 12 or 13' ;;
    ja:what_SET_OS_UNKNOWN) echo 'この OS(%s)は Debian 12 / 13 ではありません' ;;
    en:do_SET_OS_UNKNOWN) echo 'use Debian 12 or 13, for example in a virtual machine' ;;
    ja:do_SET_OS_UNKNOWN) echo 'Debian 12 か 13 で実行してください(仮想マシンでも動きます)' ;;
    en:what_SET_ARCH_UNKNOWN) echo 'this processor (%s) is not supported' ;;
    ja:what_SET_ARCH_UNKNOWN) echo 'この CPU(%s)には対応していません' ;;
    en:do_SET_ARCH_UNKNOWN) echo 'use a 64-bit x86 (x86_64) or ARM (aarch64) machine' ;;
    ja:do_SET_ARCH_UNKNOWN) echo 'x86_64 か aarch64 のマシンで実行してください' ;;
    en:what_SET_DISK_FULL) echo 'not enough disk space under %s (%s needed)' ;;
    ja:what_SET_DISK_FULL) echo '%s の空き容量が足りません(必要: %s)' ;;
    en:do_SET_DISK_FULL) echo 'free some space and run the same command again' ;;
    ja:do_SET_DISK_FULL) echo '空きを作ってから、もう一度実行してください' ;;
    en:what_SET_NOT_WRITABLE) echo 'cannot write in %s' ;;
    ja:what_SET_NOT_WRITABLE) echo '%s に書き込めません' ;;
    en:do_SET_NOT_WRITABLE) echo 'clone the repository to a folder you may write in' ;;
    ja:do_SET_NOT_WRITABLE) echo '書き込めるフォルダに clone し直してください' ;;
    en:what_SET_NO_NETWORK) echo 'the %s cannot be reached' ;;
    ja:what_SET_NO_NETWORK) echo '%s に接続できません' ;;
    en:do_SET_NO_NETWORK) echo 'check network and proxy, then run the same command again' ;;
    ja:do_SET_NO_NETWORK) echo 'ネットワークとプロキシを確かめ、もう一度実行してください' ;;
    en:debian_source) echo 'Debian package source' ;;   ja:debian_source) echo 'Debian のパッケージ配布元' ;;
    en:npm_registry) echo 'npm registry' ;;             ja:npm_registry) echo 'npm の配布元' ;;
    *) failure_sentence_packages "$1" ;;
  esac
}

failure_sentence_packages() {
  case $1 in
    en:what_SET_NO_APT) echo 'apt-get is missing' ;;
    ja:what_SET_NO_APT) echo 'apt-get がありません' ;;
    en:do_SET_NO_APT) echo 'install by hand: %s' ;;
    ja:do_SET_NO_APT) echo '手で入れてください: %s' ;;
    en:what_SET_PACKAGES) echo 'Debian packages could not be installed (%s)' ;;
    ja:what_SET_PACKAGES) echo 'Debian パッケージを入れられません(%s)' ;;
    en:do_SET_PACKAGES) echo 'the reason is at the end of %s; mend it and run again' ;;
    ja:do_SET_PACKAGES) echo '%s の末尾に理由があります。直して、もう一度実行してください' ;;
    en:what_SET_PACKAGES_BUSY) echo 'another program holds the package lock' ;;
    ja:what_SET_PACKAGES_BUSY) echo '別のプログラムがパッケージを操作しています' ;;
    en:do_SET_PACKAGES_BUSY) echo 'wait until it ends, then run the same command again' ;;
    ja:do_SET_PACKAGES_BUSY) echo '終わるのを待ってから、もう一度実行してください' ;;
    en:what_SET_NO_SOURCE) echo 'no Debian source entry to copy for %s' ;;
    ja:what_SET_NO_SOURCE) echo '%s を有効にする元の設定がありません' ;;
    en:do_SET_NO_SOURCE) echo 'add that suite to the apt sources yourself' ;;
    ja:do_SET_NO_SOURCE) echo 'そのスイートを apt の設定に加えてください' ;;
    en:what_SET_KERNEL) echo 'this kernel or container lacks: %s' ;;
    ja:what_SET_KERNEL) echo 'このカーネル(コンテナ)にない機能: %s' ;;
    en:do_SET_KERNEL) echo 'use a full machine or VM with the Debian kernel' ;;
    ja:do_SET_KERNEL) echo 'Debian のカーネルの実機か仮想マシンを使ってください' ;;
    en:what_SET_NO_NPM) echo 'npm is missing' ;;
    ja:what_SET_NO_NPM) echo 'npm がありません' ;;
    en:do_SET_NO_NPM) echo 'install it once: apt-get install nodejs npm' ;;
    ja:do_SET_NO_NPM) echo '一度だけ入れてください: apt-get install nodejs npm' ;;
    en:what_SET_MODULES) echo 'npm ci failed' ;;
    ja:what_SET_MODULES) echo 'npm ci が失敗しました' ;;
    en:do_SET_MODULES) echo 'the reason is at the end of %s; mend it and run again' ;;
    ja:do_SET_MODULES) echo '%s の末尾に理由があります。直して、もう一度実行してください' ;;
    en:what_SET_NODE_PINNED) echo 'the pinned Node does not run on this machine' ;;
    ja:what_SET_NODE_PINNED) echo '固定した Node がこのマシンで動きません' ;;
    en:do_SET_NODE_PINNED) echo 'use Debian 12 or newer; details in %s' ;;
    ja:do_SET_NODE_PINNED) echo 'Debian 12 以降で実行してください(詳細: %s)' ;;
    en:what_SET_WEB_BUILD) echo 'the web pages could not be built' ;;
    ja:what_SET_WEB_BUILD) echo '画面をビルドできません' ;;
    en:do_SET_WEB_BUILD) echo 'the reason is at the end of %s' ;;
    ja:do_SET_WEB_BUILD) echo '%s の末尾に理由があります' ;;
    en:what_SET_LOCK_TIMEOUT) echo 'another set-up has been running for 20 minutes' ;;
    ja:what_SET_LOCK_TIMEOUT) echo '別の準備が 20 分たっても終わりません' ;;
    en:do_SET_LOCK_TIMEOUT) echo 'end it, then run the same command again' ;;
    ja:do_SET_LOCK_TIMEOUT) echo 'それを終わらせてから、もう一度実行してください' ;;
    en:what_SET_INTERRUPTED) echo 'stopped by a signal' ;;
    ja:what_SET_INTERRUPTED) echo '中断されました' ;;
    *) echo "$1" ;;
  esac
}
