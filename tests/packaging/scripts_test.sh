#!/usr/bin/env bash
# scripts_test.sh CHECKOUT: what packaging's scripts read, they read right. Installs and fetches nothing.
set -uo pipefail
top=$1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
failed=0

expect() { # WHAT WANTED GOT
  [ "$2" = "$3" ] && return
  printf 'FAILED: %s\n--- wanted\n%s\n--- got\n%s\n' "$1" "$2" "$3"
  failed=1
}

mirrors() { MEETPOINT_APT_DIR=$dir/$1 "$top/packaging/fetch-imgui" --mirrors 2>&1; }

mkdir -p "$dir"/{one-line,deb822,both,neither}/sources.list.d
cat >"$dir/one-line/sources.list" <<'LIST'
# deb http://commented.example/debian bookworm main
deb [arch=amd64 signed-by=/x/y.gpg] http://one.example/debian/ bookworm main contrib # said why
deb http://security.example/debian bookworm-security main
deb-src   https://two.example/debian  bookworm   main
deb http://one.example/debian bookworm-updates main
deb http://other.example/debian bookworm contrib
LIST
printf 'Types: deb deb-src\nURIs: http://four.example/debian\n http://five.example/debian/\nSuites: trixie\n trixie-updates\nComponents: main\nSigned-By:\n -----BEGIN\n .\n main\n' \
  >"$dir/deb822/sources.list.d/a.sources"
printf 'Enabled: no\nTypes: deb\nURIs: http://six.example/debian\nSuites: trixie\nComponents: main\n\n# a comment\nTypes: deb\nURIs: mirror+file:/etc/apt/m.list\nSuites: trixie\nComponents: main non-free\n\nTypes: deb\nURIs: http://seven.example/debian\nSuites: trixie-security\nComponents: main' \
  >"$dir/deb822/sources.list.d/b.sources"
cp "$dir/one-line/sources.list" "$dir/both/sources.list.d/more.list"
cp "$dir/deb822/sources.list.d/a.sources" "$dir/both/sources.list.d/"

one_line=$'http://one.example/debian\nhttps://two.example/debian'
deb822=$'http://four.example/debian\nhttp://five.example/debian'
expect 'one-line sources' "$one_line" "$(mirrors one-line)"
expect 'deb822 sources' "$deb822"$'\nmirror+file:/etc/apt/m.list' "$(mirrors deb822)"
expect 'both forms' "$deb822"$'\n'"$one_line" "$(mirrors both)"
expect 'no sources' '' "$(mirrors neither)"

# What the table says is what is installed: one row a package or choice, in its group.
list=$("$top/packaging/setup" --list build)
expect 'a package of the group build' libsqlite3-dev "$(grep -x libsqlite3-dev <<<"$list")"
expect 'a choice between releases' 'libboost1.83-dev libboost1.81-dev libboost-dev' "$(grep boost <<<"$list")"
expect 'no package of another group' '' "$(grep -E 'shellcheck|fonts' <<<"$list")"
expect 'the groups add up' "$("$top/packaging/setup" --list | wc -l)" \
  "$(for group in build demo check; do "$top/packaging/setup" --list $group; done | wc -l)"
expect 'an unknown group is refused, in words' \
  "setup: 'kiosk' is not a group; say build, demo, check, gstreamer or bench." "$("$top/packaging/setup" kiosk 2>&1)"
expect 'an unknown step is refused, in words' \
  "check: 'tset' is not a step; packaging/check --help names them." "$("$top/packaging/check" tset 2>&1)"
expect 'an unknown release is refused, in words' \
  "on-release: 'stable' is not a release; say bookworm, trixie or sid." "$("$top/packaging/on-release" stable 2>&1)"

[ $failed -eq 0 ] && echo 'All as it should be.'
exit $failed
