# How Seawall is started: read by bin/seawall of a release, and by the launcher of a checkout. Plain sh.
# shellcheck shell=sh

fail() {
  echo "seawall: $1" >&2
  exit 3
}

# The release file answers in no time; asking java itself costs as much as a short verb.
java_version() {
  real=$java
  if command -v realpath >/dev/null; then real=$(realpath "$java"); fi
  found=$(sed -n 's/^JAVA_VERSION="\([^"]*\)".*/\1/p' "$(dirname "$real")/../release" 2>/dev/null || true)
  if [ -z "$found" ]; then
    found=$("$java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p' | head -n 1)
  fi
  echo "${found#1.}"
}

# Leaves in $java what to start, and in $version which one it is.
find_java() {
  if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
    [ -x "$java" ] || fail "JAVA_HOME is $JAVA_HOME, but there is no bin/java in it; set it to Java 17 or newer"
  else
    java=$(command -v java) || fail "no java found; install Java 17 or newer, or set JAVA_HOME"
  fi
  version=$(java_version)
  major=${version%%[!0-9]*}
  [ "${major:-0}" -ge 17 ] || fail "$java is Java ${major:-of an unknown version}; Seawall needs 17 or newer (set JAVA_HOME)"
}

# Where faster starts are prepared for the jars of that folder: prepared_folder FOLDER. Other machines may share it, so the
# name says for which Java, system and processor.
prepared_folder() {
  echo "$1/prepared/java-$version-$(uname -s -m | tr ' ' -)"
}

# Tells whether what was prepared is whole, and for these very jars: is_prepared PREPARED FOLDER. The list of the jars is
# written last.
is_prepared() {
  [ -f "$1/jars" ] && [ "$(cat "$1/jars")" = "$(ls "$2")" ]
}

# Does once what every start would do again: prepare_seawall FOLDER. Loads classes and keeps them as Java wants them, and
# unpacks native libraries. Without it everything works all the same; it needs leave to write beside the jars.
prepare_seawall() {
  prepared=$(prepared_folder "$1")
  rm -rf "$prepared"
  mkdir -p "$prepared" || return 1
  "$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 '-Xlog:cds*=off' "-XX:ArchiveClassesAtExit=$prepared/classes.jsa" \
    -jar "$1/seawall.jar" --log-level error prepare "$prepared" || return 1
  ls "$1" >"$prepared/jars"
}

# Becomes the Java process, with the jars of that folder: become_seawall FOLDER ARGUMENT...
become_seawall() {
  jars=$1
  shift
  # Short verbs end before the optimizing compiler pays off; these may run for long.
  tiers="-XX:TieredStopAtLevel=1"
  for word in "$@"; do
    case $word in replicate | restore | demo) tiers= ;; esac
  done
  terminal=false
  if [ -t 2 ]; then terminal=true; fi

  set -- -jar "$jars/seawall.jar" "$@"
  prepared=$(prepared_folder "$jars")
  if is_prepared "$prepared" "$jars"; then
    # A Java that cannot use the classes, as after an update, goes on without them; it need not say so.
    set -- -Xshare:auto "-XX:SharedArchiveFile=$prepared/classes.jsa" '-Xlog:cds*=off' \
      "-Dorg.sqlite.lib.path=$prepared" "-Djava.library.path=$prepared" "$@"
  fi
  # exec: signals must reach Java itself. Options of one's own are split at spaces.
  # shellcheck disable=SC2086
  exec "$java" -XX:+UseSerialGC $tiers -Dseawall.terminal=$terminal ${SEAWALL_JAVA_OPTS:-} "$@"
}
