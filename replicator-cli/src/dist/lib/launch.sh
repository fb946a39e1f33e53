# How Seawall is started: read by bin/seawall of a release, and by the launcher of a checkout. Plain sh.
# shellcheck shell=sh

fail() {
  echo "seawall: $1" >&2
  exit 3
}

# The release file answers in no time; asking java itself costs as much as a short verb. Nor are there more commands on this
# way than must be: each is a process of its own.
java_version() {
  real=$java
  if [ -L "$java" ] && command -v realpath >/dev/null; then real=$(realpath "$java"); fi
  release=${real%/*}/../release
  found=
  if [ -r "$release" ]; then
    while [ -z "$found" ] && read -r line; do
      case $line in JAVA_VERSION=*) found=${line#JAVA_VERSION=} ;; esac
    done <"$release"
    found=${found#\"}
    found=${found%\"}
  fi
  if [ -z "$found" ]; then
    found=$("$java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p' | head -n 1)
  fi
  version=${found#1.}
}

# Leaves in $java what to start, and in $version which one it is.
find_java() {
  if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
    [ -x "$java" ] || fail "JAVA_HOME is $JAVA_HOME, but there is no bin/java in it; set it to Java 17 or newer"
  else
    java=$(command -v java) || fail "no java found; install Java 17 or newer, or set JAVA_HOME"
  fi
  java_version
  major=${version%%[!0-9]*}
  [ "${major:-0}" -ge 17 ] || fail "$java is Java ${major:-of an unknown version}; Seawall needs 17 or newer (set JAVA_HOME)"
}

# Leaves in $prepared where faster starts are prepared for the jars of that folder: find_prepared FOLDER. Other machines may
# share it, so the name says for which Java, system and processor.
find_prepared() {
  machine=$(uname -s -m)
  prepared=$1/prepared/java-$version-${machine% *}-${machine##* }
}

# Prints the names of the jars of that folder, one a line: list_jars FOLDER.
list_jars() {
  for file in "$1"/*.jar; do echo "${file##*/}"; done
}

# Tells whether what was prepared is whole, and for these very jars: is_prepared PREPARED FOLDER. The list of the jars is
# written last.
is_prepared() {
  [ -f "$1/jars" ] || return 1
  listed=
  while read -r file; do
    listed="$listed${listed:+
}$file"
  done <"$1/jars"
  [ "$listed" = "$(list_jars "$2")" ]
}

# Prepared classes are mapped where they were made for. Moved to a random place, which is Java's own choice, nearly each
# page of them is written to at each start, for 15 ms and 14 MB.
in_place="-XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0"

# Does once what every start would do again: prepare_seawall FOLDER. Keeps classes as Java wants them, those that a
# rehearsal loads, and unpacks native libraries. Without it everything works all the same; it needs leave to write beside
# the jars. A whole archive, and not one on top of Java's own: that cannot hold classes compiled for Java 5, as Picocli's.
prepare_seawall() {
  find_prepared "$1"
  rm -rf "$prepared"
  mkdir -p "$prepared" || return 1
  # A Java that does not know how to be told the place gets nothing prepared, and starts without.
  # shellcheck disable=SC2086
  "$java" $in_place -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "-XX:DumpLoadedClassList=$prepared/classes.list" \
    -jar "$1/seawall.jar" --log-level error prepare "$prepared" || return 1
  # Warnings name each class that it leaves out: those that are made while running, and they are none of the user's.
  "$java" -XX:+UseSerialGC -Xshare:dump -Xlog:disable -Xlog:all=error:stderr \
    "-XX:SharedClassListFile=$prepared/classes.list" "-XX:SharedArchiveFile=$prepared/classes.jsa" \
    -cp "$1/seawall.jar" >&2 || return 1
  rm "$prepared/classes.list"
  list_jars "$1" >"$prepared/jars"
}

# Becomes the Java process, with the jars of that folder: become_seawall FOLDER ARGUMENT...
become_seawall() {
  jars=$1
  shift
  # Short verbs end before the optimizing compiler pays off. These may run for long: it gets what is really hot, and not
  # all that is run a few thousand times while they start.
  tiers="-XX:TieredStopAtLevel=1"
  young=8m
  for word in "$@"; do
    case $word in
      replicate | restore | copy | demo)
        tiers="-XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=6000"
        tiers="$tiers -XX:Tier4CompileThreshold=150000 -XX:Tier4BackEdgeThreshold=400000"
        ;;
    esac
    # Each request to S3 leaves some 100 KB of garbage, and these may make tens of thousands.
    case $word in restore | copy) young=16m ;; esac
  done
  # Java would take its share of a large machine before it looks for garbage. The largest heap is left to it.
  heap="-Xms16m -XX:MaxNewSize=$young"
  # Without a file for tools that look on, which Java would write to twenty times a second, and without asking for the free
  # memory whenever a compiler wakes up: both are most of what Java does in an idle process.
  quiet="-XX:-UsePerfData -XX:-UseDynamicNumberOfCompilerThreads"
  terminal=false
  if [ -t 2 ]; then terminal=true; fi

  # Options of one's own come last, so that they prevail. They are split at spaces.
  # shellcheck disable=SC2086
  set -- ${SEAWALL_JAVA_OPTS:-} -jar "$jars/seawall.jar" "$@"
  find_prepared "$jars"
  if is_prepared "$prepared" "$jars"; then
    # A Java that cannot use the classes, as after an update, goes on without them; it need not say so.
    # shellcheck disable=SC2086
    set -- -Xshare:auto $in_place "-XX:SharedArchiveFile=$prepared/classes.jsa" '-Xlog:cds*=off' \
      "-Dorg.sqlite.lib.path=$prepared" "-Djava.library.path=$prepared" "$@"
  fi
  # exec: signals must reach Java itself.
  # shellcheck disable=SC2086
  exec "$java" -XX:+UseSerialGC $heap $quiet $tiers -Dseawall.terminal=$terminal "$@"
}
