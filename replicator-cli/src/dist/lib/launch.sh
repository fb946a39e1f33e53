# How Seawall is started: read by bin/seawall of a release, and by the launcher of a checkout. Plain sh.
# shellcheck shell=sh

fail() {
  echo "seawall: $1" >&2
  exit 3
}

# The release file answers in no time; asking java itself costs as much as a short verb.
java_major() {
  real=$java
  if command -v realpath >/dev/null; then real=$(realpath "$java"); fi
  version=$(sed -n 's/^JAVA_VERSION="\([^"]*\)".*/\1/p' "$(dirname "$real")/../release" 2>/dev/null || true)
  if [ -z "$version" ]; then
    version=$("$java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p' | head -n 1)
  fi
  version=${version#1.}
  echo "${version%%[!0-9]*}"
}
# Leaves in $java what to start.
find_java() {
  if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
    [ -x "$java" ] || fail "JAVA_HOME is $JAVA_HOME, but there is no bin/java in it; set it to Java 17 or newer"
  else
    java=$(command -v java) || fail "no java found; install Java 17 or newer, or set JAVA_HOME"
  fi
  major=$(java_major)
  [ "${major:-0}" -ge 17 ] || fail "$java is Java ${major:-of an unknown version}; Seawall needs 17 or newer (set JAVA_HOME)"
}

# Becomes the Java process, with the jars of that folder: become_seawall FOLDER ARGUMENT...
become_seawall() {
  jars=$1
  shift
  # Short verbs end before the optimizing compiler pays off; these may run for long.
  tiers="-XX:TieredStopAtLevel=1 -Xshare:auto"
  for word in "$@"; do
    case $word in replicate | restore | demo) tiers= ;; esac
  done
  terminal=false
  if [ -t 2 ]; then terminal=true; fi

  # exec: signals must reach Java itself. Options of one's own come last, so that they win; they are split at spaces.
  # shellcheck disable=SC2086
  exec "$java" -XX:+UseSerialGC $tiers -Dseawall.terminal=$terminal ${SEAWALL_JAVA_OPTS:-} -jar "$jars/seawall.jar" "$@"
}
