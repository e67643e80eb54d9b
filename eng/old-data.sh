#!/usr/bin/env bash
# eng/old-data.sh COMMIT: has the program of that commit write the data that tests/Penstock.EndToEnd.Tests/Upgrade goes on with, into the
# folder there that is named after the commit. Needs sqlite3 and pg_dump beside what the tests need.
set -euo pipefail

root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
[[ $# == 1 ]] || { echo "usage: eng/old-data.sh COMMIT" >&2; exit 2; }
commit=$(git -C "$root" rev-parse --short=7 "$1^{commit}")
target=$root/tests/Penstock.EndToEnd.Tests/Upgrade/Data/$commit
old=$(mktemp -d)/checkout

git -C "$root" worktree add --quiet --detach "$old" "$commit"
trap 'git -C "$root" worktree remove --force "$old"' EXIT
mkdir -p "$old/tests/Programs/Penstock.OldData"
cp "$root"/tests/Programs/Penstock.OldData/*.cs* "$old/tests/Programs/Penstock.OldData/"

# Before librdkafka came as a package its file had to be named: the one of those in the package that finds what it needs here.
if [[ -z ${PENSTOCK_LIBRDKAFKA:-} ]]; then
    for file in "${NUGET_PACKAGES:-$HOME/.nuget/packages}"/librdkafka.redist/*/runtimes/linux-x64/native/*.so; do
        [[ -e $file ]] && ! ldd "$file" | grep -q 'not found' && export PENSTOCK_LIBRDKAFKA=$file
    done
fi
dotnet run --project "$old/tests/Programs/Penstock.OldData" -c Release -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false -- "$target"
du -sh "$target"
