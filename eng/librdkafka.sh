#!/usr/bin/env bash
# Puts librdkafka, the native library under the Kafka client, where the build looks for it (Directory.Build.props): once a machine.
# It is taken from the package librdkafka.redist where the package registry serves it; else it is built from the sources that come
# with the npm package @confluentinc/kafka-javascript: npm, gcc, make and OpenSSL's headers, about a minute.
set -euo pipefail

. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/prerequisites.sh"
version=$librdkafka_version
# This release of the npm package carries the sources of that version.
npm_package=@confluentinc/kafka-javascript@1.10.1
file=$librdkafka_file
folder=$(dirname "$file")

from_package() {
    local platform
    case $(uname -m) in
        x86_64) platform=linux-x64 ;;
        aarch64) platform=linux-arm64 ;;
        *) return 1 ;;
    esac
    cat >"$work/redist.csproj" <<-END
		<Project Sdk="Microsoft.NET.Sdk">
		  <PropertyGroup><TargetFramework>net10.0</TargetFramework><RestorePackagesPath>$work/packages</RestorePackagesPath></PropertyGroup>
		  <ItemGroup><PackageDownload Include="librdkafka.redist" Version="[$version]" /></ItemGroup>
		</Project>
	END
    dotnet restore "$work/redist.csproj" || return 1
    cp "$work/packages/librdkafka.redist/$version/runtimes/$platform/native/librdkafka.so" "$work/librdkafka.so"
}

from_sources() {
    (
        cd "$work"
        npm pack "$npm_package"
        tar xzf ./*.tgz
        cd package/deps/librdkafka
        ./configure
        make -C src -j"$(nproc)"
    ) && strip --strip-unneeded -o "$work/librdkafka.so" "$work/package/deps/librdkafka/src/librdkafka.so.1"
}

if [[ -s $file ]]; then exit 0; fi
mkdir -p "$folder"
if command -v flock >/dev/null; then
    exec 8>"$folder/lock"
    flock 8
    if [[ -s $file ]]; then exit 0; fi
fi

echo "Getting librdkafka $version…" >&2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if from_package >"$work/log" 2>&1 || from_sources >"$work/log" 2>&1; then
    mv "$work/librdkafka.so" "$file"
else
    tail -n 20 "$work/log" >&2
    echo "librdkafka $version can't be had: install npm, gcc, make and OpenSSL's headers (Debian, Ubuntu: apt-get install npm gcc make libssl-dev), or name a librdkafka.so.1 of that version or a later one in PENSTOCK_LIBRDKAFKA." >&2
    exit 3
fi
