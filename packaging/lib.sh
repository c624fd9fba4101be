# shellcheck shell=bash
# What the scripts of this folder share: where they are, the version, its date, and where the artifacts go.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
export LC_ALL=C TZ=UTC CARGO_TERM_COLOR=never
umask 022

version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
# The date of the version, which the manual has too. No artifact holds another time.
SOURCE_DATE_EPOCH=$(date -d "$(sed -n 's/^const DATE: &str = "\(.*\)";$/\1/p' src/commands/man.rs)" +%s)
export SOURCE_DATE_EPOCH

dist=${ROSTERCTL_DIST:-$root/target/dist}
target_dir=${CARGO_TARGET_DIR:-$root/target}
cargo_home=${CARGO_HOME:-$HOME/.cargo}
mkdir -p "$dist"

say() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; }

fail() {
  say "failed: $*"
  exit 1
}

# Runs a command as root: hosted runners are an ordinary user who may use sudo.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# The program that `packaging/build TARGET` builds.
program_of() { printf '%s/%s/release/rosterctl\n' "$target_dir" "$1"; }

# The name that the artifacts of a target start with.
name_of() { printf 'rosterctl-%s-%s\n' "$version" "$1"; }

# The name of a target's processor in Debian and in OCI images, which agree on these two.
architecture_of() {
  case $1 in
    x86_64-*) echo amd64 ;;
    aarch64-*) echo arm64 ;;
    *) fail "no architecture is known for the target $1" ;;
  esac
}

licenses_of() { printf '%s/pages/%s/LICENSES-THIRD-PARTY.txt\n' "$dist" "$1"; }
package_of() { printf '%s/rosterctl_%s-1_%s.deb\n' "$dist" "$version" "$(architecture_of "$1")"; }
image_of() { printf '%s/%s.oci.tar\n' "$dist" "$(name_of "$1")"; }
sbom_of() { printf '%s/%s.cdx.json\n' "$dist" "$(name_of "$1")"; }

# Whether the compiler has the standard library of a target.
has_target() { [ -d "$(rustc --print sysroot)/lib/rustlib/$1/lib" ]; }
