# shellcheck shell=bash
# Sourced by the scripts beside it, with `root` (the repository) and `java` set: builds what is
# missing or older than its sources, unless Maven has just built it. Standard output stays clean.
#
# target/app/ holds the jar that is run, and an archive of its loaded classes (class data sharing),
# which shortens the start-up. Both are replaced by renaming, so that a running program keeps the
# files it has opened.

# shellcheck disable=SC2154 # set by the script that sources this
app=$root/target/app
jar=$app/cotflow.jar
class_path=$jar:$root/target/spark-home/jars/'*'

# True if a source is newer than the file `$1`, or there is no such file.
is_older() {
  [ ! -f "$1" ] ||
    [ -n "$(find -H "$root/src/main" "$root/src/generator" "$root/pom.xml" -newer "$1" 2>/dev/null | head -n 1)" ]
}

is_stale() {
  is_older "$jar"
}

# Prints the jar that Maven has built since the beginning of its last build, if there is one.
built_jar() {
  find "$root/target/" -maxdepth 1 -name 'cotflow-[0-9]*.jar' ! -name '*-tests.jar' \
    -newer "$root/target/started" 2>/dev/null | head -n 1
}

build_if_stale() {
  is_stale || return 0
  find_maven "$1"
  mkdir -p "$root/.cotflow"
  # One build at a time; the second one then finds everything fresh.
  if command -v flock >/dev/null; then
    (
      flock 9
      is_stale || exit 0
      build
    ) 9>"$root/.cotflow/build.lock" || exit $?
  else
    (
      while ! mkdir "$root/.cotflow/build.lock.d" 2>/dev/null; do
        kill -0 "$(cat "$root/.cotflow/build.lock.d/pid" 2>/dev/null || echo $$)" 2>/dev/null ||
          rm -rf "$root/.cotflow/build.lock.d"
        sleep 1
      done
      echo $$ >"$root/.cotflow/build.lock.d/pid"
      trap 'rm -rf "$root/.cotflow/build.lock.d"' EXIT
      is_stale || exit 0
      build
    ) || exit $?
  fi
}

build() {
  mkdir -p "$app"
  if is_older "$root/target/started" || [ -z "$(built_jar)" ]; then
    build_by_maven || return 1
  fi
  cp "$(built_jar)" "$app/cotflow.jar.new" || return 1
  # Sources edited during the build must look newer than the jar.
  touch -r "$root/target/started" "$app/cotflow.jar.new"
  mv -f "$app/cotflow.jar.new" "$jar" || return 1
  archive_classes >>"$root/.cotflow/build.log" 2>&1 </dev/null 9>&- || true
}

build_by_maven() {
  local log=$root/.cotflow/build.log
  if [ -d "$root/target/spark-home/jars" ]; then
    echo "building Cotflow ..." >&2
  else
    echo "building Cotflow (first time: downloads dependencies) ..." >&2
  fi
  # shellcheck disable=SC2154 # set by find_maven
  if ! (cd "$root" && "$maven" -B -ntp -Dmaven.test.skip=true -Dspotless.check.skip=true \
    -Dassembly.skipAssembly=true package) \
    >"$log" 2>&1 </dev/null 9>&-; then
    tail -n 30 "$log" >&2
    echo "the build failed; all of its output is in $log" >&2
    return 1
  fi
}

# Runs a short training and archives the classes that it loads. This takes two runs: an archive that a
# JVM writes as it ends leaves out classes in the format of Java 5, such as those that read the command
# line.
archive_classes() {
  local scratch archive=$app/cotflow.jsa
  scratch=$(mktemp -d)
  rm -f "$archive"
  launch_with "-XX:DumpLoadedClassList=$scratch/classes"
  launch_with -Xshare:dump "-XX:SharedClassListFile=$scratch/classes" \
    "-XX:SharedArchiveFile=$archive.new"
  mv -f "$archive.new" "$archive"
  rm -rf "$scratch"
  # What earlier versions left: an archive for each of two kinds of commands.
  rm -f "$app"/cotflow-*.jsa
}

# launch_with OPTION...: the training, in a shell of its own, which becomes the JVM.
launch_with() (
  # shellcheck disable=SC2034 # for launch
  launch_options=("$@")
  launch "$root/scripts" "$jar" "$class_path" "$scratch/log" \
    train digits --set flow.steps=2 --out "$scratch/run"
)
