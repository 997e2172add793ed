#!/usr/bin/env bash
# The entry point of the image. Spark's Kubernetes back end starts a container with the word driver
# and the arguments of spark-submit, or with the word executor and its settings in the environment.
set -euo pipefail

java=$JAVA_HOME/bin/java
# The JVM takes over this process; /opt/decom.sh signals it.
echo $$ >container.pid

case ${1:-} in
  driver)
    shift
    # shellcheck source=../../scripts/spark-submit.sh
    . "$COTFLOW_HOME/spark-submit.sh"
    bind=(${SPARK_DRIVER_BIND_ADDRESS:+--conf "spark.driver.bindAddress=$SPARK_DRIVER_BIND_ADDRESS"})
    spark_submit --deploy-mode client "${bind[@]}" "$@"
    ;;
  executor)
    options=()
    for ((i = 0; ; i++)); do
      name=SPARK_JAVA_OPT_$i
      [ -n "${!name+set}" ] || break
      options+=("${!name}")
    done
    class_path=$SPARK_HOME/jars/'*'
    for more in "${SPARK_CLASSPATH:-}" "${HADOOP_CONF_DIR:-}" "${SPARK_CONF_DIR:-}"; do
      class_path=${more:+$more:}$class_path
    done
    exec "$java" "${options[@]}" "-Xms$SPARK_EXECUTOR_MEMORY" "-Xmx$SPARK_EXECUTOR_MEMORY" \
      -cp "$class_path" org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend \
      --driver-url "$SPARK_DRIVER_URL" --executor-id "$SPARK_EXECUTOR_ID" \
      --cores "$SPARK_EXECUTOR_CORES" --app-id "$SPARK_APPLICATION_ID" \
      --hostname "$SPARK_EXECUTOR_POD_IP" --resourceProfileId "$SPARK_RESOURCE_PROFILE_ID" \
      --podName "$SPARK_EXECUTOR_POD_NAME"
    ;;
  *)
    echo "$0: the first argument is driver or executor, not \"${1:-}\"" >&2
    exit 2
    ;;
esac
