package org.cotflow.spark;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/**
 * A real YARN with a real HDFS beside it, on the loopback interface and in one process. {@code
 * scripts/cluster start --yarn} runs it from this file, so it needs no other class of ours.
 */
public final class MiniHadoop {
  private static final List<String> ADDRESSES =
      List.of(
          "resourcemanager.",
          "resourcemanager.scheduler.",
          "resourcemanager.resource-tracker.",
          "resourcemanager.admin.",
          "resourcemanager.webapp.",
          "nodemanager.",
          "nodemanager.localizer.",
          "nodemanager.webapp.");

  private MiniHadoop() {}

  /**
   * Starts both, says where they are, and runs until it is killed.
   *
   * @param arguments a directory for disks and {@code site}, a HADOOP_CONF_DIR; node managers;
   *     cores and megabytes that each of them offers to containers
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Locale.setDefault(Locale.ROOT); // a name node cannot read what it numbers in other digits
    Path directory = Path.of(arguments[0]).toAbsolutePath();
    int nodes = Integer.parseInt(arguments[1]);
    int cores = Integer.parseInt(arguments[2]);
    int megabytes = Integer.parseInt(arguments[3]);
    Files.createDirectories(directory);
    System.setProperty("test.build.data", directory.toString()); // of the nodes, below "yarn"
    Configuration disks = new Configuration();
    disks.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, directory.resolve("hdfs").toString());
    MiniDFSCluster hdfs = new MiniDFSCluster.Builder(disks).numDataNodes(1).build();
    hdfs.waitActive();
    Configuration conf = new YarnConfiguration();
    conf.set("fs.defaultFS", hdfs.getURI().toString());
    // With ports of its own choice the cluster would listen on the machine's outside address.
    conf.setBoolean("yarn.minicluster.fixed.ports", true);
    for (String name : ADDRESSES) {
      conf.set("yarn." + name + "address", "127.0.0.1:0");
    }
    // A disk that is nearly full makes a node of one machine useless.
    conf.set(
        "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", "100");
    // The capacity scheduler needs queues by hand.
    conf.set(
        "yarn.resourcemanager.scheduler.class",
        "org.apache.hadoop.yarn.server.resourcemanager.scheduler.fifo.FifoScheduler");
    conf.setInt("yarn.scheduler.minimum-allocation-mb", 256);
    conf.setInt("yarn.nodemanager.resource.cpu-vcores", cores);
    conf.setInt("yarn.nodemanager.resource.memory-mb", megabytes);
    conf.setBoolean("yarn.nodemanager.vmem-check-enabled", false);
    conf.setBoolean("yarn.nodemanager.pmem-check-enabled", false);
    // A driver that is told to end has time for a snapshot; without this it would be 250 ms.
    conf.setInt("yarn.nodemanager.sleep-delay-before-sigkill.ms", 150_000);
    // The most that an application may ask for.
    conf.setInt("yarn.resourcemanager.am.max-attempts", 10);
    // Containers start at heartbeats; the default is one a second.
    conf.setInt("yarn.resourcemanager.nodemanagers.heartbeat-interval-ms", 100);
    MiniYARNCluster yarn = new MiniYARNCluster("yarn", nodes, 1, 1);
    yarn.init(conf);
    yarn.start();
    while (yarn.getConfig().get(YarnConfiguration.RM_ADDRESS).endsWith(":0")) {
      Thread.sleep(100);
    }
    Path site = Files.createDirectories(directory.resolve("site"));
    for (String name : new String[] {"core-site.xml", "yarn-site.xml"}) {
      try (OutputStream file = Files.newOutputStream(site.resolve(name))) {
        yarn.getConfig().writeXml(file);
      }
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(yarn, hdfs)));
    String address = yarn.getConfig().get(YarnConfiguration.RM_WEBAPP_ADDRESS);
    System.out.println("resource manager http://" + address + ", files " + hdfs.getURI());
    Thread.sleep(Long.MAX_VALUE);
  }

  private static void close(MiniYARNCluster yarn, MiniDFSCluster hdfs) {
    yarn.stop();
    hdfs.shutdown(true);
  }
}
