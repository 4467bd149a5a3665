/**
 * Messages between evtools processes over TCP, {@code docs/PROTOCOL.md}: framing, handshake, heartbeats.
 *
 * <pre>
 *  connection = hello (each way once), then messages in both directions, in any order
 *
 *   0        4      5       6         8
 *  +--------+------+-------+---------+------------------+
 *  | length | type | flags | 0       | body             |      length: of the body
 *  | u32    | u8   | u8    | u16     | length bytes     |      unknown types are skipped
 *  +--------+------+-------+---------+------------------+
 * </pre>
 *
 * <pre>
 *  Network ──────► Dialer ───────► Connection       interfaces: all that tools and sessions know
 *     │               │                │
 *  TcpNetwork     TcpDialer     LinkConnection ──► ByteLink ──► socket
 * </pre>
 *
 * <p>One thread reads a connection and one writes it; callers put messages into a bounded queue. {@link
 * evtools.transport.ByteLink} is all that the rest knows of the socket, so that an encrypted link can take its place.
 * Tests put a simulated network behind the same interfaces. The rules of replication are elsewhere: this carries what
 * it is given.
 *
 * <p>May use: the JDK, {@link evtools.format}, the addresses of {@link evtools.cli}, and the value types of {@link
 * evtools.replication}.
 */
@NullMarked
package evtools.transport;

import org.jspecify.annotations.NullMarked;
