/**
 * Who holds which frame: the rules of replication, without input and output.
 *
 * <p>Two state machines, one per side. Both are told what happened (a frame came, a server answered, a connection was
 * lost, time passed) and say through an output interface what is to be done. They know no sockets, files, threads or
 * clocks; time comes in as nanoseconds, chance as a {@link java.util.random.RandomGenerator}. So the code that runs
 * in the tools also runs under simulated networks, thousands of seeds at a time.
 *
 * <pre>
 *  evsend                                   evrecv
 *  spool ─► {@link evtools.replication.FrameSender} ── frame ──► store ─► {@link evtools.replication.FramePlacer}
 *               ▲  holders   ◄──────────────────────────┘  │  forward to random live peers
 *               │  durable?  ──────────────────────────►   ▼
 *               └─ forget after copies durable holders     peers answer with their holder ids
 * </pre>
 *
 * <p>What counts is the number of <em>distinct holders</em>, never the number of answers: the same server may answer
 * twice, and two addresses may lead to one server.
 *
 * <p>May use: the JDK without network, files and threads.
 */
@NullMarked
package evtools.replication;

import org.jspecify.annotations.NullMarked;
