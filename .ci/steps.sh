# shellcheck shell=bash
# Sourced by ./run and ./test: steps with their seconds, children that stop with us, and what has to be on the machine.
# The caller sets `program` (its name in messages), `root` (the clone) and `logs` (a folder for what the steps say).

# The step or program that runs now: the number of its process group.
child=''

say() { printf '%s\n' "$*"; }
fail() { printf '%s: %s\n' "${program:?}" "$*" >&2; exit 1; }
is_root() { [ "$(id -u)" = 0 ]; }

milliseconds() { local now=${EPOCHREALTIME/[.,]/}; printf '%s' "${now%???}"; }
seconds_since() { local ms=$(($(milliseconds) - $1)); printf '%d.%d' $((ms / 1000)) $((ms % 1000 / 100)); }

# Starts a command or function in a process group of its own, which Ctrl-C in the terminal does not reach: we pass on the signal, once.
# Descriptor 8 is our lock; whoever inherited it would hold it after us. With a dumb terminal nobody decorates what goes to a log.
launch() {
  local output=$1
  shift
  set -m
  (export TERM=dumb; "$@") >>"$output" 2>&1 </dev/null 8>&- &
  child=$!
  set +m
}

# Waits for the child; its exit code is ours.
await() {
  local code=0
  wait "$child" || code=$?
  child=''
  return "$code"
}

# Ends the child and all it started: SIGTERM, and after $1 seconds SIGKILL.
end_child() {
  [ -n "$child" ] || return 0
  local i
  kill -TERM -- "-$child" 2>/dev/null || true
  for ((i = 0; i < $1 * 10; i++)); do
    kill -0 "$child" 2>/dev/null || break
    sleep 0.1
  done
  kill -KILL -- "-$child" 2>/dev/null || true
  wait "$child" 2>/dev/null || true
  child=''
}

# step LOG TEXT COMMAND...: one line with its seconds; what the command says goes to a log, whose end is shown when it fails.
step() {
  local output=${logs:?}/$1.log text=$2 since
  shift 2
  since=$(milliseconds)
  : >"$output"
  launch "$output" "$@"
  if await; then
    printf '%7s s  %s\n' "$(seconds_since "$since")" "$text"
  else
    printf '%7s s  %s: FAILED\n' "$(seconds_since "$since")" "$text"
    tail -n 40 "$output" >&2
    fail "the step above failed; all it said is in $output"
  fi
}

# ---- What has to be on the machine -------------------------------------------------------------------------------------------------------------

apt_install() {
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
}

# need NAME HINT PACKAGE...: installs Debian packages when we are root and may; otherwise says in one line what is missing.
need() {
  local name=$1 hint=$2
  shift 2
  if is_root && command -v apt-get >/dev/null; then step "install-${name,,}" "$name installed" apt_install "$@"; else fail "needs $name: $hint"; fi
}

need_dotnet() {
  local hint='see https://dotnet.microsoft.com/download/dotnet/10.0'
  command -v dotnet >/dev/null || fail "needs the .NET 10 SDK: $hint"
  dotnet --list-sdks | grep -q '^10\.' || fail "needs the .NET 10 SDK, found only $(dotnet --list-sdks | cut -d ' ' -f 1 | tr '\n' ' '): $hint"
  # The runtime loads ICU by name; time zones come from the system's table.
  if [ "$(uname)" = Linux ] && [ -z "$(find /usr/lib /usr/lib64 /lib -maxdepth 2 -name 'libicuuc.so*' -print -quit 2>/dev/null)" ]; then
    need ICU "apt-get install libicu72 (or the number that your Debian has)" '^libicu[0-9]+$'
  fi
  [ -e /usr/share/zoneinfo/Europe/London ] || need tzdata "apt-get install tzdata" tzdata
  export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
}

need_node() {
  local major=0
  if command -v node >/dev/null && command -v npm >/dev/null; then major=$(node -p 'process.versions.node.split(".")[0]'); fi
  [ "$major" -ge 18 ] || need Node.js "apt-get install nodejs npm (18 or newer)" nodejs npm ca-certificates
}

# A service account may have no home; the SDK and npm want one.
need_home() {
  if [ -n "${HOME:-}" ] && [ -w "$HOME" ]; then return; fi
  export HOME=$1
  mkdir -p "$HOME"
}
