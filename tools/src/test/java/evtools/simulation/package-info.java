/**
 * A whole cluster in one thread: the real senders and servers between simulated networks, disks and clocks, under harm
 * that a seed decides.
 *
 * <pre>
 *  SourceLog ─► {@link evtools.simulation.SimulatedSender}            {@link evtools.simulation.SimulatedServer} ×3…6
 *               Batch, FrameBuilder, Outbox,        ServerCore, sessions, FramePlacer,
 *               Spool, Shipper, FrameSender         DirectoryStore                  the real code
 *  ───────────────────────────────────────────────────────────────────────────────────────────
 *               {@link evtools.simulation.SimulatedHost}: a machine with a life that can end       around it
 *               {@link evtools.simulation.SimulatedDisk}: page cache, durable bytes and names
 *               {@link evtools.simulation.SimulatedNetwork}: connections in order, ways that can be blocked
 *               {@link evtools.simulation.VirtualTime}: jumps from one thing that is due to the next
 *
 *  {@link evtools.simulation.SimulatedExporter} archives buckets and has servers delete them; servers delete what is old
 *
 *  {@link evtools.simulation.Nemesis} does harm ─► all of it        {@link evtools.simulation.Ledger} looks at the disks' bytes and
 *                                                 says whether what a sender concludes is true
 * </pre>
 *
 * <p>Everything follows from the seed: equal seeds make equal traces. What is checked:
 *
 * <ul>
 *   <li>a frame is acknowledged only when as many servers have it as its class says (on disk, if it says so);
 *   <li>a spool forgets a frame only when as many servers as its class has copies have it on disk for good;
 *   <li>what was promised can be read in the end, by a reader, from the servers: every frame that met no more losses
 *       than its class stands;
 *   <li>nothing is given up without being counted;
 *   <li>nothing is deleted that neither an archive has nor is old enough, each deletion is counted, and what a server
 *       knows to be deleted never comes back to it ({@link evtools.simulation.DeletionWatch}, {@link
 *       evtools.simulation.LastDeletions});
 *   <li>events out are events in, each once, with equal checksums; and senders come to an end when there is peace.
 * </ul>
 *
 * <p>A <em>loss</em> is a server that had a frame and has it no more: wiped, rotten, or power lost before the frame was
 * synced. A frame of class c<i>C</i>a<i>A</i> stands <i>C</i> − 1 losses when its sender has forgotten it, and
 * <i>A</i> − 1 when its sender is lost before; of a class with fsync, only losses of synced copies count. A copy that was
 * deleted because it might be counts like a loss, and a frame in the archive need not be on servers any more.
 */
@NullMarked
package evtools.simulation;

import org.jspecify.annotations.NullMarked;
