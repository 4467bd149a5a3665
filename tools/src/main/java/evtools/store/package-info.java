/**
 * Frames on disk: a server's directory of time buckets, and a sender's spool. Both are plain files of whole frames,
 * which evcat and evgrep read like any other.
 *
 * <pre>
 *  STORE/evstore                          holder id, environment, bucket width
 *  STORE/lock                             one server at a time
 *  STORE/2026/11/20/101536/0001.ev        a bucket is a directory named by its begin (UTC);
 *  STORE/2026/11/20/101536/0002.ev        its leaves are appended to up to 64 MiB, then the next begins
 *  STORE/quarantine/…                     half-written tails that were cut off
 *
 *  SPOOL/evspool                          origin, sequence mark, environment, bucket width
 *  SPOOL/lock
 *  SPOOL/0000000001.ev …                  frames in the order they were made; a file goes when all of it may
 * </pre>
 *
 * <p>Writing is appending whole frames, one write each. After a crash a file may end inside a frame: opening cuts it
 * back to its last whole frame and keeps the bytes cut off. All file access goes through {@link evtools.store.Disk}, so
 * that the same code runs on simulated disks.
 *
 * <p>What a {@link evtools.store.DirectoryStore} is made of; all but the last two belong to its one lock:
 *
 * <pre>
 *  StoreRecovery ──► HeldFrames        which frames count, by id, bucket and time       (FrameCatalog, ChangedBuckets)
 *  (at start)        BucketLeaves      the files, what of them is open and not synced   (Leaf, OpenLeaves)
 *                    StoreDirectories  the disks: which work, which have room           (StoreDirectory)
 *                    Tombstones        what was deleted for a good reason               (SequenceRanges, TombstoneFile)
 *  FramePlacing      appends a frame to a leaf of its bucket
 *  FrameDeletion     by age, or because it is archived
 *  StoreSync         makes durable what was appended
 *  FrameScrub        reads again what was stored long ago                               (RottenFrames)
 * </pre>
 *
 * <p>May use: the JDK and {@link evtools.format}.
 */
@NullMarked
package evtools.store;

import org.jspecify.annotations.NullMarked;
