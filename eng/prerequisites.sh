# Sourced by the scripts in the root: what the machine must have, who may build, and one build at a time.

# Exit code 3 is for a machine on which the program can't be built or run.
missing() {
    printf '%s: %s\n' "$(basename "$0")" "$1" >&2
    exit 3
}

say() {
    printf '%s: %s\n' "$(basename "$0")" "$1" >&2
}

# dotnet and NuGet want a home they can write to; services, cron and containers often have none.
need_home() {
    if [[ -n ${HOME:-} && -d $HOME && -w $HOME ]]; then return 0; fi
    HOME=$(getent passwd "$EUID" 2>/dev/null | cut -d: -f6) || true
    if [[ -z $HOME || ! -d $HOME || ! -w $HOME ]]; then
        HOME=${TMPDIR:-/tmp}/penstock-home-$EUID
        mkdir -m 700 "$HOME" 2>/dev/null || true
        [[ -d $HOME && -O $HOME && ! -L $HOME ]] || missing "there is no home directory, and $HOME can't be used: set HOME to a folder that can be written."
    fi
    export HOME
}

need_dotnet() {
    command -v dotnet >/dev/null ||
        missing "the .NET SDK 10 is missing: install it (https://dotnet.microsoft.com/download/dotnet/10.0) and put dotnet on PATH."
}

need_sdk() {
    need_home
    (cd "$root" && dotnet --version) >/dev/null 2>&1 ||
        missing "the .NET SDK 10.0.100 or later is missing, found: $(dotnet --list-sdks | cut -d' ' -f1 | paste -sd' ' -); install it (https://dotnet.microsoft.com/download/dotnet/10.0)."
}

# Somebody else's build would leave files that the checkout's owner can't replace.
is_owner() {
    [[ -O $root ]]
}

owner() {
    stat -c %U "$root" 2>/dev/null || stat -f %Su "$root"
}

# When the program was last built. The mark bears the time before the build, so that a file saved meanwhile is newer.
built=$root/src/Penstock.Cli/obj/penstock.built

# build PROJECT [OPTION...]: Release, the program among it; what the build says is shown only when it fails.
build() {
    local log code=0 server=penstock-$$
    log=$(mktemp)
    touch "$built.next"
    # A compiler server of this build's own, started once instead of once a project, and ended with it. It must not inherit the lock.
    DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false \
        dotnet build "$@" -c Release -v q --nologo -nodeReuse:false \
        -p:UseSharedCompilation=true -p:SharedCompilationId="$server" </dev/null >"$log" 2>&1 9>&- || code=$?
    end_compiler "$server"
    if ((code == 0)); then mv "$built.next" "$built"; else cat "$log" >&2; fi
    rm -f "$log"
    return "$code"
}

end_compiler() {
    local sdk
    sdk=$(cd "$root" && dotnet --info | sed -n 's/^ *Base Path: *//p')
    dotnet exec "$sdk/Roslyn/bincore/VBCSCompiler.dll" -shutdown "-pipename:$1" >/dev/null 2>&1 9>&- || true
}

# Keeps the builds of one checkout one after another, until the shell that called it ends or closes file 9.
lock_builds() {
    mkdir -p "$(dirname "$built")"
    exec 9>"$(dirname "$built")/build.lock"
    if command -v flock >/dev/null; then flock 9; fi
}
