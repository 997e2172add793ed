package org.cotflow.spark;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/**
 * A real YARN with a real HDFS beside it, on the loopback interface and in this process. {@code
 * scripts/cluster start --yarn} runs it from this file, so it needs no other class of ours.
 */
public final class MiniHadoop implements AutoCloseable {
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

  private final MiniDFSCluster hdfs;
  private final MiniYARNCluster yarn;
  private final Path site;

  private MiniHadoop(MiniDFSCluster hdfs, MiniYARNCluster yarn, Path site) {
    this.hdfs = hdfs;
    this.yarn = yarn;
    this.site = site;
  }

  /**
   * Starts both and waits until they answer.
   *
   * @param directory for disks, logs and {@code site}, a HADOOP_CONF_DIR
   * @param nodes node managers
   * @param cores what each of them offers to containers
   * @param megabytes the same
   */
  static MiniHadoop start(Path directory, int nodes, int cores, int megabytes)
      throws IOException, InterruptedException {
    Locale.setDefault(Locale.ROOT); // a name node cannot read what it numbers in other digits
    Files.createDirectories(directory);
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
    return new MiniHadoop(hdfs, yarn, site);
  }

  /** What clients need to find both. */
  Configuration conf() {
    return yarn.getConfig();
  }

  /** The same as a HADOOP_CONF_DIR. */
  Path site() {
    return site;
  }

  /** The root of HDFS. */
  URI files() {
    return hdfs.getURI();
  }

  /** Ends a node manager with its containers. */
  void stopNode(int index) {
    yarn.getNodeManager(index).stop();
  }

  @Override
  public void close() {
    yarn.stop();
    hdfs.shutdown(true);
  }

  /** Runs until it is killed: a directory, node managers, cores and megabytes of each. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path directory = Path.of(arguments[0]).toAbsolutePath();
    MiniHadoop hadoop =
        start(
            directory,
            Integer.parseInt(arguments[1]),
            Integer.parseInt(arguments[2]),
            Integer.parseInt(arguments[3]));
    Runtime.getRuntime().addShutdownHook(new Thread(hadoop::close));
    String address = hadoop.conf().get(YarnConfiguration.RM_WEBAPP_ADDRESS);
    System.out.println("resource manager http://" + address + ", files " + hadoop.files());
    Thread.sleep(Long.MAX_VALUE);
  }
}
