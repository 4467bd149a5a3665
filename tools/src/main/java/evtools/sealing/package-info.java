/**
 * Turning buckets into segments of an archive, wherever their frames are.
 *
 * <pre>
 *   store's files ──► frames by header: id archived? out ──► is the bucket due? ──► frames by their bounds, merged
 *   servers       ──► frames, one by one ────────────────────────────────────────►  (evtools.sort.FrameMerge)
 *                                                                                        │
 *        manifest NNN, if nobody was faster  ◄── read back ◄── segment ◄── what earlier segments don't have
 * </pre>
 *
 * <p>A run may be killed at any moment and any number may run at once: what counts is decided by manifests, see
 * {@link evtools.archive}. Frames are read where they are; nothing in a store is changed.
 *
 * <p>May use: cli, lib-format, lib-sort, {@link evtools.archive}, {@link evtools.store}, {@link evtools.replication}.
 */
@NullMarked
package evtools.sealing;

import org.jspecify.annotations.NullMarked;
