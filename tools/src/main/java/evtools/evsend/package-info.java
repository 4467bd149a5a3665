/**
 * evsend: brings events to servers and does not let go of them before enough servers hold them for good.
 *
 * <pre>
 *  events ─► {@link evtools.evsend.Batch} ─► frames: one bucket, sorted, compressed once ─► spool ─► {@link evtools.evsend.Shipper} ─► servers
 *  positions ─────────────► committed together with the events before them          ▲            │
 *                                                                                   └─ forget ◄──┘ copies durable holders
 * </pre>
 *
 * <p>One thread reads and builds frames; one thread a server sends, from the spool's files; a ticking thread moves time.
 * May use cli, pipe, lib-format, lib-sort, replication, transport and store.
 */
@NullMarked
package evtools.evsend;

import org.jspecify.annotations.NullMarked;
