package org.cotflow.base;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A real HDFS of one name node and one data node in this process. */
@ExtendWith(PlainDigits.class)
class HdfsLocationIT extends LocationContract {
  @TempDir static Path disk;
  private static MiniDFSCluster cluster;
  private static int directories;
  private Location directory;

  @BeforeAll
  static void start() throws IOException {
    Configuration configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, disk.toString());
    cluster = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
    cluster.waitActive();
  }

  @AfterAll
  static void stop() {
    cluster.shutdown(true);
  }

  @BeforeEach
  void newDirectory() {
    directory = Locations.of(cluster.getURI() + "/case-" + directories++);
  }

  @Override
  Location directory() {
    return directory;
  }

  @Override
  boolean flushes() {
    return true;
  }

  @Test
  void thePathMayLeaveTheNameNodeToTheConfiguration() throws IOException {
    String nameNode = cluster.getURI().toString();
    // Without the file system that Hadoop keeps from the other tests, which have another default.
    TreeMap<String, String> entries =
        new TreeMap<>(Map.of("fs.defaultFS", nameNode, "fs.hdfs.impl.disable.cache", "true"));
    Location file = HadoopLocation.of("hdfs:///unnamed/file", entries);
    file.replace(new byte[] {1});
    file.replace(new byte[] {2});
    assertTrue(Locations.of(nameNode + "/unnamed/file").exists());
    file.renameTo(HadoopLocation.of("hdfs:///unnamed/other", entries));
    assertTrue(Locations.of(nameNode + "/unnamed/other").exists());
  }

  @Test
  void permissionDeniedNamesThePath() throws Exception {
    Location closed = directory.resolve("closed");
    closed.createDirectories();
    cluster
        .getFileSystem()
        .setPermission(
            new org.apache.hadoop.fs.Path(closed.toString()), new FsPermission((short) 0500));
    UserGroupInformation stranger =
        UserGroupInformation.createUserForTesting("stranger", new String[] {"strangers"});
    IOException failure =
        assertThrows(
            IOException.class,
            () ->
                stranger.doAs(
                    (java.security.PrivilegedExceptionAction<Void>)
                        () -> {
                          closed.resolve("x").replace(new byte[1]);
                          return null;
                        }));
    assertTrue(failure.getMessage().startsWith("cannot write " + closed.resolve("x")));
    assertTrue(failure.getMessage().contains("Permission denied"), failure.getMessage());
  }
}
