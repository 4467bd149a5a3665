/**
 * Archives: sorted buckets as objects under keys, {@code docs/ARCHIVE.md}.
 *
 * <pre>
 *  3f/default/20261120T101536Z/HASH.evs             a segment: events of one bucket, sorted, distinct
 *  manifest/default/2026-11-20/20261120T101536Z/000 the first segment of that bucket that counts: names its key
 *  manifest/default/2026-11-20/20261120T101536Z/001 what came later, without what 000 has
 * </pre>
 *
 * <p>A segment's name follows from its events, so two writers of the same events write the same object. Which segments
 * count is decided by manifests, each created if it doesn't exist yet: any number of processes may write without a
 * lock. {@link evtools.archive.ObjectStore} is all that is needed of a store, so that others can take a directory's
 * place.
 *
 * <p>May use: the JDK, Jackson, {@link evtools.format}, {@link evtools.sort}.
 */
@NullMarked
package evtools.archive;

import org.jspecify.annotations.NullMarked;
