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
 * <p>Keys are compared and moved, events are copied once in and once out. The order is that of
 * {@link evtools.format.event.EventOrder}: total, so that the output is the same for any order of arrival and equal
 * events are neighbours.
 *
 * <p>May use {@code evtools.format} and the JDK.
 */
@NullMarked
package evtools.sort;

import org.jspecify.annotations.NullMarked;
