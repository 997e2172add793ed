/**
 * Snapshots: the particles and the state of a flow after one of its steps, on disk.
 *
 * <p>{@link org.cotflow.run.snapshot.Snapshots} holds those of one run. Each engine task writes its
 * blocks by {@link org.cotflow.run.snapshot.SnapshotSink} into a Parquet file of its own; the
 * manifest, written last, makes the files a {@link org.cotflow.run.snapshot.Snapshot}. {@link
 * org.cotflow.run.snapshot.SnapshotSource} reads the particles back in blocks of any size, {@link
 * org.cotflow.run.snapshot.ResumePoint} says where the flow goes on.
 *
 * <ul>
 *   <li>A snapshot exists if and only if its manifest does. The manifest lists all files with
 *       length and SHA-256, ends in a digest of its own text, and is replaced atomically. Its files
 *       are forced to disk before.
 *   <li>A snapshot that is written again uses other file names than the one it replaces. The
 *       replacement of the manifest switches between them at one instant.
 *   <li>A snapshot is removed manifest first.
 *   <li>Damage of the disk is found by page checksums while reading, and by the digests before
 *       resuming.
 * </ul>
 */
package org.cotflow.run.snapshot;
