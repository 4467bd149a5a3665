/**
 * Sorting: batches in memory, streams with a hold-down, merging of sorted runs, removal of duplicates.
 *
 * <pre>
 *   events ──► arena: bytes, appended      index: (point, place), sorted      ──► sink, in order
 *              | len event | len event |   12 bytes an event
 * </pre>
 *
 * <p>A stream that never ends, {@link evtools.sort.HoldDownSorter}:
 *
 * <pre>
 *   frame ──► slice: arena, or the frame as it is ──► due: sorted, merged with what overlaps ──► sink, in order
 *                └── over the budget: group of slices ──► sorted run in the group's file ──┘
 * </pre>
 *
 * <p>A whole input ({@link evtools.sort.EventSorter}): rows are copied out of the arena in order while it is in the
 * cache, and out of sorted blocks when nothing before them can come any more.
 *
 * <pre>
 *   files: headers first, then frames by least point ─┐
 *   pipes: frames as they come ───────────────────────┴─► arena ──full──► block ──► stretches of time ──► sink, in order
 *                                                                           └─ over budget ──► file ──┘
 * </pre>
 *
 * <p>Keys are compared and moved; rows that share tails stay so ({@link evtools.sort.RowTails}). The order is that of
 * {@link evtools.format.event.EventOrder}: total, so that the output is the same for any order of arrival and equal
 * events are neighbours.
 *
 * <p>May use {@code evtools.format} and the JDK.
 */
@NullMarked
package evtools.sort;

import org.jspecify.annotations.NullMarked;
