# Sourced by the scripts in the root: what the machine must have, and one build at a time.

# Exit code 3 is for a machine on which the program can't be built or run.
missing() {
    printf '%s: %s\n' "$(basename "$0")" "$1" >&2
    exit 3
}

need_dotnet() {
    command -v dotnet >/dev/null ||
        missing "the .NET SDK 10 is missing: install it (https://dotnet.microsoft.com/download/dotnet/10.0) and put dotnet on PATH."
}

need_sdk() {
    (cd "$root" && dotnet --version) >/dev/null 2>&1 ||
        missing "the .NET SDK 10.0.100 or later is missing, found: $(dotnet --list-sdks | cut -d' ' -f1 | paste -sd' ' -); install it (https://dotnet.microsoft.com/download/dotnet/10.0)."
}

# build PROJECT [OPTION...]: Release; what the build says is shown only when it fails.
build() {
    local log
    log=$(mktemp)
    # Build servers would outlive the build and hold the lock; they save next to nothing in one build.
    if DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 \
        dotnet build "$@" -c Release -v q --nologo --disable-build-servers </dev/null >"$log" 2>&1; then
        rm -f "$log"
    else
        cat "$log" >&2
        rm -f "$log"
        return 1
    fi
}

# Keeps the builds of one checkout one after another, until the shell that called it ends or closes file 9.
lock_builds() {
    mkdir -p "$root/src/Penstock.Cli/obj"
    exec 9>"$root/src/Penstock.Cli/obj/build.lock"
    if command -v flock >/dev/null; then flock 9; fi
}
