# `--help` of every command: own text on stdout, nothing is installed or started for it.

show_help() {
  case $lang in ja) show_help_ja "$1" ;; *) show_help_en "$1" ;; esac
}

show_help_en() {
  case $1 in
    start) cat <<'T' ;;
npm start [-- options]   the lab: center, console, appliance inline, attacks replayed
  --once          play the cases, print one JSON line, end
  --host ADDR     listen on ADDR instead of 127.0.0.1
  --console-port N, --box-port N   other ports than 8080 and 8443
  --fleet N       no lab: the center with N made-up companies and their year, marked as simulated
  --quiet         no progress, only the result
  --install-only  install what is missing, start nothing
T
    scenario) cat <<'T' ;;
npm run scenario -- CASE | --all          one story through the inline appliance, or all
npm run scenario -- --pcap FILE [--rules FILE] [--home CIDR,…] [--detect-only]
npm run scenario -- --suite DIR [--preset P]
  --install-only  install what is missing, start nothing
T
    test) cat <<'T' ;;
npm test [-- path | -t NAME | any vitest option]   all tests; last line: N passed, N failed
T
    test-corpus) cat <<'T' ;;
npm run test:corpus [-- path]   tests on shared test data (OMAMORI_TESTDATA)
T
    test-cases) cat <<'T' ;;
npm run test:cases [-- path]   real cases played through the whole lab
T
    check) cat <<'T' ;;
npm run check [-- NAME …]   format, lint, types, import arrows, sizes, error table, catalogues
T
    center) cat <<'T' ;;
npm run center   the monitoring center alone (DATABASE_URL, MQTT_URL)
T
    bench) cat <<'T' ;;
npm run bench -- eve|nft [--file FILE] [--sizes …]   goals of performance against peers in the same run; last line: JSON by goal
T
    fuzz) cat <<'T' ;;
npm run fuzz -- eve --seconds N [--seed S]   random input against JSON.parse and between the engines; last line: JSON
T
    soak) cat <<'T' ;;
npm run soak -- kills [--rounds N] [--seed S]   random kills of agent, broker, center and database under attack; last line: JSON
T
    rules) cat <<'T' ;;
npm run rules -- build [options]   one signed bundle of rules and lists from rules/sources.yaml; last line: JSON
  --sources FILE  another list of sources, such as rules/open-feeds.yaml
  --data FOLDER   where the sources' files lie (default: the folder rules)
  --out FOLDER    where the bundle is written (default: .cache/bundle)
  --state FOLDER  last good version of each source (default: .cache/rules-state); none: --no-state
  --board NAME    room for rules: a board of rules/policy/boards.yaml (default: x86-64)
  --key FILE      Ed25519 private key, PKCS #8 PEM (default: one is made, for trying only)
  --date DATE, --number N   version of the build (default: today, 1)
  --dry-run       everything but writing the bundle
T
    image) cat <<'T' ;;
npm run image -- --board qemu-arm64   the appliance's image, layer by layer; last line: JSON
  --cache FOLDER   where finished layers are kept (default: .cache/image)
  --dry-run        which layers would be built and which are kept
The first build takes 10 to 20 minutes and 4 GB; a second one seconds.
T
    hil) cat <<'T' ;;
npm run hil -- --target netns|qemu-arm64   the same scenarios through a box of namespaces or the arm64 image in QEMU
  --fast           without what takes longest
  --only NAME,…    only these scenarios
  --update         two slots through UEFI: power cut while writing, good update, bad update that returns
  --boots N        switches a bare Debian and the box on in turn, N times (P12)
Serial console: .artifacts/hil. Last line: JSON.
T
  esac
  cat <<'T'
For every command: --lang ja|en, --no-color, --install-only, --help.
On a new machine the first run installs what is missing (root; Debian 12 or 13).
T
}

show_help_ja() {
  case $1 in
    start) cat <<'T' ;;
npm start [-- オプション]   ラボ一式(管理センター、画面、箱、攻撃の再生)を動かします
  --once          ケースを一通り再生し、JSON を 1 行出して終わります
  --host ADDR     127.0.0.1 の代わりに ADDR で待ち受けます
  --console-port N, --box-port N   8080 と 8443 の代わりのポート
  --fleet N       実験室の代わりに、N社と1年分のできごとを作ったセンター（模擬と明記）
  --quiet         途中の表示をせず、結果だけを出します
  --install-only  足りないものを入れるだけで、何も起動しません
T
    scenario) cat <<'T' ;;
npm run scenario -- CASE | --all          シナリオを一つ、またはすべて実行します
npm run scenario -- --pcap FILE [--rules FILE] [--home CIDR,…] [--detect-only]
npm run scenario -- --suite DIR [--preset P]
  --install-only  足りないものを入れるだけで、何も起動しません
T
    test) cat <<'T' ;;
npm test [-- パス | -t 名前 | vitest のオプション]   すべてのテスト。最後の行: N passed, N failed
T
    test-corpus) cat <<'T' ;;
npm run test:corpus [-- パス]   共有テストデータでのテスト(OMAMORI_TESTDATA)
T
    test-cases) cat <<'T' ;;
npm run test:cases [-- パス]   ラボ全体で事例を最初から最後まで動かすテスト
T
    check) cat <<'T' ;;
npm run check [-- 名前 …]   書式、lint、型、import の向き、大きさ、エラー表、文言
T
    center) cat <<'T' ;;
npm run center   管理センターだけを動かします(DATABASE_URL, MQTT_URL)
T
    bench) cat <<'T' ;;
npm run bench -- eve|nft [--file FILE] [--sizes …]   性能の目標を、同じ回の他の道具と比べます。最後の行は目標ごとの JSON
T
    fuzz) cat <<'T' ;;
npm run fuzz -- eve --seconds N [--seed S]   でたらめな入力で JSON.parse やエンジンどうしと突き合わせます。最後の行は JSON
T
    soak) cat <<'T' ;;
npm run soak -- kills [--rounds N] [--seed S]   攻撃中にエージェント、ブローカー、センター、データベースを不意に止めます。最後の行は JSON
T
    rules) cat <<'T' ;;
npm run rules -- build [オプション]   rules/sources.yaml から、署名付きのルールとリストを一つにまとめます。最後の行は JSON
  --sources FILE  別の元データ一覧(例: rules/open-feeds.yaml)
  --data FOLDER   元データの置き場所(省略時: rules)
  --out FOLDER    書き出し先(省略時: .cache/bundle)
  --state FOLDER  元データごとの最後に良かった版(省略時: .cache/rules-state)。使わない: --no-state
  --board NAME    ルールを載せる箱: rules/policy/boards.yaml の名前(省略時: x86-64)
  --key FILE      Ed25519 秘密鍵 PKCS #8 PEM(省略時: 試し用を作ります)
  --date DATE, --number N   版の日付と番号(省略時: 今日, 1)
  --dry-run       書き出しだけを行いません
T
    image) cat <<'T' ;;
npm run image -- --board qemu-arm64   箱のイメージを層ごとに作ります。最後の行は JSON
  --cache FOLDER   出来上がった層の置き場所(省略時: .cache/image)
  --dry-run        どの層を作り、どの層を使い回すかを出します
初回は 10〜20 分と 4 GB、二回目からは数秒です。
T
    hil) cat <<'T' ;;
npm run hil -- --target netns|qemu-arm64   同じシナリオを、名前空間の箱、または QEMU の中の arm64 イメージで実行します
  --fast           時間のかかるものを省きます
  --only NAME,…    名前を挙げたシナリオだけ
  --update         二つの面と UEFI: 書き込み中の停電、良い更新、戻ってくる悪い更新
  --boots N        何も加えない Debian と箱を交互に N 回起動して比べます(P12)
シリアル端末の記録: .artifacts/hil。最後の行は JSON
T
  esac
  cat <<'T'
共通: --lang ja|en, --no-color, --install-only, --help
新しいマシンでは、初回に足りないものを入れます(root、Debian 12 / 13)。
T
}
