/**
 * One event: reading it in place, building it, its message, its place in the order.
 *
 * <pre>
 *  0        1                9         13
 *  +--------+----------------+---------+-----------+-----------+-------------+--------------+------------+
 *  | version| point          | crc     | host      | app       | marks       | tokens       | line       |
 *  | u8 = 1 | u64            | u32     | u8 n, n B | u8 n, n B | u16 n, n B  | u16 n, n B   | u16 n, n B |
 *  +--------+----------------+---------+-----------+-----------+-------------+--------------+------------+
 *
 *  tokens = (key length u8, value length u8, key, value)*      first those of the line, then those beside it
 * </pre>
 *
 * <p>Specified in {@code docs/FORMAT.md}, section 2. May use {@link evtools.format} and {@link evtools.format.form}.
 */
@NullMarked
package evtools.format.event;

import org.jspecify.annotations.NullMarked;
