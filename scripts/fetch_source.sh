# SPDX-License-Identifier: Apache-2.0
# For scripts/fetch-...: fetch a Debian source package of the release after bookworm, from the mirror that this machine
# uses anyway. apt checks the archive's signature and every checksum. The sources lists, the package lists and the cache
# of the machine stay untouched: apt works in a private directory that is removed at the end.
#
# The script that sources this sets self (its name), title (what it fetches, for people), package (Debian's name), then
# calls fetch_begin "$@", fetch_unpack, looks at what is in $work/tree, and calls fetch_end VERSION.

suite=trixie # the Debian release
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

fail() {
    echo "$self: $*" >&2
    exit 1
}

usage() {
    cat <<END
usage: scripts/$self [DIRECTORY]
Leaves the source tree of $title in DIRECTORY (default: .cache/$package in the project) and prints its name.
Does nothing if it is there already. Needs apt, dpkg-dev and a Debian mirror in the machine's apt configuration.
END
}

# Read the arguments into $target; end if the tree is there.
fetch_begin() {
    case ${1-} in
        -h | --help) usage; exit 0 ;;
        -*) echo "$self: unknown option '$1' (try --help)" >&2; exit 2 ;;
    esac
    if [ $# -gt 1 ]; then
        echo "$self: one directory at the most (try --help)" >&2
        exit 2
    fi
    target=${1:-$top/.cache/$package}
    mkdir -p "$(dirname "$target")" || fail "cannot make the folder of $target"
    target=$(cd "$(dirname "$target")" && pwd)/$(basename "$target")

    # Two builds that configure at the same time share one fetch.
    exec 9>"$target.lock" || fail "cannot write beside $target"
    flock 9
    if [ -f "$target/.libpsa-fetched" ]; then
        echo "$target"
        exit 0
    fi
    [ ! -e "$target" ] || fail "$target exists and was not made by this script: remove it or name another directory"
    for tool in apt-get dpkg-source; do
        command -v "$tool" >/dev/null || fail "$tool is missing: run scripts/setup (on other systems than Debian get the source of $title yourself and name its directory to CMake)"
    done
    [ -r "$keyring" ] || fail "$keyring is missing: install debian-archive-keyring"
}

# The main archive of this machine's release; the second form works before the first "apt-get update".
fetch_mirror() {
    {
        apt-get indextargets --format '$(CODENAME)|$(REPO_URI)' 'Created-By: Packages'
        apt-get --no-release-info indextargets --format '$(RELEASE)|$(REPO_URI)' 'Created-By: Packages'
    } 2>/dev/null | sed -nE "s/^(bookworm|stable|oldstable|$suite)\|//p" | sed -n 1p
}

fetch_apt() {
    apt-get -q -o Dir::State="$work/state" -o Dir::State::lists="$work/lists" -o Dir::Etc::sourcelist="$work/sources.list" \
        -o Dir::Etc::sourceparts="$work/parts" -o Dir::Etc::preferencesparts=/dev/null -o Dir::Etc::preferences=/dev/null \
        -o Dir::State::status=/dev/null -o Dir::Cache="$work/cache" -o Acquire::Languages=none -o APT::Sandbox::User="$(id -un)" \
        -o APT::Update::Post-Invoke::= -o APT::Update::Post-Invoke-Success::= "$@"
}

# The unpacked source, Debian's patches applied, in $work/tree.
fetch_unpack() {
    local uri
    uri=$(fetch_mirror)
    [ -n "$uri" ] || fail "no Debian bookworm or $suite archive in this machine's apt configuration"
    work=$(mktemp -d "$target.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    mkdir -p "$work"/{lists/partial,parts,cache/archives/partial,state,out}
    chmod -R a+rX "$work"
    printf 'deb-src [signed-by=%s] %s %s main\n' "$keyring" "$uri" "$suite" >"$work/sources.list"
    echo "$self: fetching the source package $package of Debian $suite" >&2
    fetch_apt -o APT::Update::Error-Mode=any update >"$work/log" 2>&1 || {
        tail -5 "$work/log" >&2
        fail "the package list of $suite could not be had (is the network there?)"
    }
    (cd "$work/out" && fetch_apt source --download-only "$package") >"$work/log" 2>&1 || {
        tail -5 "$work/log" >&2
        fail "the source package could not be had"
    }
    # apt has compared the .dsc and its files with the signed package list; dpkg-source compares them once more.
    dpkg-source --require-strong-checksums -x "$work/out/$package"_*.dsc "$work/tree" >"$work/log" 2>&1 || {
        tail -5 "$work/log" >&2
        fail "the source package does not unpack"
    }
}

# fetch_end VERSION: the tree is good; put it where it was asked for.
fetch_end() {
    echo "$1" >"$work/tree/.libpsa-fetched"
    mv "$work/tree" "$target"
    echo "$self: $title $1 is in $target" >&2
    echo "$target"
}
