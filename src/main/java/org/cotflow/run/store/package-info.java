/**
 * The directory that a run leaves behind.
 *
 * <p>{@link org.cotflow.run.store.RunDirectory} holds the files of one run under a lock. The
 * training loop writes them; reports, exports and resumption read them. {@link
 * org.cotflow.run.store.RunFile} lists the files, {@link org.cotflow.run.store.HistoryColumn} the
 * columns of history.csv. {@link org.cotflow.run.store.StoredMeasure} opens a measure that a user
 * names: a run, or an .npz file ({@link org.cotflow.run.npz.MeasureNpz}).
 *
 * <p>A run takes hours and may die at any instant: killed, out of disk, its driver lost. Each file
 * is then either whole or recognizably missing:
 *
 * <ul>
 *   <li>config.conf, provenance.json, network.npz and summary.json are replaced as wholes.
 *   <li>Tables ({@link org.cotflow.run.store.StepTable}) only grow; a last line without its end is
 *       no row. Rows are made durable before the snapshot that counts them is committed. A resumed
 *       run drops the rows after its snapshot.
 *   <li>{@link org.cotflow.run.lock.RunLock} keeps a second run out of the directory.
 * </ul>
 */
package org.cotflow.run.store;
