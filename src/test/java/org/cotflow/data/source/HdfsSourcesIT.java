package org.cotflow.data.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.base.PlainDigits;
import org.cotflow.base.UserInputException;
import org.cotflow.data.Samples;
import org.cotflow.data.Specs;
import org.cotflow.format.NpyArray;
import org.cotflow.format.NpzWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of file is read from a real HDFS as from the local disk. */
@ExtendWith(PlainDigits.class)
class HdfsSourcesIT {
  private static final double[] FEATURES = {1, 2, 3};

  @TempDir Path disk;

  @Test
  void readsEveryKind() throws IOException {
    Configuration configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, disk.resolve("dfs").toString());
    try (MiniDFSCluster cluster =
        new MiniDFSCluster.Builder(configuration).numDataNodes(1).build()) {
      cluster.waitActive();
      Location root = Locations.of(cluster.getURI() + "/data");
      root.resolve("x.csv").replace("x,y\n1,0.5\n2,1.5\n3,2.5\n".getBytes(UTF_8));
      try (NpzWriter npz = NpzWriter.create(root.resolve("x.npz"))) {
        npz.write("X", new NpyArray(new int[] {3, 1}, FEATURES));
        npz.write("Y", NpyArray.vector(0.5, 1.5, 2.5));
      }
      cluster
          .getFileSystem()
          .copyFromLocalFile(
              new org.apache.hadoop.fs.Path(parquet().toString()),
              new org.apache.hadoop.fs.Path(root + "/x.parquet"));
      for (String kind : List.of("csv", "npz", "parquet")) {
        Samples train =
            DataSources.prepare(Specs.split(kind + ":" + root + "/x." + kind, 0.0, 0)).train();
        assertArrayEquals(FEATURES, train.features(), kind);
        assertArrayEquals(new double[] {0.5, 1.5, 2.5}, train.targets(), kind);
        String missing = root + "/none." + kind;
        String message =
            assertThrows(
                    UserInputException.class,
                    () -> DataSources.prepare(Specs.of(kind + ":" + missing)))
                .getMessage();
        assertTrue(message.startsWith("cannot read " + missing + ": no such file"), message);
      }
    }
  }

  private Path parquet() throws IOException {
    Path file = disk.resolve("x.parquet");
    MessageType type =
        MessageTypeParser.parseMessageType("message m { required double x; required double y; }");
    try (ParquetWriter<org.apache.parquet.example.data.Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file)).withType(type).build()) {
      for (double x : FEATURES) {
        writer.write(new SimpleGroup(type).append("x", x).append("y", x - 0.5));
      }
    }
    return file;
  }
}
