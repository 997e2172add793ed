# shellcheck shell=bash
# Sourced by scripts/submit and, in the image of cluster-configs/kubernetes, by its entry point:
# becomes the JVM that spark-submit would start, without Spark's own scripts.
#
#   spark_submit ARGUMENT...
#
# with `java` set, and with SPARK_HOME and SPARK_SCALA_VERSION in the environment.

# Spark's launcher works out the command (memory, class path, JVM options) and prints it with a
# NUL after each word. The launcher's exit code follows as one more word.
spark_submit() {
  local word code last command=()
  while IFS= read -r -d '' word; do
    command+=("$word")
  done < <(
    code=0
    # shellcheck disable=SC2154 # set by the script that sources this
    "$java" -Xshare:auto -XX:TieredStopAtLevel=1 -cp "$SPARK_HOME/jars/*" \
      org.apache.spark.launcher.Main org.apache.spark.deploy.SparkSubmit "$@" || code=$?
    printf '%d\0' "$code"
  )
  last=$((${#command[@]} - 1))
  code=${command[$last]}
  if [ "$code" -ne 0 ]; then
    exit "$code"
  fi
  unset "command[$last]"
  # The output begins with an empty word and a line feed, perhaps after warnings.
  command=("${command[@]:1}")
  command[0]=${command[0]##*$'\n'}
  exec "${command[@]}"
}
