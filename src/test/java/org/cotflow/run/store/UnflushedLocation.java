package org.cotflow.run.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.cotflow.base.Location;

/**
 * A local directory that behaves as an object store: a file cannot be grown and flushed, and the
 * operating system knows no locks for it.
 */
record UnflushedLocation(Location local) implements Location {
  private static final long serialVersionUID = 1L;

  @Override
  public String toString() {
    return "store://bucket" + local;
  }

  @Override
  public String name() {
    return local.name();
  }

  @Override
  public Location resolve(String child) {
    return new UnflushedLocation(local.resolve(child));
  }

  @Override
  public Location absolute() throws IOException {
    return new UnflushedLocation(local.absolute());
  }

  @Override
  public boolean exists() throws IOException {
    return local.exists();
  }

  @Override
  public boolean isDirectory() throws IOException {
    return local.isDirectory();
  }

  @Override
  public long length() throws IOException {
    return local.length();
  }

  @Override
  public List<Location> list() throws IOException {
    return local.list().stream().<Location>map(UnflushedLocation::new).toList();
  }

  @Override
  public void createDirectories() throws IOException {
    local.createDirectories();
  }

  @Override
  public InputStream openRead() throws IOException {
    return local.openRead();
  }

  @Override
  public OutputStream openWrite() throws IOException {
    return local.openWrite();
  }

  @Override
  public void replace(byte[] content) throws IOException {
    local.replace(content);
  }

  @Override
  public void force() throws IOException {
    local.force();
  }

  @Override
  public void renameTo(Location target) throws IOException {
    local.renameTo(((UnflushedLocation) target).local());
  }

  @Override
  public void deleteRecursively() throws IOException {
    local.deleteRecursively();
  }

  @Override
  public boolean canFlush() {
    return false;
  }
}
