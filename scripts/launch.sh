# shellcheck shell=bash
# Sourced by scripts/cotflow and, in the archive, by bin/cotflow: becomes the JVM that runs Cotflow.
#
#   launch HERE JAR CLASS_PATH LOG ARGUMENT...
#
# with `java` and `java_feature` set. Paths such as hdfs:///runs are those of the cluster that HADOOP_CONF_DIR describes, as
# with spark-submit. HERE is where java.options is. The array `launch_options`, where there is one, and
# COTFLOW_JAVA_OPTS hold further options; the latter come last and so win.

# Fills `options`.
jvm_options() {
  local option
  options=()
  # Named here, the incubating module makes the JVM print a line on standard error whenever it
  # starts. Left out, the vector kernels load it by themselves, for which they need these three.
  while IFS= read -r option; do
    case $option in
      --add-modules=*) ;;
      --add-opens=java.base/sun.security.action=*)
        # Java 25 has no such package, and says so whenever it starts.
        # shellcheck disable=SC2154 # set by who calls
        if [ "$java_feature" -lt 25 ]; then
          options+=("$option")
        fi
        ;;
      -*) options+=("$option") ;;
    esac
  done <"$1/java.options"
  options+=(--add-exports=java.base/jdk.internal.module=ALL-UNNAMED
    -XX:+UnlockExperimentalVMOptions -XX:+EnableVectorSupport)
  # What the JVM itself has to say goes to standard error: standard output is for results.
  options+=(-Xlog:disable -Xlog:all=error:stderr "-Xlog:cds*=off:stderr")
  # Particles come early and stay: room for them from the start, which takes no memory before they
  # come, spares the collections by which a heap grows.
  options+=(-XX:+UseParallelGC -XX:InitialRAMPercentage=12 -XX:MaxRAMPercentage=75
    -XX:NewSize=96m -XX:MaxNewSize=384m)
  # The compiler turns to the kernels first, and later to what the vector library does in their
  # place until they are compiled; and it does not compile them once more into everything that calls
  # them.
  options+=(-XX:CompileCommand=quiet
    "-XX:CompileCommand=CompileThresholdScaling,jdk.incubator.vector.*::*,4.0"
    "-XX:CompileCommand=CompileThresholdScaling,jdk.internal.vm.vector.*::*,4.0"
    "-XX:CompileCommand=dontinline,org.cotflow.kernel.VectorBlockKernel::velocity"
    "-XX:CompileCommand=dontinline,org.cotflow.kernel.VectorBlockKernel::gradientChunk"
    "-XX:CompileCommand=dontinline,org.cotflow.kernel.TreeSum::*"
    "-XX:CompileCommand=dontinline,org.cotflow.engine.*::lambda*")
}

launch() {
  local options here=$1 jar=$2 class_path=$3 log=$4
  shift 4
  jvm_options "$here"
  local archive=${jar%.jar}.jsa
  if [ -f "$archive" ]; then
    # An archive that is mapped where it was made for needs no addresses changed, which takes 3 ms for
    # each megabyte.
    options+=(-Xshare:auto "-XX:SharedArchiveFile=$archive"
      -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0)
  fi
  options+=(
    -Dlog4j2.configurationFile=classpath:org/cotflow/log4j2.properties
    "-Dcotflow.log=$log"
    "-Dcotflow.jar=$jar"
    "-Dcotflow.terminal=$([ -t 2 ] && echo true || echo false)"
  )
  set -f # COTFLOW_JAVA_OPTS is split at blanks and nothing else happens to it
  # shellcheck disable=SC2086,SC2154 # to be split; set by who calls
  exec "$java" "${options[@]}" ${launch_options[@]+"${launch_options[@]}"} \
    ${COTFLOW_JAVA_OPTS:-} -cp "$class_path${HADOOP_CONF_DIR:+:$HADOOP_CONF_DIR}" \
    org.cotflow.cli.Main "$@"
}
